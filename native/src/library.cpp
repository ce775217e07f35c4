#include "gatun/library.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/core/Generator.h>
#include <torch/version.h>

#include <mutex>
#include <string>

#include "handle.h"
#include "live.h"

// Declared here alone: the header that declares it pulls in the whole ahead-of-time runtime. A C symbol of libtorch_cpu
// since 2.7: the TORCH_ABI_VERSION that the loaded library was built with.
extern "C" uint64_t aoti_torch_abi_version();

using namespace gatun;

namespace {

// OpenMP ends the process when it cannot start a thread.
constexpr int32_t kMostThreads = 1024;

at::Generator generator(int32_t device_type, int32_t device_index) {
  return at::globalContext().defaultGenerator(device(device_type, device_index));
}

}  // namespace

gt_status gt_build_info(int32_t* abi, int32_t* built, int32_t* running) {
  return guard([&] {
    const uint64_t version = aoti_torch_abi_version();  // one byte each: major, minor, patch, then the tag
    out(built) = TORCH_VERSION_MAJOR << 16 | TORCH_VERSION_MINOR << 8 | TORCH_VERSION_PATCH;
    out(running) = static_cast<int32_t>(version >> 40);
    out(abi) = GT_ABI_VERSION;
  });
}

gt_status gt_build_config(const char** to, int64_t* length) {
  return guard([&] {
    static const std::string config = at::show_config();
    out(to) = config.c_str();
    out(length) = static_cast<int64_t>(config.size());
  });
}

gt_status gt_live_objects(int64_t* tensors, int64_t* host_buffers, int64_t* guards) {
  return guard([&] {
    out(tensors) = live_tensors.load();
    out(host_buffers) = live_host_buffers.load();
    out(guards) = live_guards.load();
  });
}

gt_status gt_get_num_threads(int32_t* to) {
  return guard([&] { out(to) = at::get_num_threads(); });
}

gt_status gt_set_num_threads(int32_t threads) {
  return guard([&] {
    if (threads < 1 || threads > kMostThreads) {
      reject(GT_VALUE,
             ("the number of threads must be 1 to " + std::to_string(kMostThreads) + ", not " + std::to_string(threads))
                 .c_str());
    }
    at::set_num_threads(threads);
  });
}

gt_status gt_manual_seed(int64_t seed) {
  return guard([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

gt_status gt_get_rng_state(gt_tensor* to, int32_t device_type, int32_t device_index) {
  return give(to, [&] {
    auto source = generator(device_type, device_index);
    const std::lock_guard<std::mutex> lock(source.mutex());
    return source.get_state();
  });
}

gt_status gt_set_rng_state(int32_t device_type, int32_t device_index, gt_tensor state) {
  return guard([&] {
    auto target = generator(device_type, device_index);
    const auto value = ref(state);
    const std::lock_guard<std::mutex> lock(target.mutex());
    target.set_state(value);
  });
}
