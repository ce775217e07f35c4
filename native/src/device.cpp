#include "gatun/device.h"

#include <ATen/DeviceAccelerator.h>
#include <c10/core/AllocatorConfig.h>

#include <algorithm>
#include <string>

#include "accelerator.h"
#include "cuda_driver.h"
#include "out_of_memory.h"

using namespace gatun;

namespace gatun {

bool has_accelerator() { return at::accelerator::getAccelerator().has_value() && at::accelerator::deviceCount() > 0; }

at::Device accelerator_device(int32_t index) {
  const auto accelerator = at::accelerator::getAccelerator();
  if (!accelerator.has_value()) reject(GT_VALUE, "this libtorch is built for the cpu only: it has no accelerator");
  return device(static_cast<int32_t>(*accelerator), index);
}

at::Device accelerator_device(int32_t type, int32_t index) {
  if (type == GT_CPU) reject(GT_VALUE, "the cpu is no accelerator: it has no streams, and no memory of its own");
  return device(type, index);
}

}  // namespace gatun

namespace {

constexpr auto kAggregate = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);

c10::DeviceIndex accelerator_index(int32_t index) { return accelerator_device(index).index(); }

}  // namespace

gt_status gt_accelerator(int32_t* type, int32_t* count) {
  return guard([&] {
    const auto accelerator = at::accelerator::getAccelerator();
    out(type) = accelerator.has_value() ? static_cast<int32_t>(*accelerator) : GT_CPU;
    out(count) = accelerator.has_value() ? at::accelerator::deviceCount() : 0;
  });
}

gt_status gt_device_get_properties(gt_device_properties* to, int32_t device_type, int32_t device_index) {
  return guard([&] {
    gt_device_properties& place = out(to);
    const auto device = accelerator_device(device_type, device_index);
    gt_device_properties found{};
    const auto name = c10::DeviceTypeName(device.type(), /*lower_case=*/true);
    std::copy_n(name.begin(), std::min(name.size(), sizeof found.name - 1), found.name);
    found.total_memory = static_cast<int64_t>(at::accelerator::getMemoryInfo(device.index()).second);
    found.major = found.minor = found.multiprocessors = found.warp_size = -1;
    found.max_threads_per_multiprocessor = found.clock_khz = found.l2_cache = found.integrated = -1;
    if (device.is_cuda()) read_cuda_properties(found, device.index());
    place = found;
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

gt_status gt_empty_host_cache() {
  return guard([&] {
    free_spare_host_memory();
    if (has_accelerator()) at::accelerator::emptyHostCache();
  });
}

gt_status gt_set_allocator_settings(const char* settings) {
  return guard([&] {
    if (settings == nullptr) reject(GT_VALUE, "the settings are null");
    accelerator_index(-1);
    try {
      c10::CachingAllocator::setAllocatorSettings(settings);
    } catch (const c10::Error& refused) {
      reject(GT_VALUE, refused.what_without_backtrace());
    }
  });
}

gt_status gt_allocator_settings(char** to, int64_t* length) {
  return guard([&] {
    accelerator_index(-1);
    give_text(to, length, c10::CachingAllocator::getAllocatorSettings());
  });
}

gt_status gt_set_memory_fraction(double fraction) {
  return guard([&] {
    TORCH_CHECK_VALUE(fraction >= 0 && fraction <= 1, "the memory fraction ", fraction, " is not in [0, 1]");
    const auto device = accelerator_device(-1);
    if (at::getDeviceAllocator(device.type())->initialized()) {
      reject(GT_VALUE, "the memory fraction can be set only before the first use of the accelerator's memory");
    }
    c10::CachingAllocator::setAllocatorSettings("per_process_memory_fraction:" + std::to_string(fraction));
  });
}

gt_status gt_out_of_memory(int64_t to[5]) {
  return guard([&] {
    out(to);
    std::copy(last_out_of_memory().begin(), last_out_of_memory().end(), to);
  });
}
