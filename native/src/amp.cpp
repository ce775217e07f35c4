#include "gatun/amp.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>

#include "mode.h"

// Declared here: the header that declares them (ATen/autocast_mode.h) takes all of ATen with it.
namespace at::autocast {
TORCH_API bool is_autocast_enabled(at::DeviceType device_type);
TORCH_API void set_autocast_enabled(at::DeviceType device_type, bool enabled);
TORCH_API at::ScalarType get_autocast_dtype(at::DeviceType device_type);
TORCH_API void set_autocast_dtype(at::DeviceType device_type, at::ScalarType dtype);
TORCH_API void clear_cache();
TORCH_API int increment_nesting();
TORCH_API int decrement_nesting();
}  // namespace at::autocast

using namespace gatun;

namespace {

class Autocast {
 public:
  Autocast(int32_t device_type, int32_t type, int32_t enabled)
      : device_(device(device_type, -1).type()),
        enabled_before_(at::autocast::is_autocast_enabled(device_)),
        dtype_before_(at::autocast::get_autocast_dtype(device_)) {
    const auto lower = dtype(type);
    TORCH_CHECK_TYPE(lower == at::kBFloat16 || lower == at::kHalf, "autocast computes in bfloat16 or float16, not in ",
                     lower);
    at::autocast::set_autocast_enabled(device_, enabled != 0);
    at::autocast::set_autocast_dtype(device_, lower);
    at::autocast::increment_nesting();
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;
  ~Autocast() {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(device_, enabled_before_);
    at::autocast::set_autocast_dtype(device_, dtype_before_);
  }

 private:
  at::DeviceType device_;
  bool enabled_before_;
  at::ScalarType dtype_before_;
};

// A one-dimensional tensor over the caller's memory, for the length of a call.
at::Tensor view(const void* memory, int64_t bytes, int32_t type) {
  const auto scalar_type = dtype(type);
  const auto item = static_cast<int64_t>(c10::elementSize(scalar_type));
  TORCH_CHECK_VALUE(bytes >= 0 && bytes % item == 0, bytes, " bytes are no whole number of elements of ", scalar_type);
  TORCH_CHECK_VALUE(memory != nullptr || bytes == 0, "the memory is null");
  TORCH_CHECK_VALUE(reinterpret_cast<uintptr_t>(memory) % static_cast<uintptr_t>(item) == 0,
                    "the memory's address is not a multiple of ", item, " bytes, the item size of ", scalar_type);
  return at::from_blob(const_cast<void*>(memory), {bytes / item}, at::TensorOptions().dtype(scalar_type));
}

}  // namespace

gt_status gt_autocast_open(gt_guard* to, int32_t device_type, int32_t type, int32_t enabled) {
  return open_mode<Autocast>(to, device_type, type, enabled);
}

gt_status gt_autocast(int32_t* enabled, int32_t* type, int32_t device_type) {
  return guard([&] {
    const auto place = device(device_type, -1).type();
    int32_t& enabled_now = out(enabled);
    out(type) = static_cast<int32_t>(at::autocast::get_autocast_dtype(place));
    enabled_now = at::autocast::is_autocast_enabled(place) ? 1 : 0;
  });
}

gt_status gt_convert(void* to, int64_t to_bytes, int32_t to_type, const void* from, int64_t from_bytes,
                     int32_t from_type) {
  return guard([&] {
    const auto target = view(to, to_bytes, to_type);
    const auto source = view(from, from_bytes, from_type);
    TORCH_CHECK_VALUE(target.numel() == source.numel(), source.numel(), " elements of ", source.scalar_type(),
                      " do not make ", target.numel(), " of ", target.scalar_type());
    if (source.numel() > 0) target.copy_(source);
  });
}
