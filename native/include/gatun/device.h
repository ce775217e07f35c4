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

/* What a device is. A number that the device's driver does not give is -1. */
typedef struct gt_device_properties {
  char name[256];          /* UTF-8, null-terminated, e.g. NVIDIA H200; the device type's name where none is known */
  int64_t total_memory;    /* bytes */
  int32_t major;           /* CUDA: the compute capability, major.minor */
  int32_t minor;           /* */
  int32_t multiprocessors; /* */
  int32_t warp_size;       /* threads */
  int32_t max_threads_per_multiprocessor;
  int32_t clock_khz;  /* peak, of the multiprocessors */
  int32_t l2_cache;   /* bytes */
  int32_t integrated; /* 1: the device's memory is the host's */
} gt_device_properties;

/* torch.cuda.get_device_properties. CUDA's come from the driver that libtorch has loaded. */
GT_API gt_status gt_device_get_properties(gt_device_properties* out, int32_t device_type, int32_t device_index);

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

/* Gives cached, unused host memory back: blocks of 32 MiB and more that tensors of the CPU let go and that are kept for
 * the next ones (with what is in use never more than was in use at one time), and pinned memory where there is an
 * accelerator (torch.accelerator.empty_host_cache). */
GT_API gt_status gt_empty_host_cache(void);

/* The settings that PYTORCH_ALLOC_CONF gives at the start (torch._C._accelerator_setAllocatorSettings), changed while
 * the process runs: "expandable_segments:True,max_split_size_mb:512". Some hold only for memory that is reserved later.
 * GT_VALUE for an unknown key or a bad value. */
GT_API gt_status gt_set_allocator_settings(const char* settings);

/* The text of the last gt_set_allocator_settings, or of the environment. out: owned text: gt_text_free (tensor.h). */
GT_API gt_status gt_allocator_settings(char** out, int64_t* length);

/* Limits what the process may reserve to this part of each device's memory
 * (torch.cuda.set_per_process_memory_fraction); more is GT_OUT_OF_MEMORY. GT_VALUE unless 0 <= fraction <= 1, and once
 * memory of an accelerator was allocated: libtorch reads the limit when its allocator starts. */
GT_API gt_status gt_set_memory_fraction(double fraction);

/* What the calling thread's last GT_OUT_OF_MEMORY was about, in bytes; -1 is unknown, as all but `asked` are for host
 * memory: asked for; of the device, at that moment: allocated, reserved by libtorch, free, total. */
GT_API gt_status gt_out_of_memory(int64_t out[5]);

#ifdef __cplusplus
}
#endif
#endif
