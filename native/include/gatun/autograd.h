/* Automatic differentiation. */
#ifndef GATUN_AUTOGRAD_H
#define GATUN_AUTOGRAD_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A thread's mode to be restored: owned, thread-bound, closed in reverse order of opening. */
typedef struct gt_guard_s* gt_guard;

GT_API gt_status gt_requires_grad(int32_t* out, gt_tensor self);

/* torch.Tensor.requires_grad_. self: a leaf of floating or complex dtype. */
GT_API gt_status gt_set_requires_grad(gt_tensor self, int32_t requires_grad);

GT_API gt_status gt_is_leaf(int32_t* out, gt_tensor self);

/* The name of the node that made self, e.g. MulBackward0: type(self.grad_fn).__name__; empty for a leaf, and for what
 * no graph knows. out: owned text: gt_text_free (tensor.h). */
GT_API gt_status gt_grad_fn_name(char** out, int64_t* length, gt_tensor self);

/* torch.Tensor.grad. out: owned, or null where there is no gradient. */
GT_API gt_status gt_grad(gt_tensor* out, gt_tensor self);

/* Sets torch.Tensor.grad. grad: of self's shape, dtype and device; null clears it. */
GT_API gt_status gt_set_grad(gt_tensor self, gt_tensor grad);

/* torch.Tensor.backward: adds the gradient of self to .grad of every leaf it depends on.
 * gradient  of self's shape; null (optional) for a self with one element */
GT_API gt_status gt_backward(gt_tensor self, gt_tensor gradient, int32_t retain_graph, int32_t create_graph);

/* torch.autograd.backward from several tensors at once.
 * gradients  `count` handles of the tensors' shapes; nulls for tensors with one element
 * inputs     when there are any, only they get a gradient added to their .grad, non-leaves included */
GT_API gt_status gt_autograd_backward(const gt_tensor* tensors, const gt_tensor* gradients, int64_t count,
                                      int32_t retain_graph, int32_t create_graph, const gt_tensor* inputs,
                                      int64_t input_count);

/* torch.autograd.grad: gradients of outputs with respect to inputs, without touching .grad.
 * out           `input_count` owned handles; null where an input was unused and allow_unused is 1
 * grad_outputs  `output_count` handles, nulls for outputs with one element */
GT_API gt_status gt_autograd_grad(gt_tensor* out, const gt_tensor* outputs, const gt_tensor* grad_outputs,
                                  int64_t output_count, const gt_tensor* inputs, int64_t input_count,
                                  int32_t retain_graph, int32_t create_graph, int32_t allow_unused);

/* Inside a backward pass: whether it goes to every leaf. 0 where only chosen inputs get gradients, as in
 * gt_autograd_grad, so that a backward pass inside this one would add to leaves that nobody asked for. */
GT_API gt_status gt_checkpoint_valid(int32_t* out);

/* torch.Tensor.detach: the same memory without history. */
GT_API gt_status gt_detach(gt_tensor* out, gt_tensor self);

/* Whether the calling thread records operations now (torch.is_grad_enabled). */
GT_API gt_status gt_grad_enabled(int32_t* out);

/* Opens a mode for the calling thread: torch.no_grad / torch.enable_grad (enabled 0 / 1), torch.inference_mode. */
GT_API gt_status gt_grad_mode_open(gt_guard* out, int32_t enabled);
GT_API gt_status gt_inference_mode_open(gt_guard* out);

/* torch.autograd.detect_anomaly: a NaN that backward computes is an error naming the function, and an error in backward
 * is logged with the native stack of its forward. For the whole process, and slow. */
GT_API gt_status gt_anomaly_mode_open(gt_guard* out);

/* Closes a mode on the thread that opened it. Null is allowed and does nothing. */
GT_API gt_status gt_guard_close(gt_guard guard);

#ifdef __cplusplus
}
#endif
#endif
