/* The library itself: versions, build, threads, live objects, random generators. */
#ifndef GATUN_LIBRARY_H
#define GATUN_LIBRARY_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Raised by one whenever a declaration in these headers changes in a way that old callers would not survive. */
#define GT_ABI_VERSION 1

/* What this library was compiled with and what it found when it was loaded.
 * abi               GT_ABI_VERSION at compile time
 * built, running    libtorch versions, major << 16 | minor << 8 | patch: of the headers compiled against, and of the
 *                   library in this process */
GT_API gt_status gt_build_info(int32_t* abi, int32_t* built, int32_t* running);

/* at::show_config(): libtorch's compiler, BLAS, OpenMP, CUDA and CPU capability, many lines of text.
 * out  borrowed; valid for the life of the process */
GT_API gt_status gt_build_config(const char** out, int64_t* length);

/* Objects that callers hold now. tensors: handles not yet released; host_buffers: borrowed host memory (see
 * gt_tensor_from_host) that libtorch still holds or whose release has not been fetched; guards: open mode guards. */
GT_API gt_status gt_live_objects(int64_t* tensors, int64_t* host_buffers, int64_t* guards);

/* Threads inside one operator (torch.get_num_threads). */
GT_API gt_status gt_get_num_threads(int32_t* out);

/* torch.set_num_threads. GT_VALUE unless threads is 1 to 1024. */
GT_API gt_status gt_set_num_threads(int32_t threads);

/* torch.manual_seed: seeds the CPU's default generator and every device's. */
GT_API gt_status gt_manual_seed(int64_t seed);

/* torch.get_rng_state of a device's default generator. out: owned, uint8, (state bytes). */
GT_API gt_status gt_get_rng_state(gt_tensor* out, int32_t device_type, int32_t device_index);

/* torch.set_rng_state. state: uint8, as gt_get_rng_state gave it. */
GT_API gt_status gt_set_rng_state(int32_t device_type, int32_t device_index, gt_tensor state);

#ifdef __cplusplus
}
#endif
#endif
