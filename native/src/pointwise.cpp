#include "gatun/pointwise.h"

#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/div.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/le.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log1p.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/logical_not.h>
#include <ATen/ops/lt.h>
#include <ATen/ops/masked_fill.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ne.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/where.h>

#include "handle.h"

using namespace gatun;

gt_status gt_add(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::add(ref(self), ref(other)); });
}

gt_status gt_sub(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::sub(ref(self), ref(other)); });
}

gt_status gt_mul(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::mul(ref(self), ref(other)); });
}

gt_status gt_div(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::div(ref(self), ref(other)); });
}

gt_status gt_maximum(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::maximum(ref(self), ref(other)); });
}

gt_status gt_minimum(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::minimum(ref(self), ref(other)); });
}

gt_status gt_add_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::add(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_mul_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::mul(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_div_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::div(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_pow_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::pow(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_neg(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::neg(ref(self)); });
}

gt_status gt_abs(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::abs(ref(self)); });
}

gt_status gt_exp(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::exp(ref(self)); });
}

gt_status gt_log(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::log(ref(self)); });
}

gt_status gt_log1p(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::log1p(ref(self)); });
}

gt_status gt_sqrt(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::sqrt(ref(self)); });
}

gt_status gt_rsqrt(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::rsqrt(ref(self)); });
}

gt_status gt_sin(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::sin(ref(self)); });
}

gt_status gt_cos(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::cos(ref(self)); });
}

gt_status gt_tanh(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::tanh(ref(self)); });
}

gt_status gt_sigmoid(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::sigmoid(ref(self)); });
}

gt_status gt_log_sigmoid(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::log_sigmoid(ref(self)); });
}

gt_status gt_relu(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::relu(ref(self)); });
}

gt_status gt_silu(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::silu(ref(self)); });
}

gt_status gt_gelu(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::gelu(ref(self)); });
}

gt_status gt_isfinite(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::isfinite(ref(self)); });
}

gt_status gt_logical_not(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::logical_not(ref(self)); });
}

gt_status gt_eq(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::eq(ref(self), ref(other)); });
}

gt_status gt_ne(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::ne(ref(self), ref(other)); });
}

gt_status gt_lt(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::lt(ref(self), ref(other)); });
}

gt_status gt_le(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::le(ref(self), ref(other)); });
}

gt_status gt_gt(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::gt(ref(self), ref(other)); });
}

gt_status gt_ge(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::ge(ref(self), ref(other)); });
}

gt_status gt_eq_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::eq(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_ne_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::ne(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_lt_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::lt(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_le_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::le(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_gt_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::gt(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_ge_scalar(gt_tensor* to, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::ge(ref(self), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_clamp(gt_tensor* to, gt_tensor self, int32_t has_min, double min, int32_t has_max, double max) {
  return give(to, [&] {
    const auto low = has_min != 0 ? std::optional<at::Scalar>(min) : std::nullopt;
    const auto high = has_max != 0 ? std::optional<at::Scalar>(max) : std::nullopt;
    return at::clamp(ref(self), low, high);
  });
}

gt_status gt_where(gt_tensor* to, gt_tensor condition, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::where(ref(condition), ref(self), ref(other)); });
}

gt_status gt_masked_fill(gt_tensor* to, gt_tensor self, gt_tensor mask, int32_t scalar_kind, int64_t scalar_bits) {
  return give(to, [&] { return at::masked_fill(ref(self), ref(mask), scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_add_(gt_tensor self, gt_tensor other) {
  return guard([&] { ref(self)->add_(ref(other)); });
}

gt_status gt_sub_(gt_tensor self, gt_tensor other) {
  return guard([&] { ref(self)->sub_(ref(other)); });
}

gt_status gt_mul_(gt_tensor self, gt_tensor other) {
  return guard([&] { ref(self)->mul_(ref(other)); });
}

gt_status gt_div_(gt_tensor self, gt_tensor other) {
  return guard([&] { ref(self)->div_(ref(other)); });
}

gt_status gt_mul_scalar_(gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return guard([&] { ref(self)->mul_(scalar(scalar_kind, scalar_bits)); });
}

gt_status gt_fill_(gt_tensor self, int32_t scalar_kind, int64_t scalar_bits) {
  return guard([&] { ref(self)->fill_(scalar(scalar_kind, scalar_bits)); });
}
