/* Pointwise operators. */
#ifndef GATUN_POINTWISE_H
#define GATUN_POINTWISE_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Element by element, with broadcasting and type promotion as in PyTorch. out: owned. Names are PyTorch's; a name that
 * ends in an underscore works in place on self; _scalar takes a (kind, bits) scalar. */

GT_API gt_status gt_add(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_sub(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_mul(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_div(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_maximum(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_minimum(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_add_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_mul_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_div_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_pow_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);

GT_API gt_status gt_neg(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_abs(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_exp(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_log(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_log1p(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_sqrt(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_rsqrt(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_sin(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_cos(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_tanh(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_sigmoid(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_log_sigmoid(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_relu(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_silu(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_gelu(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_isfinite(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_logical_not(gt_tensor* out, gt_tensor self);

/* Comparisons; out: bool. */
GT_API gt_status gt_eq(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_ne(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_lt(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_le(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_gt(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_ge(gt_tensor* out, gt_tensor self, gt_tensor other);
GT_API gt_status gt_eq_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_ne_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_lt_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_le_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_gt_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_ge_scalar(gt_tensor* out, gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);

/* torch.clamp; a bound counts where its has_ flag is 1. */
GT_API gt_status gt_clamp(gt_tensor* out, gt_tensor self, int32_t has_min, double min, int32_t has_max, double max);

/* torch.where: self where condition (bool) holds, else other. */
GT_API gt_status gt_where(gt_tensor* out, gt_tensor condition, gt_tensor self, gt_tensor other);

/* torch.masked_fill: the scalar where mask (bool) holds. */
GT_API gt_status gt_masked_fill(gt_tensor* out, gt_tensor self, gt_tensor mask, int32_t scalar_kind,
                                int64_t scalar_bits);

/* In place on self, which must not be a leaf that requires a gradient unless gradients are off. */
GT_API gt_status gt_add_(gt_tensor self, gt_tensor other);
GT_API gt_status gt_sub_(gt_tensor self, gt_tensor other);
GT_API gt_status gt_mul_(gt_tensor self, gt_tensor other);
GT_API gt_status gt_div_(gt_tensor self, gt_tensor other);
GT_API gt_status gt_mul_scalar_(gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);
GT_API gt_status gt_fill_(gt_tensor self, int32_t scalar_kind, int64_t scalar_bits);

#ifdef __cplusplus
}
#endif
#endif
