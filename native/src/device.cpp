#include "gatun/device.h"

#include <ATen/DeviceAccelerator.h>

#include <string>

#include "handle.h"

using namespace gatun;

namespace {

constexpr auto kAggregate = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);

// The accelerator's device of this index, or a GT_VALUE that says what there is instead.
c10::DeviceIndex accelerator_index(int32_t index) {
  const auto accelerator = at::accelerator::getAccelerator();
  if (!accelerator.has_value()) reject(GT_VALUE, "this libtorch is built for the cpu only: it has no accelerator");
  return device(static_cast<int32_t>(*accelerator), index).index();
}

}  // namespace

gt_status gt_accelerator(int32_t* type, int32_t* count) {
  return guard([&] {
    const auto accelerator = at::accelerator::getAccelerator();
    out(type) = accelerator.has_value() ? static_cast<int32_t>(*accelerator) : GT_CPU;
    out(count) = accelerator.has_value() ? at::accelerator::deviceCount() : 0;
  });
}

gt_status gt_get_device(int32_t* index) {
  return guard([&] {
    int32_t& place = out(index);
    place = accelerator_index(-1);
  });
}

gt_status gt_set_device(int32_t index) {
  return guard([&] { at::accelerator::setDeviceIndex(accelerator_index(index)); });
}

gt_status gt_synchronize(int32_t index) {
  return guard([&] { at::accelerator::synchronizeDevice(accelerator_index(index)); });
}

gt_status gt_memory_stats(int64_t to[6], int32_t index) {
  return guard([&] {
    out(to);
    const auto place = accelerator_index(index);
    const auto stats = at::accelerator::getDeviceStats(place);
    const auto [free, total] = at::accelerator::getMemoryInfo(place);
    to[0] = stats.allocated_bytes[kAggregate].current;
    to[1] = stats.allocated_bytes[kAggregate].peak;
    to[2] = stats.reserved_bytes[kAggregate].current;
    to[3] = stats.reserved_bytes[kAggregate].peak;
    to[4] = static_cast<int64_t>(free);
    to[5] = static_cast<int64_t>(total);
  });
}

gt_status gt_reset_peak_memory_stats(int32_t index) {
  return guard([&] { at::accelerator::resetPeakStats(accelerator_index(index)); });
}

gt_status gt_empty_cache() {
  return guard([&] {
    accelerator_index(-1);
    at::accelerator::emptyCache();
  });
}
