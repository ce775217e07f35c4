/* Neural-network operators. */
#ifndef GATUN_NN_H
#define GATUN_NN_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The blocks of a transformer. out: owned. */

/* torch.matmul: (..., n, k) and (..., k, m) to (..., n, m). */
GT_API gt_status gt_matmul(gt_tensor* out, gt_tensor self, gt_tensor other);

/* torch.nn.functional.linear: input (..., in), weight (out, in), bias (out) optional; to (..., out). */
GT_API gt_status gt_linear(gt_tensor* out, gt_tensor input, gt_tensor weight, gt_tensor bias);

/* torch.nn.functional.embedding: weight (rows, width), indices int32 or int64 (...); to (..., width). */
GT_API gt_status gt_embedding(gt_tensor* out, gt_tensor weight, gt_tensor indices);

/* torch.nn.functional.rms_norm over the last dimension: input (..., n), weight (n) optional. */
GT_API gt_status gt_rms_norm(gt_tensor* out, gt_tensor input, gt_tensor weight, double eps);

/* torch.softmax and torch.log_softmax along dim; dtype GT_NO_DTYPE keeps the input's. */
GT_API gt_status gt_softmax(gt_tensor* out, gt_tensor self, int64_t dim, int32_t dtype);
GT_API gt_status gt_log_softmax(gt_tensor* out, gt_tensor self, int64_t dim, int32_t dtype);

/* torch.nn.functional.scaled_dot_product_attention without dropout: query (..., heads, n, d), key and value
 * (..., kv heads, m, d), mask (..., n, m) bool (true takes part) or additive, optional and not together with is_causal;
 * to
 * (..., heads, n, d). enable_gqa 1: kv heads divide heads. Scale is 1/sqrt(d) unless has_scale is 1. */
GT_API gt_status gt_scaled_dot_product_attention(gt_tensor* out, gt_tensor query, gt_tensor key, gt_tensor value,
                                                 gt_tensor mask, int32_t is_causal, int32_t has_scale, double scale,
                                                 int32_t enable_gqa);

/* torch.multinomial without replacement, from the default generator: probabilities (..., n), to int64 (..., samples).
 */
GT_API gt_status gt_multinomial(gt_tensor* out, gt_tensor probabilities, int64_t samples);

#ifdef __cplusplus
}
#endif
#endif
