#include "gatun/dlpack.h"

#include <ATen/dlpack.h>
#include <ATen/ops/from_blob.h>
#include <c10/util/safe_numerics.h>

#include <memory>

#include "accelerator.h"
#include "lend.h"

// Declared here: the header that declares them (ATen/DLConvertor.h) takes all of ATen with it.
namespace at {
TORCH_API DLManagedTensor* toDLPack(const Tensor& src);
TORCH_API DLManagedTensorVersioned* toDLPackVersioned(const Tensor& src);
}  // namespace at

using namespace gatun;

namespace {

at::ScalarType scalar_type(const DLDataType& type) {
  if (type.lanes == 1) {
    const int code = type.code;
    const int bits = type.bits;
    if (code == kDLUInt && bits == 8) return at::kByte;
    if (code == kDLInt && bits == 8) return at::kChar;
    if (code == kDLInt && bits == 16) return at::kShort;
    if (code == kDLInt && bits == 32) return at::kInt;
    if (code == kDLInt && bits == 64) return at::kLong;
    if (code == kDLFloat && bits == 16) return at::kHalf;
    if (code == kDLFloat && bits == 32) return at::kFloat;
    if (code == kDLFloat && bits == 64) return at::kDouble;
    if (code == kDLBfloat && bits == 16) return at::kBFloat16;
    if (code == kDLComplex && bits == 64) return at::kComplexFloat;
    if (code == kDLComplex && bits == 128) return at::kComplexDouble;
    if (code == kDLBool && bits == 8) return at::kBool;
  }
  TORCH_CHECK_TYPE(false, "the DLPack dtype of code ", static_cast<int>(type.code), ", ", static_cast<int>(type.bits),
                   " bits and ", type.lanes, " lanes has no counterpart");
}

at::Device place(const DLDevice& device) {
  switch (device.device_type) {
    case kDLCPU:
    case kDLCUDAHost:
      return {at::kCPU};
    case kDLCUDA:
      TORCH_CHECK_VALUE(device.device_id >= 0, "the DLPack device index ", device.device_id, " is negative");
      return accelerator_device(GT_CUDA, device.device_id);
    default:
      TORCH_CHECK_VALUE(false, "the DLPack device type ", static_cast<int>(device.device_type),
                        " is neither CPU (1) nor CUDA (2, or 3 for pinned)");
  }
}

// The bytes from the first element's start to the last one's end.
int64_t extent(at::IntArrayRef sizes, at::IntArrayRef strides, int64_t item) {
  int64_t last = 0;
  bool overflows = false;
  for (size_t i = 0; i < sizes.size(); i++) {
    if (sizes[i] == 0) return 0;
    int64_t reach = 0;
    overflows =
        overflows || c10::mul_overflows(sizes[i] - 1, strides[i], &reach) || c10::add_overflows(last, reach, &last);
  }
  int64_t bytes = 0;
  overflows = overflows || c10::add_overflows(last, int64_t{1}, &last) || c10::mul_overflows(last, item, &bytes);
  TORCH_CHECK_VALUE(!overflows, "the DLPack sizes ", sizes, " and strides ", strides, " reach beyond memory");
  return bytes;
}

std::vector<int64_t> strides_of(const DLTensor& tensor, at::IntArrayRef sizes) {
  if (tensor.strides != nullptr) {
    std::vector<int64_t> strides(tensor.strides, tensor.strides + tensor.ndim);
    for (const auto stride : strides)
      TORCH_CHECK_VALUE(stride >= 0, "a DLPack stride is negative: ", at::IntArrayRef(strides));
    return strides;
  }
  std::vector<int64_t> strides(sizes.size());
  int64_t step = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    strides[i] = step;
    step *= std::max<int64_t>(sizes[i], 1);  // import has checked that the product fits
  }
  return strides;
}

// Runs the struct's deleter with the storage, once the tensor is made: until then the struct is the caller's.
template <class Managed>
struct Deleter {
  Managed* managed;
  std::shared_ptr<bool> owned;

  void operator()(void*) const {
    if (*owned && managed->deleter != nullptr) managed->deleter(managed);
  }
};

template <class Managed>
at::Tensor import(Managed* managed) {
  const DLTensor& tensor = managed->dl_tensor;
  TORCH_CHECK_VALUE(tensor.ndim >= 0 && tensor.ndim <= 64, "a DLPack tensor of ", tensor.ndim, " dimensions");
  TORCH_CHECK_VALUE(tensor.shape != nullptr || tensor.ndim == 0, "the DLPack shape is null");
  const auto type = scalar_type(tensor.dtype);
  const auto item = static_cast<int64_t>(c10::elementSize(type));
  const auto sizes = shape(tensor.shape, tensor.ndim);
  TORCH_CHECK_VALUE(bytes_of(sizes, type) < INT64_MAX, "the DLPack sizes ", sizes,
                    " need more bytes than memory can have");
  const auto strides = strides_of(tensor, sizes);
  const auto bytes = extent(sizes, strides, item);
  const auto device = place(tensor.device);
  TORCH_CHECK_VALUE(tensor.data != nullptr || bytes == 0, "the DLPack data is null");
  TORCH_CHECK_VALUE(tensor.byte_offset <= static_cast<uint64_t>(INT64_MAX), "the DLPack byte offset is negative");
  auto* data = tensor.data == nullptr ? nullptr : static_cast<char*>(tensor.data) + tensor.byte_offset;
  TORCH_CHECK_VALUE(bytes == 0 || reinterpret_cast<uintptr_t>(data) % static_cast<uintptr_t>(item) == 0,
                    "the DLPack data's address is not a multiple of ", item, " bytes, the item size of ", type);
  if (!device.is_cpu()) check_device_memory(device, data, bytes);
  const auto owned = std::make_shared<bool>(false);
  auto made = at::for_blob(data, sizes)
                  .strides(strides)
                  .deleter(Deleter<Managed>{managed, owned})
                  .options(at::TensorOptions().dtype(type).device(device))
                  .target_device(device)
                  .make_tensor();
  *owned = true;
  return made;
}

template <class Managed>
void run_deleter(void* managed) {
  auto* self = static_cast<Managed*>(managed);
  if (self != nullptr && self->deleter != nullptr) self->deleter(self);
}

}  // namespace

gt_status gt_dlpack_export(void** to, gt_tensor self, int32_t versioned) {
  return guard([&] {
    void*& place = out(to);
    const auto tensor = ref(self);
    TORCH_CHECK_VALUE(
        !tensor->requires_grad(),
        "a tensor that requires a gradient cannot be exported, since it would not be recorded: detach it");
    TORCH_CHECK_VALUE(
        tensor->layout() == at::kStrided && !tensor->is_conj() && !tensor->is_neg() && !tensor->_is_zerotensor(),
        "only plain strided memory can be exported: the tensor is sparse, or lazily conjugated, negated or zero");
    place =
        versioned != 0 ? static_cast<void*>(at::toDLPackVersioned(*tensor)) : static_cast<void*>(at::toDLPack(*tensor));
  });
}

gt_status gt_dlpack_import(gt_tensor* to, void* managed, int32_t versioned) {
  return give(to, [&] {
    if (managed == nullptr) reject(GT_VALUE, "the DLPack struct is null");
    if (versioned == 0) return import(static_cast<DLManagedTensor*>(managed));
    auto* self = static_cast<DLManagedTensorVersioned*>(managed);
    // Of another major version, only these numbers and the deleter can be relied on.
    TORCH_CHECK_VALUE(self->version.major == DLPACK_MAJOR_VERSION, "DLPack ", self->version.major, ".",
                      self->version.minor, " is not supported: only major version ", DLPACK_MAJOR_VERSION);
    TORCH_CHECK_VALUE((self->flags & DLPACK_FLAG_BITMASK_READ_ONLY) == 0,
                      "the DLPack tensor is read-only, and libtorch may write: export a copy");
    return import(self);
  });
}

gt_status gt_dlpack_free(void* managed, int32_t versioned) {
  return guard([&] {
    if (versioned != 0) {
      run_deleter<DLManagedTensorVersioned>(managed);
    } else {
      run_deleter<DLManagedTensor>(managed);
    }
  });
}
