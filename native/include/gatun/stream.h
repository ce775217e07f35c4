/* Streams, events and graphs of the accelerator, through c10's device-neutral interfaces. A stream is a device index
 * and an id that libtorch gave; streams come from a pool that lives as long as the process, so nobody frees one. Where
 * there is no accelerator, or none is visible, each function answers GT_VALUE and says so. */
#ifndef GATUN_STREAM_H
#define GATUN_STREAM_H

#include "gatun/autograd.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A point in a stream's work. Owned: gt_event_free. */
typedef struct gt_event_s* gt_event;

/* Recorded work that is run again as one. Owned: gt_graph_free. */
typedef struct gt_graph_s* gt_graph;

/* ---- Streams ---- */

/* torch.Stream(device, priority): the next one of the pool.
 * id, index  the stream
 * priority   0 normal; lower is more urgent, as far as the device knows priorities */
GT_API gt_status gt_stream_new(int64_t* id, int32_t* index, int32_t device_type, int32_t device_index,
                               int32_t priority);

/* The stream that a device's work goes to in the calling thread (torch.accelerator.current_stream), and the one that it
 * goes to unless told otherwise. */
GT_API gt_status gt_stream_current(int64_t* id, int32_t* index, int32_t device_type, int32_t device_index);
GT_API gt_status gt_stream_default(int64_t* id, int32_t* index, int32_t device_type, int32_t device_index);

/* Makes the stream, and its device, the calling thread's current ones, until gt_guard_close (autograd.h). out: owned.
 */
GT_API gt_status gt_stream_open(gt_guard* out, int32_t index, int64_t id);

/* Whether all work queued so far has finished: 1 or 0. */
GT_API gt_status gt_stream_query(int32_t* out, int32_t index, int64_t id);

/* Waits for the work queued so far. */
GT_API gt_status gt_stream_synchronize(int32_t index, int64_t id);

/* The device's own handle, a cudaStream_t on CUDA (null is CUDA's default stream). out: borrowed. */
GT_API gt_status gt_stream_native_handle(void** out, int32_t index, int64_t id);

/* torch.Tensor.record_stream: the tensor's memory, once free, is not given out again before the work that the stream
 * has then queued is done. GT_VALUE for a tensor that is not on the stream's device. */
GT_API gt_status gt_tensor_record_stream(gt_tensor self, int32_t index, int64_t id);

/* ---- Events ---- */

/* torch.Event. timing 1: gt_event_elapsed can be asked. out: owned. */
GT_API gt_status gt_event_new(gt_event* out, int32_t timing);

/* Null is allowed and does nothing. */
GT_API gt_status gt_event_free(gt_event event);

/* The event happens when the work that the stream has queued by now is done. Recording again moves it. */
GT_API gt_status gt_event_record(gt_event event, int32_t index, int64_t id);

/* Work that the stream is given from now on waits for the event. At once when the event was never recorded. */
GT_API gt_status gt_event_wait(gt_event event, int32_t index, int64_t id);

/* Whether it has happened (1 or 0; 1 when it was never recorded). */
GT_API gt_status gt_event_query(int32_t* out, gt_event event);

/* Waits until it has happened. */
GT_API gt_status gt_event_synchronize(gt_event event);

/* Milliseconds from one to the other, both with timing, recorded and past; else GT_VALUE or GT_INTERNAL. */
GT_API gt_status gt_event_elapsed(double* out, gt_event start, gt_event end);

/* ---- Graphs ---- */

/* torch.accelerator.Graph (CUDA graphs). GT_NOT_IMPLEMENTED with libtorch older than 2.13. out: owned. */
GT_API gt_status gt_graph_new(gt_graph* out);

/* Null is allowed and does nothing. */
GT_API gt_status gt_graph_free(gt_graph graph);

/* From here to gt_graph_capture_end, work given to the current stream, which must not be the default one, is recorded
 * and not run. shared  optional: a captured graph whose memory this one may reuse, for graphs that replay in the order
 * of capture */
GT_API gt_status gt_graph_capture_begin(gt_graph graph, gt_graph shared);
GT_API gt_status gt_graph_capture_end(gt_graph graph);

/* Runs what was recorded, on the current stream, reading and writing the memory that it was recorded with. */
GT_API gt_status gt_graph_replay(gt_graph graph);

#ifdef __cplusplus
}
#endif
#endif
