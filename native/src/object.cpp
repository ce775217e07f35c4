#include "gatun/object.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/core/Generator.h>
#include <ATen/core/jit_type.h>

#include <atomic>
#include <mutex>

#include "handle.h"
#include "object.h"

using namespace gatun;

namespace {

std::atomic<int64_t> live_opaque{0};

at::Generator generator(gt_object object) {
  const auto& value = object_value(object);
  if (!value.isGenerator()) reject(GT_TYPE, ("a Generator is wanted, not a " + value.type()->str()).c_str());
  return value.toGenerator();
}

}  // namespace

namespace gatun {

gt_object give_object(c10::IValue value) {
  auto* object = new gt_object_s{std::move(value)};
  live_opaque++;
  return object;
}

const c10::IValue& object_value(gt_object object) {
  if (object == nullptr) reject(GT_VALUE, "an object is null");
  return object->value;
}

}  // namespace gatun

gt_status gt_object_release(gt_object self) {
  return guard([&] {
    if (self == nullptr) return;
    delete self;
    live_opaque--;
  });
}

gt_status gt_object_type(char** to, int64_t* length, gt_object self) {
  return guard([&] { give_text(to, length, object_value(self).type()->str()); });
}

gt_status gt_live_opaque(int64_t* objects) {
  return guard([&] { out(objects) = live_opaque.load(); });
}

gt_status gt_generator_new(gt_object* to, int32_t device_type, int32_t device_index) {
  return guard([&] {
    gt_object& place = out(to);
    const auto wanted = device(device_type, device_index);
    place = give_object(
        wanted.is_cpu()
            ? at::detail::createCPUGenerator()
            : at::globalContext().getAcceleratorHooksInterface(wanted.type()).getNewGenerator(wanted.index()));
  });
}

gt_status gt_generator_manual_seed(gt_object self, int64_t seed) {
  return guard([&] {
    auto it = generator(self);
    const std::lock_guard<std::mutex> lock(it.mutex());
    it.set_current_seed(static_cast<uint64_t>(seed));
  });
}

gt_status gt_generator_initial_seed(int64_t* to, gt_object self) {
  return guard([&] { out(to) = static_cast<int64_t>(generator(self).current_seed()); });
}

gt_status gt_generator_get_state(gt_tensor* to, gt_object self) {
  return give(to, [&] {
    auto it = generator(self);
    const std::lock_guard<std::mutex> lock(it.mutex());
    return at::Tensor(it.get_state());
  });
}

gt_status gt_generator_set_state(gt_object self, gt_tensor state) {
  return guard([&] {
    auto it = generator(self);
    const at::Tensor given = *ref(state);
    const std::lock_guard<std::mutex> lock(it.mutex());
    it.set_state(given);
  });
}
