/* Views, joins and indexing. */
#ifndef GATUN_SHAPE_H
#define GATUN_SHAPE_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Views share memory with self. out: owned. Dimensions may be negative, counted from the end. */

/* torch.reshape: a view where possible; one size may be -1. */
GT_API gt_status gt_reshape(gt_tensor* out, gt_tensor self, const int64_t* sizes, int64_t dim);

/* torch.permute. View. */
GT_API gt_status gt_permute(gt_tensor* out, gt_tensor self, const int64_t* dims, int64_t count);

/* torch.transpose. View. */
GT_API gt_status gt_transpose(gt_tensor* out, gt_tensor self, int64_t dim0, int64_t dim1);

/* torch.Tensor.expand; -1 keeps a size. View. */
GT_API gt_status gt_expand(gt_tensor* out, gt_tensor self, const int64_t* sizes, int64_t dim);

/* torch.unsqueeze. View. */
GT_API gt_status gt_unsqueeze(gt_tensor* out, gt_tensor self, int64_t dim);

/* torch.squeeze of one dimension. View. */
GT_API gt_status gt_squeeze(gt_tensor* out, gt_tensor self, int64_t dim);

/* torch.select: one index of a dimension, which goes. View. */
GT_API gt_status gt_select(gt_tensor* out, gt_tensor self, int64_t dim, int64_t index);

/* self[start:end:step] in one dimension; INT64_MAX as end is the end. View. */
GT_API gt_status gt_slice(gt_tensor* out, gt_tensor self, int64_t dim, int64_t start, int64_t end, int64_t step);

/* torch.narrow: `length` elements of a dimension from start (negative from the end), all of which must be there. View.
 */
GT_API gt_status gt_narrow(gt_tensor* out, gt_tensor self, int64_t dim, int64_t start, int64_t length);

/* torch.cat. */
GT_API gt_status gt_cat(gt_tensor* out, const gt_tensor* tensors, int64_t count, int64_t dim);

/* torch.stack. */
GT_API gt_status gt_stack(gt_tensor* out, const gt_tensor* tensors, int64_t count, int64_t dim);

/* torch.split_with_sizes. out: `count` owned views. */
GT_API gt_status gt_split(gt_tensor* out, gt_tensor self, const int64_t* sizes, int64_t count, int64_t dim);

/* torch.index_select. index: int32 or int64, (n). */
GT_API gt_status gt_index_select(gt_tensor* out, gt_tensor self, int64_t dim, gt_tensor index);

/* torch.index_add: a copy of self with source's slices added at index. index: int64, (n). */
GT_API gt_status gt_index_add(gt_tensor* out, gt_tensor self, int64_t dim, gt_tensor index, gt_tensor source);

/* torch.gather. index: int64, of the result's shape. */
GT_API gt_status gt_gather(gt_tensor* out, gt_tensor self, int64_t dim, gt_tensor index);

/* torch.scatter: a copy of self with source's values written at index (int64). */
GT_API gt_status gt_scatter(gt_tensor* out, gt_tensor self, int64_t dim, gt_tensor index, gt_tensor source);

/* torch.tril of the last two dimensions. */
GT_API gt_status gt_tril(gt_tensor* out, gt_tensor self, int64_t diagonal);

#ifdef __cplusplus
}
#endif
#endif
