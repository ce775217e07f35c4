#include "gemm.h"

#include <ATen/core/Tensor.h>
#include <ATen/native/CPUBlas.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>

namespace gatun {

namespace {

// oneDNN's kernels for small blocks; not every processor has them.
bool has_block_kernels() {
  static const bool has = [] {
    try {
      const float one = 1;
      float product = 0;
      at::native::cpublas::brgemm(1, 1, 1, 1, 1, 1, false, &one, &one, &product);
      return product == 1;
    } catch (...) {
      return false;
    }
  }();
  return has;
}

template <class T>
at::Tensor view(Block<const T> block, int64_t rows, int64_t columns) {
  // from_blob takes what it may write to; inputs of a product are only read
  return at::from_blob(const_cast<T*>(block.data), {rows, columns}, {block.stride, 1},  // NOLINT
                       c10::CppTypeToScalarType<T>::value);
}

template <class T>
void multiply_with_operators(int64_t m, int64_t n, int64_t k, Block<const T> a, Block<const T> b, Block<T> c,
                             bool add) {
  const auto left = view(a, m, k);
  const auto right = view(b, k, n);
  auto product = view(Block<const T>{c.data, c.stride}, m, n);
  if (add) {
    at::addmm_out(product, product, left, right);
  } else {
    at::mm_out(product, left, right);
  }
}

}  // namespace

void multiply(int64_t m, int64_t n, int64_t k, Block<const float> a, Block<const float> b, Block<float> c, bool add) {
  if (has_block_kernels()) {
    at::native::cpublas::brgemm(m, n, k, a.stride, b.stride, c.stride, add, a.data, b.data, c.data);
  } else {
    multiply_with_operators(m, n, k, a, b, c, add);
  }
}

void multiply(int64_t m, int64_t n, int64_t k, Block<const double> a, Block<const double> b, Block<double> c,
              bool add) {
  multiply_with_operators(m, n, k, a, b, c, add);
}

void multiply(int64_t m, int64_t n, int64_t k, Block<const c10::BFloat16> a, Block<const c10::BFloat16> b,
              Block<c10::BFloat16> c, bool add) {
  multiply_with_operators(m, n, k, a, b, c, add);
}

}  // namespace gatun
