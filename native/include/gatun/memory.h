/* Tensors over memory that libtorch did not make: a device's, and files'. Host memory: gt_tensor_from_host (tensor.h).
 */
#ifndef GATUN_MEMORY_H
#define GATUN_MEMORY_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A tensor of an accelerator over memory that it can reach, without a copy: memory of that device, or pinned host
 * memory, which the device reads and writes where it lies. As with gt_tensor_from_host, it must stay valid until
 * `token` comes back from gt_released_host_buffers. address, bytes  the memory; at least product(sizes) * item size
 * bytes, aligned to the item size. GT_VALUE when its ends are neither the device's nor pinned: the device's driver is
 * asked token           any number the caller can tell the memory by */
GT_API gt_status gt_tensor_from_device(gt_tensor* out, void* address, int64_t bytes, const int64_t* sizes, int64_t dim,
                                       int32_t dtype, int32_t device_type, int32_t device_index, int64_t token);

/* A CPU tensor over a part of a file, mapped: pages are read when they are touched, so the file may be larger than
 * memory. Unmapped when libtorch lets go of the storage. The file must keep its length until then: to touch a page
 * behind the end of a file that was cut ends the process. path     null-terminated UTF-8 offset   where the first
 * element starts, in bytes; a multiple of the item size shared   0: the file is only read, and what is written stays in
 * memory (copy on write, torch.from_file's default); 1: what is written goes to the file GT_IO when the file cannot be
 * opened or mapped, or is shorter than product(sizes) * item size after the offset. */
GT_API gt_status gt_map_file(gt_tensor* out, const char* path, int64_t offset, const int64_t* sizes, int64_t dim,
                             int32_t dtype, int32_t shared);

/* Bytes of host memory that tensors of this process hold now, as the C library counts them: made by whom ever, but not
 * memory that was lent, mapped or pinned. out: borrowed; the number itself, which goes on counting, for the life of the
 * process. */
GT_API gt_status gt_host_bytes(const int64_t** out);

/* Called on a thread that is inside one of these functions, when memory ran out: the caller is to find what is held and
 * no longer needed, and to give it back, here or on another thread. The call is then tried once more, if it changes
 * nothing that it was given. May not unwind through the library. */
typedef void (*gt_reclaim)(void);

/* Null for none. The function must stay callable as long as this library is called. */
GT_API gt_status gt_set_reclaim(gt_reclaim reclaim);

#ifdef __cplusplus
}
#endif
#endif
