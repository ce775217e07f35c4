/* Functions of the caller inside the autograd graph: custom functions and hooks. */
#ifndef GATUN_FUNCTION_H
#define GATUN_FUNCTION_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One call of the library to the caller, on whatever thread runs that part of the graph.
 * function   the caller's number for the function, as it was given when the function was handed over
 * failure    written by the callee when it returns other than GT_OK: the number under which the caller keeps the cause;
 *            comes back in gt_released_functions, like a function's, when no one can ask for it any more
 * gradients  owned by the callee from here, and so is saved: each is given back with gt_tensor_release
 * needed     per result: 0 when nobody will look at it
 * results    nulls; the callee writes owned handles, which the library takes over, or leaves null for "none" */
typedef struct gt_gradient_call {
  int64_t function;
  int64_t failure;
  const gt_tensor* gradients;
  int64_t gradient_count;
  const gt_tensor* saved;
  int64_t saved_count;
  const int32_t* needed;
  gt_tensor* results;
  int64_t result_count;
} gt_gradient_call;

/* GT_OK, or anything else for a failure: the graph's run ends, and what started it returns GT_CALLBACK. May not unwind
 * through the library: no exception, no longjmp. */
typedef gt_status (*gt_gradient_function)(gt_gradient_call* call);

/* A node of the graph around outputs that the caller computed without recording (torch.autograd.Function).
 * results             `output_count` owned handles: the outputs, with history when gradients are recorded and an input
 *                     requires one. backward gets a gradient for each (zeros where there is none), and returns one for
 *                     each input
 * non_differentiable  per output: 1 for one through which no gradient flows (integers are such anyway)
 * saved               given to backward, checked to be unchanged since; freed with the graph, as operators' are
 * name                how errors and traces call the node
 * function            handed over, whatever this returns: see gt_released_functions */
GT_API gt_status gt_function_apply(gt_tensor* results, const gt_tensor* inputs, int64_t input_count,
                                   const gt_tensor* outputs, int64_t output_count, const int32_t* non_differentiable,
                                   const gt_tensor* saved, int64_t saved_count, const char* name,
                                   gt_gradient_function backward, int64_t function);

/* torch.Tensor.register_hook: the hook gets self's gradient each time it is computed; its result, if any, replaces it.
 * Not to be called while another thread runs backward through self, unless self has, or had, a hook already.
 * function: handed over as above, with self's history. */
GT_API gt_status gt_register_hook(gt_tensor self, gt_gradient_function hook, int64_t function);

/* Takes a hook off, from within it too. One that is gone already is no error. */
GT_API gt_status gt_remove_hook(int64_t function);

/* torch.Tensor.retain_grad and retains_grad: whether .grad is kept though self is no leaf. */
GT_API gt_status gt_retain_grad(gt_tensor self);
GT_API gt_status gt_retains_grad(int32_t* out, gt_tensor self);

/* Numbers of functions and failures that the library has let go of since the last call, at most `capacity` of them;
 * call again while count == capacity. Each number is given once. */
GT_API gt_status gt_released_functions(int64_t* functions, int64_t* count, int64_t capacity);

/* Functions and failures that the library holds, or whose release has not been fetched. */
GT_API gt_status gt_live_functions(int64_t* out);

/* After GT_CALLBACK: the failure's number, which the library holds for this thread until the second call. */
GT_API gt_status gt_callback_failure(int64_t* out);
GT_API gt_status gt_callback_failure_release(void);

#ifdef __cplusplus
}
#endif
#endif
