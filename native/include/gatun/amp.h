/* Automatic mixed precision. */
#ifndef GATUN_AMP_H
#define GATUN_AMP_H

#include "gatun/autograd.h"

#ifdef __cplusplus
extern "C" {
#endif

/* torch.autocast of the calling thread: operators on that type of device choose between dtype and float32. The cast
 * copies of parameters are kept until the outermost autocast mode of the thread closes.
 * device_type  one that this machine has
 * dtype        GT_BFLOAT16 or GT_FLOAT16
 * enabled      0 switches autocast off inside */
GT_API gt_status gt_autocast_open(gt_guard* out, int32_t device_type, int32_t dtype, int32_t enabled);

/* What autocast does now, on the calling thread and type of device. */
GT_API gt_status gt_autocast(int32_t* enabled, int32_t* dtype, int32_t device_type);

/* Converts elements of host memory from one dtype to another, as torch.Tensor.to does.
 * to, from  the same number of elements each, aligned to the item; they may not overlap */
GT_API gt_status gt_convert(void* to, int64_t to_bytes, int32_t to_dtype, const void* from, int64_t from_bytes,
                            int32_t from_dtype);

#ifdef __cplusplus
}
#endif
#endif
