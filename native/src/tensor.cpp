#include "gatun/tensor.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/Formatting.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <c10/util/safe_numerics.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>
#include <vector>

#include "handle.h"
#include "lend.h"
#include "live.h"

using namespace gatun;

namespace {

at::TensorOptions options(int32_t type, int32_t device_type, int32_t device_index) {
  return at::TensorOptions().dtype(dtype(type)).device(device(device_type, device_index));
}

void read_array(int64_t* to, int64_t capacity, at::IntArrayRef values) {
  if (values.empty()) return;
  out(to);
  TORCH_CHECK_VALUE(capacity >= static_cast<int64_t>(values.size()), "capacity ", capacity, " is less than the ",
                    values.size(), " dimensions");
  std::copy(values.begin(), values.end(), to);
}

// An expanded tensor can have more elements than memory has bytes, so the product is checked.
void check_bytes(const at::Tensor& self, const void* memory, int64_t bytes) {
  int64_t wanted = 0;
  const bool overflows = c10::mul_overflows(self.numel(), static_cast<int64_t>(self.element_size()), &wanted);
  TORCH_CHECK_VALUE(!overflows, "the tensor ", self.sizes(), " has more elements than memory can hold");
  TORCH_CHECK_VALUE(bytes == wanted, "the tensor holds ", wanted, " bytes but the memory is ", bytes, " bytes");
  TORCH_CHECK_VALUE(memory != nullptr || bytes == 0, "the memory is null");
}

// Nothing is still to be applied to what the memory holds; a lazy zero has no memory at all.
bool holds_values(const at::Tensor& self) { return !self.is_conj() && !self.is_neg() && !self._is_zerotensor(); }

// The elements are in host memory, one after the other.
bool lies_plainly(const at::Tensor& self) {
  return self.is_cpu() && self.layout() == at::kStrided && holds_values(self) && self.is_contiguous();
}

}  // namespace

gt_status gt_tensor_retain(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return at::Tensor(*ref(self)); });
}

gt_status gt_tensor_release(gt_tensor self) {
  return guard([&] {
    if (self == nullptr) return;
    const auto owned = Impl::reclaim(reinterpret_cast<c10::TensorImpl*>(self));
    live_tensors.fetch_sub(1, std::memory_order_relaxed);
  });
}

gt_status gt_tensor_release_all(const gt_tensor* tensors, int64_t count) {
  return guard([&] {
    const size_t given = extent(tensors, count);
    int64_t released = 0;
    for (size_t i = 0; i < given; i++) {
      if (tensors[i] == nullptr) continue;
      const auto owned = Impl::reclaim(reinterpret_cast<c10::TensorImpl*>(tensors[i]));
      released++;
    }
    live_tensors.fetch_sub(released, std::memory_order_relaxed);
  });
}

gt_status gt_empty(gt_tensor* to, const int64_t* sizes, int64_t dim, int32_t type, int32_t device_type,
                   int32_t device_index) {
  return give(to, [&] { return at::empty(shape(sizes, dim), options(type, device_type, device_index)); });
}

gt_status gt_full(gt_tensor* to, const int64_t* sizes, int64_t dim, int32_t scalar_kind, int64_t scalar_bits,
                  int32_t type, int32_t device_type, int32_t device_index) {
  return give(to, [&] {
    return at::full(shape(sizes, dim), scalar(scalar_kind, scalar_bits), options(type, device_type, device_index));
  });
}

gt_status gt_arange(gt_tensor* to, double start, double end, double step, int32_t type, int32_t device_type,
                    int32_t device_index) {
  return give(to, [&] { return at::arange(start, end, step, options(type, device_type, device_index)); });
}

gt_status gt_rand(gt_tensor* to, const int64_t* sizes, int64_t dim, int32_t type, int32_t device_type,
                  int32_t device_index) {
  return give(to, [&] { return at::rand(shape(sizes, dim), options(type, device_type, device_index)); });
}

gt_status gt_randn(gt_tensor* to, const int64_t* sizes, int64_t dim, int32_t type, int32_t device_type,
                   int32_t device_index) {
  return give(to, [&] { return at::randn(shape(sizes, dim), options(type, device_type, device_index)); });
}

gt_status gt_tensor_from_host(gt_tensor* to, void* data, int64_t bytes, const int64_t* sizes, int64_t dim, int32_t type,
                              int64_t token) {
  return give(to, [&] { return lend(data, bytes, shape(sizes, dim), dtype(type), at::kCPU, token); });
}

gt_status gt_released_host_buffers(int64_t* tokens, int64_t* count, int64_t capacity) {
  return guard([&] {
    int64_t& fetched = out(count);
    if (capacity > 0) out(tokens);
    fetched = released_host_buffers().fetch(tokens, capacity);
    live_host_buffers.fetch_sub(fetched, std::memory_order_relaxed);
  });
}

gt_status gt_tensor_dim(int64_t* to, gt_tensor self) {
  return guard([&] { out(to) = ref(self)->dim(); });
}

gt_status gt_tensor_numel(int64_t* to, gt_tensor self) {
  return guard([&] { out(to) = ref(self)->numel(); });
}

gt_status gt_tensor_sizes(int64_t* to, int64_t capacity, gt_tensor self) {
  return guard([&] { read_array(to, capacity, ref(self)->sizes()); });
}

gt_status gt_tensor_size(int64_t* to, gt_tensor self, int64_t dim) {
  return guard([&] { out(to) = ref(self)->size(dim); });
}

gt_status gt_tensor_strides(int64_t* to, int64_t capacity, gt_tensor self) {
  return guard([&] { read_array(to, capacity, ref(self)->strides()); });
}

gt_status gt_tensor_layout(int32_t* to, gt_tensor self) {
  return guard([&] {
    int32_t& place = out(to);
    place = static_cast<int32_t>(ref(self)->layout());
  });
}

gt_status gt_tensor_dtype(int32_t* to, gt_tensor self) {
  return guard([&] { out(to) = static_cast<int32_t>(ref(self)->scalar_type()); });
}

gt_status gt_tensor_device(int32_t* type, int32_t* index, gt_tensor self) {
  return guard([&] {
    const auto place = ref(self)->device();
    out(type) = static_cast<int32_t>(place.type());
    out(index) = place.index();
  });
}

gt_status gt_tensor_is_contiguous(int32_t* to, gt_tensor self) {
  return guard([&] { out(to) = ref(self)->is_contiguous() ? 1 : 0; });
}

gt_status gt_tensor_data(void** data, int64_t* bytes, gt_tensor self) {
  return guard([&] {
    const auto tensor = ref(self);
    void*& address = out(data);
    int64_t& length = out(bytes);
    TORCH_CHECK_VALUE(holds_values(tensor),
                      "the tensor is a lazy conjugate, negative or zero: its memory does not hold its values");
    int64_t span = tensor->numel() == 0 ? 0 : 1;  // in elements, first to last
    for (int64_t i = 0; span > 0 && i < tensor->dim(); i++) span += (tensor->size(i) - 1) * tensor->stride(i);
    const auto item = static_cast<int64_t>(tensor->element_size());
    TORCH_CHECK_VALUE((tensor->storage_offset() + span) * item <= static_cast<int64_t>(tensor->storage().nbytes()),
                      "the tensor's storage is smaller than its shape asks for");
    // As numpy() does: memory that someone looks at must not move.
    if (tensor->is_cpu()) tensor->storage().unsafeGetStorageImpl()->set_resizable(false);
    address = tensor->mutable_data_ptr();
    length = span * item;
  });
}

gt_status gt_tensor_item_double(double* to, gt_tensor self) {
  return guard([&] { out(to) = ref(self)->item().toDouble(); });
}

gt_status gt_tensor_item_int64(int64_t* to, gt_tensor self) {
  return guard([&] { out(to) = ref(self)->item().toLong(); });
}

gt_status gt_tensor_print(char** to, int64_t* length, gt_tensor self) {
  return guard([&] {
    std::ostringstream text;
    text << *ref(self);
    give_text(to, length, text.str());
  });
}

gt_status gt_text_free(char* text) {
  return guard([&] { std::free(text); });  // NOLINT: the twin of give_text's malloc
}

gt_status gt_to(gt_tensor* to, gt_tensor self, int32_t type, int32_t device_type, int32_t device_index,
                int32_t non_blocking) {
  return give(to, [&] {
    const auto tensor = ref(self);
    const auto wanted = optional_dtype(type).value_or(tensor->scalar_type());
    return tensor->to(device(device_type, device_index), wanted, non_blocking != 0);
  });
}

gt_status gt_clone(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return ref(self)->clone(); });
}

gt_status gt_contiguous(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return ref(self)->contiguous(); });
}

gt_status gt_pin_memory(gt_tensor* to, gt_tensor self) {
  return give(to, [&] {
    const auto accelerator = at::getAccelerator();
    TORCH_CHECK_VALUE(accelerator.has_value(), "memory is pinned for an accelerator, and this libtorch is cpu only");
    device(static_cast<int32_t>(*accelerator), -1);
    return ref(self)->pin_memory();
  });
}

gt_status gt_copy_(gt_tensor self, gt_tensor source) {
  return guard([&] { ref(self)->copy_(ref(source)); });
}

gt_status gt_tensor_read(void* to, int64_t bytes, gt_tensor self) {
  return guard([&] {
    const auto tensor = ref(self);
    check_bytes(tensor, to, bytes);
    at::Tensor host = *tensor;
    if (!lies_plainly(host)) {  // only then through operators, which take longer than to copy a small tensor
      host = host.detach().to(at::kCPU);
      if (!lies_plainly(host)) host = host.clone(at::MemoryFormat::Contiguous);
    }
    if (bytes > 0) std::memcpy(to, host.const_data_ptr(), static_cast<size_t>(bytes));
  });
}

gt_status gt_tensor_write(gt_tensor self, const void* from, int64_t bytes) {
  return guard([&] {
    const auto tensor = ref(self);
    check_bytes(tensor, from, bytes);
    // libtorch would take the source, which has no quantizer, for a quantized tensor, and crash.
    TORCH_CHECK_TYPE(!tensor->is_quantized(), "a quantized tensor cannot be written: dequantize it");
    if (bytes == 0) return;
    // The source is only read during this call, so the view of the caller's memory needs no deleter.
    const auto source =
        at::from_blob(const_cast<void*>(from), tensor->sizes(), at::TensorOptions().dtype(tensor->scalar_type()));
    tensor->copy_(source);
  });
}
