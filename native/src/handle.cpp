#include "handle.h"

#include <ATen/DeviceAccelerator.h>
#include <c10/core/Scalar.h>

#include <cstdlib>
#include <cstring>
#include <string>

namespace gatun {

static_assert(GT_UINT8 == static_cast<int>(at::ScalarType::Byte));
static_assert(GT_INT64 == static_cast<int>(at::ScalarType::Long));
static_assert(GT_FLOAT16 == static_cast<int>(at::ScalarType::Half));
static_assert(GT_FLOAT32 == static_cast<int>(at::ScalarType::Float));
static_assert(GT_FLOAT64 == static_cast<int>(at::ScalarType::Double));
static_assert(GT_COMPLEX128 == static_cast<int>(at::ScalarType::ComplexDouble));
static_assert(GT_BOOL == static_cast<int>(at::ScalarType::Bool));
static_assert(GT_BFLOAT16 == static_cast<int>(at::ScalarType::BFloat16));
static_assert(GT_CPU == static_cast<int>(at::DeviceType::CPU));
static_assert(GT_CUDA == static_cast<int>(at::DeviceType::CUDA));
static_assert(GT_XPU == static_cast<int>(at::DeviceType::XPU));
static_assert(GT_MPS == static_cast<int>(at::DeviceType::MPS));
// Borrowed relies on it: a tensor is one counted pointer.
static_assert(sizeof(at::Tensor) == sizeof(void*));

std::atomic<int64_t> live_tensors{0};

at::Scalar scalar(int32_t kind, int64_t bits) {
  switch (kind) {
    case GT_SCALAR_INT64:
      return {bits};
    case GT_SCALAR_DOUBLE: {
      double value = 0;
      std::memcpy(&value, &bits, sizeof value);
      return {value};
    }
    case GT_SCALAR_BOOL:
      return {bits != 0};
    default:
      reject(GT_VALUE, ("scalar kind " + std::to_string(kind) + " is none of GT_SCALAR_*").c_str());
  }
}

at::ScalarType dtype(int32_t number) {
  switch (number) {
    case GT_UINT8:
    case GT_INT8:
    case GT_INT16:
    case GT_INT32:
    case GT_INT64:
    case GT_FLOAT16:
    case GT_FLOAT32:
    case GT_FLOAT64:
    case GT_COMPLEX64:
    case GT_COMPLEX128:
    case GT_BOOL:
    case GT_BFLOAT16:
      return static_cast<at::ScalarType>(number);
    default:
      reject(GT_TYPE, ("dtype " + std::to_string(number) + " is none of the supported GT_* dtypes").c_str());
  }
}

std::optional<at::ScalarType> optional_dtype(int32_t number) {
  if (number == GT_NO_DTYPE) return std::nullopt;
  return dtype(number);
}

at::Device device(int32_t type, int32_t index) {
  if (type == GT_CPU) {
    if (index > 0 || index < -1) reject(GT_VALUE, "there is one cpu device, of index 0 (or -1)");
    return {at::kCPU};
  }
  if (type != GT_CUDA && type != GT_XPU && type != GT_MPS) {
    reject(GT_VALUE, ("device type " + std::to_string(type) + " is not supported").c_str());
  }
  const auto wanted = static_cast<at::DeviceType>(type);
  const std::string name = c10::DeviceTypeName(wanted, /*lower_case=*/true);
  const auto accelerator = at::accelerator::getAccelerator();
  if (!accelerator.has_value() || *accelerator != wanted) {
    reject(GT_VALUE, ("device " + name + " was asked for, but this libtorch is built " +
                      (accelerator.has_value() ? "for " + std::string(c10::DeviceTypeName(*accelerator, true))
                                               : std::string("for the cpu only")))
                         .c_str());
  }
  const int count = at::accelerator::deviceCount();
  if (count == 0) {
    reject(GT_VALUE, ("device " + name + " was asked for, but no " + name +
                      " device is visible (driver missing, or hidden by the environment)")
                         .c_str());
  }
  if (index < -1 || index >= count) {
    reject(GT_VALUE,
           ("device " + name + ":" + std::to_string(index) + " was asked for, but there are " + std::to_string(count))
               .c_str());
  }
  return {wanted, static_cast<at::DeviceIndex>(index < 0 ? at::accelerator::getDeviceIndex() : index)};
}

void give_text(char** to, int64_t* length, const std::string& text) {
  char*& place = out(to);
  int64_t& size = out(length);
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));  // NOLINT: crosses the C interface
  if (copy == nullptr) throw std::bad_alloc();
  std::memcpy(copy, text.c_str(), text.size() + 1);
  place = copy;
  size = static_cast<int64_t>(text.size());
}

}  // namespace gatun
