/* Reductions and order. */
#ifndef GATUN_REDUCTION_H
#define GATUN_REDUCTION_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* dims: `count` dimensions to reduce, negative ones from the end; none reduces all. keepdim 1 keeps them with length 1.
 * dtype: the result's, or GT_NO_DTYPE. out: owned. */

GT_API gt_status gt_sum(gt_tensor* out, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim,
                        int32_t dtype);
GT_API gt_status gt_mean(gt_tensor* out, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim,
                         int32_t dtype);
GT_API gt_status gt_amax(gt_tensor* out, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim);
GT_API gt_status gt_amin(gt_tensor* out, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim);
GT_API gt_status gt_logsumexp(gt_tensor* out, gt_tensor self, const int64_t* dims, int64_t count, int32_t keepdim);

/* torch.argmax along one dimension. out: int64. */
GT_API gt_status gt_argmax(gt_tensor* out, gt_tensor self, int64_t dim, int32_t keepdim);

/* torch.all and torch.any over all elements. out: bool, 0-dimensional. */
GT_API gt_status gt_all(gt_tensor* out, gt_tensor self);
GT_API gt_status gt_any(gt_tensor* out, gt_tensor self);

/* torch.cumsum. */
GT_API gt_status gt_cumsum(gt_tensor* out, gt_tensor self, int64_t dim);

/* torch.topk, sorted. values: of self's dtype, indices: int64; both owned. */
GT_API gt_status gt_topk(gt_tensor* values, gt_tensor* indices, gt_tensor self, int64_t k, int64_t dim,
                         int32_t largest);

/* torch.sort, stable. values: of self's dtype, indices: int64; both owned. */
GT_API gt_status gt_sort(gt_tensor* values, gt_tensor* indices, gt_tensor self, int64_t dim, int32_t descending);

#ifdef __cplusplus
}
#endif
#endif
