/* Exchange of tensors with other libraries of the process, through DLPack's two structs: DLManagedTensor (versioned 0)
 * and DLManagedTensorVersioned of major version 1 (versioned 1). Both sides see the same memory. */
#ifndef GATUN_DLPACK_H
#define GATUN_DLPACK_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* torch.utils.dlpack.to_dlpack. GT_VALUE for a tensor that requires a gradient (detach it), is sparse, or is lazily
 * conjugated or negated.
 * out  the struct, owned by whoever holds it: a consumer, or gt_dlpack_free. It keeps the memory alive. */
GT_API gt_status gt_dlpack_export(void** out, gt_tensor self, int32_t versioned);

/* torch.from_dlpack: takes the struct over, and runs its deleter once, when libtorch lets go of the storage, on any
 * thread. After an error the struct is the caller's still, and its deleter has not run. What it says is checked first:
 * GT_VALUE for another major version, read-only memory, a negative size or stride, or a device that is not there;
 * GT_TYPE for a dtype without a GT_* number. CPU, pinned CUDA (as CPU) and CUDA memory. */
GT_API gt_status gt_dlpack_import(gt_tensor* out, void* managed, int32_t versioned);

/* Runs the struct's deleter. Null is allowed and does nothing. */
GT_API gt_status gt_dlpack_free(void* managed, int32_t versioned);

#ifdef __cplusplus
}
#endif
#endif
