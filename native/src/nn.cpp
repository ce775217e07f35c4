#include "gatun/nn.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/multinomial.h>
#include <ATen/ops/rms_norm.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/softmax.h>

#include "handle.h"

using namespace gatun;

gt_status gt_matmul(gt_tensor* to, gt_tensor self, gt_tensor other) {
  return give(to, [&] { return at::matmul(ref(self), ref(other)); });
}

gt_status gt_linear(gt_tensor* to, gt_tensor input, gt_tensor weight, gt_tensor bias) {
  return give(to, [&] { return at::linear(ref(input), ref(weight), optional(bias)); });
}

gt_status gt_embedding(gt_tensor* to, gt_tensor weight, gt_tensor indices) {
  return give(to, [&] { return at::embedding(ref(weight), ref(indices)); });
}

gt_status gt_rms_norm(gt_tensor* to, gt_tensor input, gt_tensor weight, double eps) {
  return give(to, [&] {
    const auto tensor = ref(input);
    return at::rms_norm(tensor, {tensor->size(-1)}, optional(weight), eps);
  });
}

gt_status gt_softmax(gt_tensor* to, gt_tensor self, int64_t dim, int32_t type) {
  return give(to, [&] { return at::softmax(ref(self), dim, optional_dtype(type)); });
}

gt_status gt_log_softmax(gt_tensor* to, gt_tensor self, int64_t dim, int32_t type) {
  return give(to, [&] { return at::log_softmax(ref(self), dim, optional_dtype(type)); });
}

gt_status gt_scaled_dot_product_attention(gt_tensor* to, gt_tensor query, gt_tensor key, gt_tensor value,
                                          gt_tensor mask, int32_t is_causal, int32_t has_scale, double scale,
                                          int32_t enable_gqa) {
  return give(to, [&] {
    // libtorch divides by the number of key heads.
    const auto keys = ref(key);
    TORCH_CHECK_VALUE(enable_gqa == 0 || keys->dim() < 3 || keys->size(-3) > 0, "key has no heads: ", keys->sizes());
    const auto factor = has_scale != 0 ? std::optional<double>(scale) : std::nullopt;
    return at::scaled_dot_product_attention(ref(query), ref(key), ref(value), optional(mask), /*dropout_p=*/0.0,
                                            is_causal != 0, factor, enable_gqa != 0);
  });
}

gt_status gt_multinomial(gt_tensor* to, gt_tensor probabilities, int64_t samples) {
  return give(to, [&] { return at::multinomial(ref(probabilities), samples, /*replacement=*/false); });
}
