// What the fused operations share.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/GradMode.h>
#include <c10/util/BFloat16.h>

#include <algorithm>
#include <initializer_list>

namespace gatun {

// Whether kernels.h is made for this dtype.
inline bool has_kernels(at::ScalarType dtype) {
  return dtype == at::kFloat || dtype == at::kDouble || dtype == at::kBFloat16;
}

// Whether the tensors' memory can be read as it is: not a lazily negated one's, nor a lazy zero's, which has none.
inline bool on_cpu(std::initializer_list<at::Tensor> tensors) {
  return std::all_of(tensors.begin(), tensors.end(), [](const at::Tensor& tensor) {
    return tensor.is_cpu() && tensor.layout() == at::kStrided && !tensor.is_neg() && !tensor._is_zerotensor();
  });
}

// The gradients written by hand have none themselves: asking for one is an error, not a zero.
inline void require_first_order() {
  TORCH_CHECK_NOT_IMPLEMENTED(!c10::GradMode::is_enabled(), "a fused operation can be differentiated once only");
}

// Calls body with a zero of the type that dtype, one that has kernels, is stored in.
template <class Body>
void dispatch(at::ScalarType dtype, Body&& body) {
  if (dtype == at::kFloat) {
    body(float{});
  } else if (dtype == at::kDouble) {
    body(double{});
  } else {
    body(c10::BFloat16{});
  }
}

}  // namespace gatun
