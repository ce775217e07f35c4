// Handles to and from ATen values. A gt_tensor is the address of a TensorImpl of which it owns one reference: no
// allocation per handle, and reading one costs no reference count.
#pragma once

#include <ATen/core/Tensor.h>

#include <atomic>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gatun/types.h"
#include "guard.h"

namespace gatun {

extern std::atomic<int64_t> live_tensors;

using Impl = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// A tensor that a handle refers to, without a reference of its own: constructed, never destroyed.
class Borrowed {
 public:
  explicit Borrowed(gt_tensor handle) {
    new (&tensor_) at::Tensor(Impl::reclaim(reinterpret_cast<c10::TensorImpl*>(handle)));
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() {}  // NOLINT(modernize-use-equals-default): a union member is not destroyed, on purpose

  operator const at::Tensor&() const { return tensor_; }  // NOLINT(google-explicit-constructor)
  const at::Tensor* operator->() const { return &tensor_; }
  const at::Tensor& operator*() const { return tensor_; }

 private:
  union {
    at::Tensor tensor_;
  };
};

inline Borrowed ref(gt_tensor handle) {
  if (handle == nullptr) reject(GT_VALUE, "a tensor handle is null");
  return Borrowed(handle);
}

// A tensor with a reference of its own; none for null.
inline std::optional<at::Tensor> optional(gt_tensor handle) {
  if (handle == nullptr) return std::nullopt;
  return *Borrowed(handle);
}

// An array's length, checked before anything of it is read: what no caller can mean is refused. That the array is as
// long as a sensible count says is the caller's part.
inline size_t extent(const void* array, int64_t count, const char* what = "array") {
  if (count < 0 || (array == nullptr && count > 0))
    reject(GT_VALUE, (std::string("the ") + what + " is null or its length negative").c_str());
  if (count > std::numeric_limits<int32_t>::max())
    reject(GT_VALUE, (std::string("the length of the ") + what + " is beyond 2^31 - 1").c_str());
  return static_cast<size_t>(count);
}

inline std::vector<at::Tensor> list(const gt_tensor* handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(extent(handles, count, "list of tensors"));
  for (int64_t i = 0; i < count; i++) tensors.push_back(*ref(handles[i]));
  return tensors;
}

template <class T>
T& out(T* pointer) {
  if (pointer == nullptr) reject(GT_VALUE, "an out-parameter is null");
  return *pointer;
}

// Hands a tensor to the caller, who owns it from here.
inline gt_tensor release(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  live_tensors.fetch_add(1, std::memory_order_relaxed);
  return reinterpret_cast<gt_tensor>(tensor.unsafeReleaseTensorImpl());
}

// Runs an operator that changes nothing and hands its result over. The out-parameter is checked first, so that no
// result is ever lost. Once more after memory was freed, should it run out.
template <class Op>
gt_status give(gt_tensor* to, Op&& op) noexcept {
  return guard_again(true, [&] {
    gt_tensor& place = out(to);
    place = release(op());
  });
}

inline at::IntArrayRef ints(const int64_t* values, int64_t count) { return {values, extent(values, count)}; }

at::Scalar scalar(int32_t kind, int64_t bits);
at::ScalarType dtype(int32_t number);
std::optional<at::ScalarType> optional_dtype(int32_t number);

// The device, checked to be one that this libtorch has and this machine shows.
at::Device device(int32_t type, int32_t index);

// Text that the caller owns: gt_text_free.
void give_text(char** to, int64_t* length, const std::string& text);

}  // namespace gatun
