#include "cuda_driver.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>

namespace gatun {
namespace {

// cuda.h, CUdevice_attribute
enum : int {
  kWarpSize = 10,
  kClockRate = 13,
  kMultiprocessors = 16,
  kIntegrated = 18,
  kL2Cache = 38,
  kMaxThreadsPerMultiprocessor = 39,
  kMajor = 75,
  kMinor = 76,
};

template <class Function>
Function* find(void* driver, const char* name) {
  return reinterpret_cast<Function*>(dlsym(driver, name));  // NOLINT: how POSIX hands functions out
}

}  // namespace

void read_cuda_properties(gt_device_properties& properties, int32_t index) {
  // Loaded by libtorch, which has counted the devices with it.
  void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (driver == nullptr) return;
  const auto get = find<int(int*, int)>(driver, "cuDeviceGet");
  const auto name = find<int(char*, int, int)>(driver, "cuDeviceGetName");
  const auto attribute = find<int(int*, int, int)>(driver, "cuDeviceGetAttribute");
  int device = 0;
  if (get != nullptr && get(&device, index) == 0) {
    std::array<char, sizeof properties.name> text{};
    if (name != nullptr && name(text.data(), static_cast<int>(text.size()), device) == 0) {
      text.back() = '\0';
      std::copy(text.begin(), text.end(), properties.name);
    }
    const auto read = [&](int32_t& to, int which) {
      int value = 0;
      if (attribute != nullptr && attribute(&value, which, device) == 0) to = value;
    };
    read(properties.major, kMajor);
    read(properties.minor, kMinor);
    read(properties.multiprocessors, kMultiprocessors);
    read(properties.warp_size, kWarpSize);
    read(properties.max_threads_per_multiprocessor, kMaxThreadsPerMultiprocessor);
    read(properties.clock_khz, kClockRate);
    read(properties.l2_cache, kL2Cache);
    read(properties.integrated, kIntegrated);
  }
  dlclose(driver);
}

}  // namespace gatun
