/* Tensors: making them, reading what they are, moving them. */
#ifndef GATUN_TENSOR_H
#define GATUN_TENSOR_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Life ---- */

/* A second, independent reference to the same tensor. out: owned. */
GT_API gt_status gt_tensor_retain(gt_tensor* out, gt_tensor self);

/* Gives one reference back. Null is allowed and does nothing. */
GT_API gt_status gt_tensor_release(gt_tensor self);

/* Gives `count` references back in one call. Nulls are skipped. */
GT_API gt_status gt_tensor_release_all(const gt_tensor* tensors, int64_t count);

/* ---- Making ---- */

/* torch.empty: uninitialised, strided, contiguous. sizes: `dim` non-negative lengths. out: owned. */
GT_API gt_status gt_empty(gt_tensor* out, const int64_t* sizes, int64_t dim, int32_t dtype, int32_t device_type,
                          int32_t device_index);

/* torch.full. */
GT_API gt_status gt_full(gt_tensor* out, const int64_t* sizes, int64_t dim, int32_t scalar_kind, int64_t scalar_bits,
                         int32_t dtype, int32_t device_type, int32_t device_index);

/* torch.arange: start, start + step, ... below end. out: owned, 1-D. */
GT_API gt_status gt_arange(gt_tensor* out, double start, double end, double step, int32_t dtype, int32_t device_type,
                           int32_t device_index);

/* torch.rand (uniform on [0, 1)) and torch.randn (standard normal), from the device's default generator. */
GT_API gt_status gt_rand(gt_tensor* out, const int64_t* sizes, int64_t dim, int32_t dtype, int32_t device_type,
                         int32_t device_index);
GT_API gt_status gt_randn(gt_tensor* out, const int64_t* sizes, int64_t dim, int32_t dtype, int32_t device_type,
                          int32_t device_index);

/* A CPU tensor over the caller's memory, without a copy. The memory must stay valid and may not be unmapped until
 * `token` comes back from gt_released_host_buffers: libtorch may keep the storage (autograd graph, views) after
 * every handle is gone, and frees on any thread.
 * data, bytes  the memory; at least product(sizes) * item size bytes, aligned to the item size
 * token        any number the caller can tell the buffer by */
GT_API gt_status gt_tensor_from_host(gt_tensor* out, void* data, int64_t bytes, const int64_t* sizes, int64_t dim,
                                     int32_t dtype, int64_t token);

/* Tokens of host buffers that libtorch has let go of since the last call, at most `capacity` of them; call again
 * while count == capacity. Each token is given once. */
GT_API gt_status gt_released_host_buffers(int64_t* tokens, int64_t* count, int64_t capacity);

/* ---- What it is ---- */

/* Number of dimensions. */
GT_API gt_status gt_tensor_dim(int64_t* out, gt_tensor self);

/* Number of elements. */
GT_API gt_status gt_tensor_numel(int64_t* out, gt_tensor self);

/* Sizes (in elements) of all dimensions. GT_VALUE when capacity < dim. */
GT_API gt_status gt_tensor_sizes(int64_t* out, int64_t capacity, gt_tensor self);

/* Size (in elements) of one dimension; a negative one counts from the end. GT_INDEX when there is no such dimension. */
GT_API gt_status gt_tensor_size(int64_t* out, gt_tensor self, int64_t dim);

/* Strides (in elements) of all dimensions. GT_VALUE when capacity < dim. */
GT_API gt_status gt_tensor_strides(int64_t* out, int64_t capacity, gt_tensor self);

GT_API gt_status gt_tensor_dtype(int32_t* out, gt_tensor self);

/* torch.layout: 0 strided, 1 sparse_coo, 2 sparse_csr, 3 _mkldnn, 4 sparse_csc, 5 sparse_bsr, 6 sparse_bsc, 7 jagged.
 */
GT_API gt_status gt_tensor_layout(int32_t* out, gt_tensor self);
GT_API gt_status gt_tensor_device(int32_t* type, int32_t* index, gt_tensor self);
GT_API gt_status gt_tensor_is_contiguous(int32_t* out, gt_tensor self);

/* Address of the first element (in the device's address space) and how many bytes lie between the first element's
 * start and the last one's end. data: borrowed from the tensor; from this call on a host storage can no longer be
 * resized. GT_VALUE for lazy conjugates, negatives and zeros. */
GT_API gt_status gt_tensor_data(void** data, int64_t* bytes, gt_tensor self);

/* The value of a tensor with one element (torch.Tensor.item), converted. */
GT_API gt_status gt_tensor_item_double(double* out, gt_tensor self);
GT_API gt_status gt_tensor_item_int64(int64_t* out, gt_tensor self);

/* str(tensor) in libtorch's C++ style. out: owned text, `length` bytes: gt_text_free. */
GT_API gt_status gt_tensor_print(char** out, int64_t* length, gt_tensor self);
GT_API gt_status gt_text_free(char* text);

/* ---- Moving ---- */

/* torch.Tensor.to(device, dtype). dtype GT_NO_DTYPE keeps it; the same tensor (a new reference) when nothing changes.
 * non_blocking 1: the copy may be asynchronous with the host (pinned memory). */
GT_API gt_status gt_to(gt_tensor* out, gt_tensor self, int32_t dtype, int32_t device_type, int32_t device_index,
                       int32_t non_blocking);

/* torch.clone: a copy with autograd history. */
GT_API gt_status gt_clone(gt_tensor* out, gt_tensor self);

/* torch.Tensor.contiguous: itself (a new reference) when it is contiguous already. */
GT_API gt_status gt_contiguous(gt_tensor* out, gt_tensor self);

/* torch.Tensor.pin_memory: a copy in page-locked host memory. GT_VALUE without an accelerator. */
GT_API gt_status gt_pin_memory(gt_tensor* out, gt_tensor self);

/* self.copy_(source): copies with broadcasting and conversion, in place. */
GT_API gt_status gt_copy_(gt_tensor self, gt_tensor source);

/* Copies a tensor's elements, in row-major order, to host memory and back. bytes: exactly numel * item size. */
GT_API gt_status gt_tensor_read(void* to, int64_t bytes, gt_tensor self);
GT_API gt_status gt_tensor_write(gt_tensor self, const void* from, int64_t bytes);

#ifdef __cplusplus
}
#endif
#endif
