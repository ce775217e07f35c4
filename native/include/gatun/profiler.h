/* What runs when. */
#ifndef GATUN_PROFILER_H
#define GATUN_PROFILER_H

#include "gatun/autograd.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Starts recording every operator, backward node and named range, on all threads. GT_VALUE while one is recording. */
GT_API gt_status gt_profiler_start(void);

/* Ends it. trace: owned text, gt_text_free (tensor.h): JSON in Chrome's trace event format, times in microseconds. */
GT_API gt_status gt_profiler_stop(char** trace, int64_t* length);

/* torch.profiler.record_function: a named range of the calling thread, in the trace until it is closed. */
GT_API gt_status gt_profiler_range_open(gt_guard* out, const char* name);

#ifdef __cplusplus
}
#endif
#endif
