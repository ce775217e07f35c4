/* Accelerators, through at::accelerator: one binary serves CPU and CUDA builds of a libtorch version. Functions that
 * take an index answer GT_VALUE with a message that says what is there when there is no such device. */
#ifndef GATUN_DEVICE_H
#define GATUN_DEVICE_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The accelerator that this libtorch build supports and how many of it are visible.
 * type   a device type; GT_CPU when the build has no accelerator
 * count  0 when there is none */
GT_API gt_status gt_accelerator(int32_t* type, int32_t* count);

/* torch.accelerator.current_device_index of the calling thread. */
GT_API gt_status gt_get_device(int32_t* index);

/* torch.accelerator.set_device_index of the calling thread. */
GT_API gt_status gt_set_device(int32_t index);

/* Waits until all work queued on the device has finished. */
GT_API gt_status gt_synchronize(int32_t index);

/* Memory of one accelerator in bytes: as torch.accelerator.memory_stats and mem_get_info give it. Six values:
 * allocated, peak allocated, reserved, peak reserved, free, total. */
GT_API gt_status gt_memory_stats(int64_t out[6], int32_t index);

/* Starts the peaks of gt_memory_stats again from the present values. */
GT_API gt_status gt_reset_peak_memory_stats(int32_t index);

/* Gives cached, unused device memory back (torch.accelerator.empty_cache). */
GT_API gt_status gt_empty_cache(void);

#ifdef __cplusplus
}
#endif
#endif
