/* Blocks of a language model as one operation each, with gradients written by hand: what training on a CPU spends its
 * time in. On the CPU, float32, float64 and bfloat16 go through kernels of their own; everything else is composed of
 * libtorch's operators, with the same result up to rounding. */
#ifndef GATUN_FUSED_H
#define GATUN_FUSED_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* out: owned, each result. Gradients flow to all floating-point inputs unless said otherwise. */

/* sum = input + delta, normed = sum / sqrt(mean(sum^2) + eps) * weight, in dtype (GT_NO_DTYPE: input's). input (...,
 * n), delta (..., n) optional, of input's dtype or of the result's; without it sum is input itself. weight (n). */
GT_API gt_status gt_add_rms_norm(gt_tensor* sum, gt_tensor* normed, gt_tensor input, gt_tensor delta, gt_tensor weight,
                                 double eps, int32_t dtype);

/* silu(gate) * up, elementwise, of equal shapes. */
GT_API gt_status gt_swiglu(gt_tensor* out, gt_tensor gate, gt_tensor up);

/* As gt_linear, but computed with copy, which is weight in input's dtype: the gradient is weight's, in weight's dtype.
 * bias optional, converted when it needs to be. */
GT_API gt_status gt_linear_with_copy(gt_tensor* out, gt_tensor input, gt_tensor weight, gt_tensor copy, gt_tensor bias);

/* Causal attention over packed sequences on the CPU, softmax(q k^T / sqrt(d)) v. Sequence b has query_lengths[b]
 * queries, which are the last of its key_lengths[b] tokens. query (query tokens, heads, d), key and value (key tokens,
 * kv heads, d), kv heads dividing heads; cos and sin (key tokens, d / 2), both or neither: the angles that queries and
 * keys are turned by first, i paired with i + d / 2; float64 when query is, else float32. window: how many tokens a
 * token sees, itself included. To (query tokens, heads, d). No gradient to cos and sin. */
GT_API gt_status gt_packed_attention(gt_tensor* out, gt_tensor query, gt_tensor key, gt_tensor value, gt_tensor cos,
                                     gt_tensor sin, const int64_t* query_lengths, const int64_t* key_lengths,
                                     int64_t sequences, int64_t window);

/* log_probs[i] = log softmax(weight hidden[i])[targets[i]] and logit_sums[i] = sum(weight hidden[i]), without gradient,
 * both in float64 when hidden is, else float32. hidden (n, width), weight (vocab, width), targets int64 (n). copy: as
 * in gt_linear_with_copy, optional. Between forward and backward the scores are kept when they take at most keep_bytes,
 * and computed twice otherwise. */
GT_API gt_status gt_linear_log_prob(gt_tensor* log_probs, gt_tensor* logit_sums, gt_tensor hidden, gt_tensor weight,
                                    gt_tensor copy, gt_tensor targets, int64_t keep_bytes);

#ifdef __cplusplus
}
#endif
#endif
