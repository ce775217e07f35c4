#include "lend.h"

#include <ATen/Context.h>
#include <ATen/ops/from_blob.h>
#include <c10/util/safe_numerics.h>

#include <memory>

#include "live.h"

namespace gatun {

std::atomic<int64_t> live_host_buffers{0};

namespace {

void post_token(void* token) {
  const std::unique_ptr<int64_t> lent(static_cast<int64_t*>(token));
  released_host_buffers().post(*lent);
}

}  // namespace

Released& released_host_buffers() {
  // Never destroyed: libtorch may free storages while the process exits.
  static auto* buffers = new Released();
  return *buffers;
}

at::IntArrayRef shape(const int64_t* sizes, int64_t dim) {
  const auto values = ints(sizes, dim);
  for (const auto size : values) TORCH_CHECK_VALUE(size >= 0, "a size is negative: ", values);
  return values;
}

int64_t bytes_of(at::IntArrayRef sizes, at::ScalarType type) {
  for (const auto size : sizes) {
    if (size == 0) return 0;
  }
  auto bytes = static_cast<int64_t>(c10::elementSize(type));
  bool overflows = false;
  for (const auto size : sizes) overflows = overflows || c10::mul_overflows(bytes, size, &bytes);
  TORCH_CHECK_VALUE(!overflows, "shape ", sizes, " of ", type, " needs more than the ", INT64_MAX,
                    " bytes that memory can have");
  return bytes;
}

void check_device_memory(const at::Device& device, const void* address, int64_t bytes) {
  if (bytes == 0) return;
  const auto& hooks = at::globalContext().getAcceleratorHooksInterface(device.type());
  for (const int64_t at : {int64_t{0}, bytes - 1}) {
    auto* byte = static_cast<char*>(const_cast<void*>(address)) + at;
    if (hooks.isPinnedPtr(byte)) continue;
    std::optional<at::Device> owner;
    try {
      owner = hooks.getDeviceFromPtr(byte);
    } catch (const c10::Error&) {  // the driver knows nothing of it
    }
    TORCH_CHECK_VALUE(owner == device, "byte ", at, " of the memory is neither of ", device, " nor pinned host memory",
                      owner.has_value() ? ", but of " + owner->str() : "");
  }
}

at::Tensor lend(void* data, int64_t bytes, at::IntArrayRef sizes, at::ScalarType type, at::Device device,
                int64_t token) {
  const auto item = static_cast<int64_t>(c10::elementSize(type));
  TORCH_CHECK_VALUE(bytes >= 0 && bytes_of(sizes, type) <= bytes, "shape ", sizes, " of ", type,
                    " needs more than the ", bytes, " bytes of the memory");
  TORCH_CHECK_VALUE(data != nullptr || bytes_of(sizes, type) == 0, "the memory is null");
  TORCH_CHECK_VALUE(reinterpret_cast<uintptr_t>(data) % static_cast<uintptr_t>(item) == 0,
                    "the memory's address is not a multiple of ", item, " bytes, the item size of ", type);
  if (!device.is_cpu()) check_device_memory(device, data, bytes_of(sizes, type));
  auto lent = std::make_unique<int64_t>(token);
  released_host_buffers().lend();
  live_host_buffers.fetch_add(1, std::memory_order_relaxed);
  // The tensor, or its maker should that fail, owns the token from here and posts it when it lets go.
  return at::for_blob(data, sizes)
      .context(lent.release(), &post_token)
      .options(at::TensorOptions().dtype(type).device(device))
      .target_device(device)
      .make_tensor();
}

}  // namespace gatun
