#include "out_of_memory.h"

#include <ATen/DeviceAccelerator.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

namespace gatun {
namespace {

constexpr OutOfMemory kUnknown = {-1, -1, -1, -1, -1};
thread_local OutOfMemory last = kUnknown;

// The amount after the words, e.g. "512 bytes" (the host's allocator) or "2.00 GiB" (a device's, rounded by it).
int64_t bytes_after(const char* message, const char* words) noexcept {
  const char* found = std::strstr(message, words);
  if (found == nullptr) return -1;
  char* unit = nullptr;
  const double amount = std::strtod(found + std::strlen(words), &unit);
  if (unit == found + std::strlen(words) || !(amount >= 0)) return -1;
  int shift = 0;
  if (std::strncmp(unit, " KiB", 4) == 0) shift = 10;
  if (std::strncmp(unit, " MiB", 4) == 0) shift = 20;
  if (std::strncmp(unit, " GiB", 4) == 0) shift = 30;
  const double bytes = std::ldexp(amount, shift);
  return bytes < std::ldexp(1, 63) ? static_cast<int64_t>(bytes) : INT64_MAX;
}

void read_device(OutOfMemory& to, const char* message) {
  const char* gpu = std::strstr(message, "GPU ");
  if (gpu == nullptr || !at::accelerator::getAccelerator().has_value()) return;
  const auto index = std::strtol(gpu + 4, nullptr, 10);
  if (index < 0 || index >= at::accelerator::deviceCount()) return;
  const auto device = static_cast<c10::DeviceIndex>(index);
  constexpr auto kAggregate = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  const auto stats = at::accelerator::getDeviceStats(device);
  const auto [free, total] = at::accelerator::getMemoryInfo(device);
  to[1] = stats.allocated_bytes[kAggregate].current;
  to[2] = stats.reserved_bytes[kAggregate].current;
  to[3] = static_cast<int64_t>(free);
  to[4] = static_cast<int64_t>(total);
}

}  // namespace

const OutOfMemory& last_out_of_memory() noexcept { return last; }

void note_out_of_memory(const char* message) noexcept {
  last = kUnknown;
  last[0] = bytes_after(message, "ried to allocate ");
  try {
    read_device(last, message);
  } catch (...) {  // the failure to be reported is the first one
  }
}

}  // namespace gatun
