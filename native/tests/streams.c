/* Streams, events, graphs and what is asked of a device: where there is none, each says so; null handles are refused.
 */
#include "check.h"

/* None built in (cpu), or none visible (CUDA without a GPU): the call says which. */
#define NO_DEVICE(call) FAILS(GT_VALUE, "", call)

static int64_t id;
static int32_t place;
static int32_t yes;

static void without_a_device(void) {
  gt_guard guard = NULL;
  gt_event event = NULL;
  gt_graph graph = NULL;
  gt_device_properties properties;
  char* text = NULL;
  void* native = NULL;
  NO_DEVICE(gt_stream_new(&id, &place, GT_CUDA, 0, 0));
  NO_DEVICE(gt_stream_current(&id, &place, GT_CUDA, 0));
  NO_DEVICE(gt_stream_default(&id, &place, GT_CUDA, 0));
  NO_DEVICE(gt_stream_open(&guard, 0, 0));
  NO_DEVICE(gt_stream_query(&yes, 0, 0));
  NO_DEVICE(gt_stream_synchronize(0, 0));
  NO_DEVICE(gt_stream_native_handle(&native, 0, 0));
  NO_DEVICE(gt_event_new(&event, 1));
  NO_DEVICE(gt_graph_new(&graph));
  NO_DEVICE(gt_device_get_properties(&properties, GT_CUDA, 0));
  NO_DEVICE(gt_set_allocator_settings("expandable_segments:True"));
  NO_DEVICE(gt_allocator_settings(&text, &id));
  NO_DEVICE(gt_set_memory_fraction(0.5));
}

static void refused(void) {
  double milliseconds = 0;
  gt_device_properties properties;
  const int64_t n = 1;
  gt_tensor x = NULL;
  OK(gt_empty(&x, &n, 1, GT_FLOAT32, GT_CPU, -1));
  FAILS(GT_VALUE, "the cpu is no accelerator", gt_stream_new(&id, &place, GT_CPU, -1, 0));
  FAILS(GT_VALUE, "the cpu is no accelerator", gt_device_get_properties(&properties, GT_CPU, -1));
  FAILS(GT_VALUE, "null", gt_stream_new(NULL, &place, GT_CUDA, 0, 0));
  FAILS(GT_VALUE, "null", gt_device_get_properties(NULL, GT_CUDA, 0));
  FAILS(GT_VALUE, "null", gt_set_allocator_settings(NULL));
  FAILS(GT_VALUE, "not in [0, 1]", gt_set_memory_fraction(2));
  FAILS(GT_VALUE, "handle is null", gt_tensor_record_stream(NULL, 0, 0));
  NO_DEVICE(gt_tensor_record_stream(x, 0, 0));
  OK(gt_event_free(NULL));
  FAILS(GT_VALUE, "handle is null", gt_event_record(NULL, 0, 0));
  FAILS(GT_VALUE, "handle is null", gt_event_wait(NULL, 0, 0));
  FAILS(GT_VALUE, "handle is null", gt_event_query(&yes, NULL));
  FAILS(GT_VALUE, "handle is null", gt_event_synchronize(NULL));
  FAILS(GT_VALUE, "handle is null", gt_event_elapsed(&milliseconds, NULL, NULL));
  OK(gt_graph_free(NULL));
  FAILS(GT_VALUE, "handle is null", gt_graph_capture_begin(NULL, NULL));
  FAILS(GT_VALUE, "handle is null", gt_graph_capture_end(NULL));
  FAILS(GT_VALUE, "handle is null", gt_graph_replay(NULL));
  OK(gt_tensor_release(x));
}

static void out_of_host_memory(void) {
  const int64_t huge = INT64_C(1) << 50;
  int64_t numbers[5];
  gt_tensor x = NULL;
  FAILS(GT_OUT_OF_MEMORY, "", gt_empty(&x, &huge, 1, GT_FLOAT32, GT_CPU, -1));
  OK(gt_out_of_memory(numbers));
  CHECK(numbers[0] == huge * 4);
  CHECK(numbers[1] == -1);
  FAILS(GT_VALUE, "null", gt_out_of_memory(NULL));
}

int main(void) {
  int32_t type = 0;
  int32_t count = 0;
  OK(gt_accelerator(&type, &count));
  if (count == 0) without_a_device();
  refused();
  out_of_host_memory();
  return finish();
}
