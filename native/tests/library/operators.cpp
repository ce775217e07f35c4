// An operator library as users write them, for the test of Operators.load.
#include <ATen/core/Tensor.h>
#include <ATen/ops/mul.h>
#include <torch/library.h>

namespace {

at::Tensor scaled(const at::Tensor& self, double factor) { return at::mul(self, factor); }

}  // namespace

TORCH_LIBRARY(gatun_test, library) { library.def("scaled(Tensor self, float factor=2.0) -> Tensor", scaled); }
