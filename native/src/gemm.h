// Small matrix products on the calling thread, for blocks that stay in its cache.
#pragma once

#include <c10/util/BFloat16.h>

#include <cstdint>

namespace gatun {

// A matrix in row-major order.
template <class T>
struct Block {
  T* data;
  int64_t stride;  // elements from row to row
};

// c = a b, or c += a b: a (m, k), b (k, n), c (m, n). Float32 products may be compiled for their shape and strides on
// first use: call with few different ones.
void multiply(int64_t m, int64_t n, int64_t k, Block<const float> a, Block<const float> b, Block<float> c, bool add);
void multiply(int64_t m, int64_t n, int64_t k, Block<const double> a, Block<const double> b, Block<double> c, bool add);
void multiply(int64_t m, int64_t n, int64_t k, Block<const c10::BFloat16> a, Block<const c10::BFloat16> b,
              Block<c10::BFloat16> c, bool add);

}  // namespace gatun
