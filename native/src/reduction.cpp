#include "gatun/reduction.h"

#include <ATen/ops/all.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/any.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cumsum.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/topk.h>

#include "handle.h"

using namespace gatun;

namespace {

// The dimensions to reduce; none given means all of them.
std::vector<int64_t> reduced(const at::Tensor& self, const int64_t* dims, int64_t count) {
  auto chosen = ints(dims, count).vec();
  if (chosen.empty()) {
    for (int64_t i = 0; i < self.dim(); i++) chosen.push_back(i);
  }
  return chosen;
}

// Hands two results over, or neither.
template <class Op>
gt_status give_two(gt_tensor* first, gt_tensor* second, Op&& op) noexcept {
  return guard([&] {
    gt_tensor& one = out(first);
    gt_tensor& two = out(second);
    auto [left, right] = op();
    one = release(std::move(left));
    two = release(std::move(right));
  });
}

}  // namespace

gt_status gt_sum(gt_tensor* to, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim, int32_t type) {
  return give(to, [&] {
    const auto tensor = ref(self);
    return at::sum(tensor, reduced(tensor, dims, count), keepdim != 0, optional_dtype(type));
  });
}

gt_status gt_mean(gt_tensor* to, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim, int32_t type) {
  return give(to, [&] {
    const auto tensor = ref(self);
    return at::mean(tensor, reduced(tensor, dims, count), keepdim != 0, optional_dtype(type));
  });
}

gt_status gt_amax(gt_tensor* to, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim) {
  return give(to, [&] {
    const auto tensor = ref(self);
    return at::amax(tensor, reduced(tensor, dims, count), keepdim != 0);
  });
}

gt_status gt_amin(gt_tensor* to, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim) {
  return give(to, [&] {
    const auto tensor = ref(self);
    return at::amin(tensor, reduced(tensor, dims, count), keepdim != 0);
  });
}

gt_status gt_logsumexp(gt_tensor* to, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim) {
  return give(to, [&] {
    const auto tensor = ref(self);
    return at::logsumexp(tensor, reduced(tensor, dims, count), keepdim != 0);
  });
}

gt_status gt_argmax(gt_tensor* to, gt_tensor self, int64_t dim, int32_t keepdim) {
  return give(to, [&] { return at::argmax(ref(self), dim, keepdim != 0); });
}

gt_status gt_all(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::all(ref(self)); });
}

gt_status gt_any(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::any(ref(self)); });
}

gt_status gt_cumsum(gt_tensor* to, gt_tensor self, int64_t dim) {
  return give(to, [&] { return at::cumsum(ref(self), dim); });
}

gt_status gt_topk(gt_tensor* values, gt_tensor* indices, gt_tensor self, int64_t k, int64_t dim, int32_t largest) {
  return give_two(values, indices, [&] { return at::topk(ref(self), k, dim, largest != 0, /*sorted=*/true); });
}

gt_status gt_sort(gt_tensor* values, gt_tensor* indices, gt_tensor self, int64_t dim, int32_t descending) {
  return give_two(values, indices, [&] { return at::sort(ref(self), /*stable=*/true, dim, descending != 0); });
}
