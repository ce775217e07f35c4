#include "gatun/stream.h"

#include <ATen/DeviceAccelerator.h>
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#if __has_include(<ATen/accelerator/Graph.h>)
#include <ATen/accelerator/Graph.h>
#define GATUN_HAS_GRAPHS 1
#else
#define GATUN_HAS_GRAPHS 0
#endif

#include <memory>

#include "accelerator.h"
#include "mode.h"

using namespace gatun;

struct gt_event_s {
  c10::Event event;
};

struct gt_graph_s {
#if GATUN_HAS_GRAPHS
  at::accelerator::Graph graph;
  c10::DeviceIndex device = -1;
  bool captured = false;
#endif
};

namespace {

class CurrentStream {
 public:
  CurrentStream(int32_t index, int64_t id) : guard_(accelerator_stream(index, id)) {}

 private:
  c10::StreamGuard guard_;
};

c10::Event& ref(gt_event event) {
  if (event == nullptr) reject(GT_VALUE, "an event handle is null");
  return event->event;
}

gt_graph_s& ref(gt_graph graph) {
  if (graph == nullptr) reject(GT_VALUE, "a graph handle is null");
  return *graph;
}

template <class Choose>
gt_status give_stream(int64_t* to, int32_t* index, int32_t device_type, int32_t device_index,
                      Choose&& choose) noexcept {
  return guard([&] {
    int64_t& id = out(to);
    int32_t& place = out(index);
    const auto where = accelerator_device(device_type, device_index);
    const c10::Stream stream = choose(c10::impl::VirtualGuardImpl(where.type()), where);
    id = stream.id();
    place = stream.device_index();
  });
}

}  // namespace

gt_status gt_stream_new(int64_t* id, int32_t* index, int32_t device_type, int32_t device_index, int32_t priority) {
  return give_stream(id, index, device_type, device_index,
                     [&](const auto& impl, at::Device where) { return impl.getNewStream(where, priority); });
}

gt_status gt_stream_current(int64_t* id, int32_t* index, int32_t device_type, int32_t device_index) {
  return give_stream(id, index, device_type, device_index,
                     [](const auto& impl, at::Device where) { return impl.getStream(where); });
}

gt_status gt_stream_default(int64_t* id, int32_t* index, int32_t device_type, int32_t device_index) {
  return give_stream(id, index, device_type, device_index,
                     [](const auto& impl, at::Device where) { return impl.getDefaultStream(where); });
}

gt_status gt_stream_open(gt_guard* to, int32_t index, int64_t id) { return open_mode<CurrentStream>(to, index, id); }

gt_status gt_stream_query(int32_t* to, int32_t index, int64_t id) {
  return guard([&] {
    int32_t& place = out(to);
    place = accelerator_stream(index, id).query() ? 1 : 0;
  });
}

gt_status gt_stream_synchronize(int32_t index, int64_t id) {
  return guard([&] { accelerator_stream(index, id).synchronize(); });
}

gt_status gt_stream_native_handle(void** to, int32_t index, int64_t id) {
  return guard([&] {
    void*& place = out(to);
    place = accelerator_stream(index, id).native_handle();
  });
}

gt_status gt_tensor_record_stream(gt_tensor self, int32_t index, int64_t id) {
  return guard([&] {
    const auto tensor = gatun::ref(self);
    const auto stream = accelerator_stream(index, id);
    TORCH_CHECK_VALUE(tensor->device() == stream.device(), "the tensor is on ", tensor->device(),
                      ", and the stream on ", stream.device());
    tensor->record_stream(stream);
  });
}

gt_status gt_event_new(gt_event* to, int32_t timing) {
  return guard([&] {
    gt_event& place = out(to);
    const auto flag = timing != 0 ? c10::EventFlag::BACKEND_DEFAULT : c10::EventFlag::PYTORCH_DEFAULT;
    place = new gt_event_s{c10::Event(accelerator_device(-1).type(), flag)};
  });
}

gt_status gt_event_free(gt_event event) {
  return guard([&] { const std::unique_ptr<gt_event_s> owned(event); });
}

gt_status gt_event_record(gt_event event, int32_t index, int64_t id) {
  return guard([&] { ref(event).record(accelerator_stream(index, id)); });
}

gt_status gt_event_wait(gt_event event, int32_t index, int64_t id) {
  return guard([&] { ref(event).block(accelerator_stream(index, id)); });
}

gt_status gt_event_query(int32_t* to, gt_event event) {
  return guard([&] {
    int32_t& place = out(to);
    place = ref(event).query() ? 1 : 0;
  });
}

gt_status gt_event_synchronize(gt_event event) {
  return guard([&] { ref(event).synchronize(); });
}

gt_status gt_event_elapsed(double* to, gt_event start, gt_event end) {
  return guard([&] {
    double& place = out(to);
    place = ref(start).elapsedTime(ref(end));
  });
}

gt_status gt_graph_new(gt_graph* to) {
  return guard([&] {
    gt_graph& place = out(to);
    accelerator_device(-1);
#if GATUN_HAS_GRAPHS
    place = new gt_graph_s();
#else
    static_cast<void>(place);
    reject(GT_NOT_IMPLEMENTED, "graphs need libtorch 2.13 or newer");
#endif
  });
}

gt_status gt_graph_free(gt_graph graph) {
  return guard([&] { const std::unique_ptr<gt_graph_s> owned(graph); });
}

gt_status gt_graph_capture_begin(gt_graph graph, gt_graph shared) {
  return guard([&] {
    auto& recorded = ref(graph);
#if GATUN_HAS_GRAPHS
    if (recorded.device >= 0) reject(GT_VALUE, "the graph has been captured: use another for other work");
    if (shared != nullptr && !shared->captured) reject(GT_VALUE, "the graph to share memory with is not captured");
    const auto device = accelerator_device(-1);
    recorded.graph.capture_begin(shared == nullptr ? c10::MempoolId_t{0, 0} : shared->graph.pool());
    recorded.device = device.index();
#else
    static_cast<void>(recorded);
    static_cast<void>(shared);
#endif
  });
}

gt_status gt_graph_capture_end(gt_graph graph) {
  return guard([&] {
    auto& recorded = ref(graph);
#if GATUN_HAS_GRAPHS
    if (recorded.device < 0 || recorded.captured) reject(GT_VALUE, "the graph is not being captured");
    recorded.graph.capture_end();
    recorded.captured = true;
#else
    static_cast<void>(recorded);
#endif
  });
}

gt_status gt_graph_replay(gt_graph graph) {
  return guard([&] {
    auto& recorded = ref(graph);
#if GATUN_HAS_GRAPHS
    if (!recorded.captured) reject(GT_VALUE, "the graph holds no captured work");
    recorded.graph.replay();
#else
    static_cast<void>(recorded);
#endif
  });
}
