#include "kernels.h"

#include <algorithm>
#include <limits>

// Each kernel is a template, made for every type by the macros at the end: what is compiled for several processors must
// not be a template itself.
namespace gatun {

namespace {

template <class R, class T>
GATUN_INLINE void norm_rows_of(int64_t rows, int64_t n, const R* x, const T* delta, const R* weight, double eps, R* sum,
                               T* normed, R* inverse_rms) {
  for (int64_t row = 0; row < rows; row++) {
    const R* in = x + row * n;
    R squares = 0;
    if (delta != nullptr) {
      const T* more = delta + row * n;
      R* out = sum + row * n;
#pragma omp simd reduction(+ : squares)
      for (int64_t i = 0; i < n; i++) {
        const R total = in[i] + static_cast<R>(widen(more[i]));
        out[i] = total;
        squares += total * total;
      }
      in = out;
    } else {
#pragma omp simd reduction(+ : squares)
      for (int64_t i = 0; i < n; i++) squares += in[i] * in[i];
    }
    const R inverse = R(1) / std::sqrt(squares / static_cast<R>(n) + static_cast<R>(eps));
    inverse_rms[row] = inverse;
    T* out = normed + row * n;
    for (int64_t i = 0; i < n; i++) out[i] = narrow<T>(in[i] * inverse * weight[i]);
  }
}

// y_i = x_i s w_i with s = (mean x^2 + eps)^(-1/2):  dx_i = s (g_i w_i - x_i s^2 mean(g w x)),  dw_i = g_i x_i s.
template <class R, class T>
GATUN_INLINE void norm_rows_backward_of(int64_t rows, int64_t n, const R* sum, const R* weight, const R* inverse_rms,
                                        const T* grad_normed, const R* grad_sum, R* grad, T* grad_narrow,
                                        R* grad_weight) {
  for (int64_t row = 0; row < rows; row++) {
    const R* x = sum + row * n;
    const T* g = grad_normed + row * n;
    R* out = grad + row * n;
    const R s = inverse_rms[row];
    R product = 0;
#pragma omp simd reduction(+ : product)
    for (int64_t i = 0; i < n; i++) product += static_cast<R>(widen(g[i])) * weight[i] * x[i];
    const R back = product * s * s / static_cast<R>(n);
    for (int64_t i = 0; i < n; i++) out[i] = s * (static_cast<R>(widen(g[i])) * weight[i] - x[i] * back);
    if (grad_sum != nullptr) {
      const R* direct = grad_sum + row * n;
      for (int64_t i = 0; i < n; i++) out[i] += direct[i];
    }
    if (grad_narrow != nullptr) {
      T* narrowed = grad_narrow + row * n;
      for (int64_t i = 0; i < n; i++) narrowed[i] = narrow<T>(out[i]);
    }
    if (grad_weight != nullptr) {
      for (int64_t i = 0; i < n; i++) grad_weight[i] += static_cast<R>(widen(g[i])) * x[i] * s;
    }
  }
}

template <class T>
GATUN_INLINE void gate_rows_of(int64_t n, const T* gate, const T* up, T* out) {
  using A = computed<T>;
  for (int64_t i = 0; i < n; i++) {
    const A x = widen(gate[i]);
    out[i] = narrow<T>(x / (A(1) + exponential(-x)) * widen(up[i]));
  }
}

// y = x sigmoid(x) u:  dx = g u sigmoid(x) (1 + x (1 - sigmoid(x))),  du = g x sigmoid(x).
template <class T>
GATUN_INLINE void gate_rows_backward_of(int64_t n, const T* gate, const T* up, const T* grad, T* grad_gate,
                                        T* grad_up) {
  using A = computed<T>;
  for (int64_t i = 0; i < n; i++) {
    const A x = widen(gate[i]);
    const A g = widen(grad[i]);
    const A sigmoid = A(1) / (A(1) + exponential(-x));
    grad_gate[i] = narrow<T>(g * widen(up[i]) * sigmoid * (A(1) + x * (A(1) - sigmoid)));
    grad_up[i] = narrow<T>(g * x * sigmoid);
  }
}

// Columns are looked at in strips that fit into registers.
constexpr int64_t kStrip = 64;

template <class T, class Strip>
GATUN_INLINE void strips(int64_t columns, Strip&& strip) {
  int64_t from = 0;
  for (; from + kStrip <= columns; from += kStrip) strip(from, kStrip);
  if (from < columns) strip(from, columns - from);
}

template <class T>
GATUN_INLINE void measure_columns_of(int64_t rows, int64_t columns, const T* tile, computed<T>* most,
                                     computed<T>* totals) {
  using A = computed<T>;
  for (int64_t j = 0; j < columns; j++) most[j] = -std::numeric_limits<A>::infinity();
  strips<T>(
      columns, [&](int64_t from, int64_t width) __attribute__((always_inline)) {
        for (int64_t i = 0; i < rows; i++) {
          const T* row = tile + i * columns + from;
          for (int64_t j = 0; j < width; j++) {
            const A x = widen(row[j]);
            most[from + j] = x > most[from + j] ? x : most[from + j];
            totals[from + j] += x;
          }
        }
      });
}

template <class T>
GATUN_INLINE void exponentiate_columns_of(int64_t rows, int64_t columns, T* tile, const computed<T>* shift,
                                          computed<T>* sums) {
  using A = computed<T>;
  for (int64_t j = 0; j < columns; j++) sums[j] = 0;
  strips<T>(
      columns, [&](int64_t from, int64_t width) __attribute__((always_inline)) {
        for (int64_t i = 0; i < rows; i++) {
          T* row = tile + i * columns + from;
          for (int64_t j = 0; j < width; j++) {
            const A power = exponential(widen(row[j]) - shift[from + j]);
            // Twice, as a stored number that is copied would keep the loop from vectors.
            row[j] = narrow<T>(power);
            sums[from + j] += widen(narrow<T>(power));
          }
        }
      });
}

template <class T>
GATUN_INLINE void scale_columns_of(int64_t rows, int64_t columns, const T* tile, const computed<T>* factors, T* out) {
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t j = 0; j < columns; j++) out[i * columns + j] = narrow<T>(widen(tile[i * columns + j]) * factors[j]);
  }
}

template <class T>
GATUN_INLINE void transpose_of(int64_t rows, int64_t columns, const T* from, int64_t from_stride, T* to,
                               int64_t to_stride) {
  constexpr int64_t kBlock = 16;
  for (int64_t row = 0; row < rows; row += kBlock) {
    const int64_t height = std::min(kBlock, rows - row);
    for (int64_t column = 0; column < columns; column++) {
      T* out = to + column * to_stride + row;
      const T* in = from + row * from_stride + column;
      for (int64_t i = 0; i < height; i++) out[i] = in[i * from_stride];
    }
  }
  for (int64_t column = 0; column < columns && rows < to_stride; column++)
    std::fill(to + column * to_stride + rows, to + (column + 1) * to_stride, T(0));
}

template <class T>
GATUN_INLINE void accumulate_of(int64_t n, const T* addend, computed<T>* sum) {
  for (int64_t i = 0; i < n; i++) sum[i] += widen(addend[i]);
}

template <class T>
GATUN_INLINE void load_rows_of(int64_t rows, int64_t d, const T* from, int64_t stride, const computed<T>* cos,
                               const computed<T>* sin, computed<T> scale, computed<T>* to) {
  const int64_t half = d / 2;
  for (int64_t row = 0; row < rows; row++) {
    const T* in = from + row * stride;
    computed<T>* out = to + row * d;
    if (cos == nullptr) {
      for (int64_t i = 0; i < d; i++) out[i] = widen(in[i]) * scale;
    } else {
      const computed<T>* c = cos + row * half;
      const computed<T>* s = sin + row * half;
      for (int64_t i = 0; i < half; i++) {
        const computed<T> x = widen(in[i]);
        const computed<T> y = widen(in[i + half]);
        out[i] = (x * c[i] - y * s[i]) * scale;
        out[i + half] = (y * c[i] + x * s[i]) * scale;
      }
    }
  }
}

template <class T>
GATUN_INLINE void store_rows_of(int64_t rows, int64_t d, const computed<T>* from, const computed<T>* cos,
                                const computed<T>* sin, computed<T> scale, T* to, int64_t stride) {
  const int64_t half = d / 2;
  for (int64_t row = 0; row < rows; row++) {
    const computed<T>* in = from + row * d;
    T* out = to + row * stride;
    if (cos == nullptr) {
      for (int64_t i = 0; i < d; i++) out[i] = narrow<T>(in[i] * scale);
    } else {
      const computed<T>* c = cos + row * half;
      const computed<T>* s = sin + row * half;
      for (int64_t i = 0; i < half; i++) {
        out[i] = narrow<T>((in[i] * c[i] + in[i + half] * s[i]) * scale);
        out[i + half] = narrow<T>((in[i + half] * c[i] - in[i] * s[i]) * scale);
      }
    }
  }
}

template <class T>
GATUN_INLINE void dot_rows_of(int64_t rows, int64_t d, const T* a, const T* b, int64_t stride, computed<T>* products) {
  for (int64_t row = 0; row < rows; row++) {
    computed<T> product = 0;
#pragma omp simd reduction(+ : product)
    for (int64_t i = 0; i < d; i++) product += widen(a[row * stride + i]) * widen(b[row * stride + i]);
    products[row] = product;
  }
}

template <class A>
GATUN_INLINE A softmax_row_of(int64_t tiles, A* row, int64_t from, int64_t to) {
  constexpr int64_t kNext = kTile * kTile;
  A most = -std::numeric_limits<A>::infinity();
  for (int64_t t = 0; t < tiles; t++) {
    A* in = row + t * kNext;
    const int64_t start = std::max<int64_t>(from - t * kTile, 0);
    const int64_t end = std::min(to - t * kTile, kTile);
#pragma omp simd reduction(max : most)
    for (int64_t j = start; j < end; j++) most = in[j] > most ? in[j] : most;
  }
  A sum = 0;
  for (int64_t t = 0; t < tiles; t++) {
    A* in = row + t * kNext;
    const int64_t start = std::clamp<int64_t>(from - t * kTile, 0, kTile);
    const int64_t end = std::clamp<int64_t>(to - t * kTile, start, kTile);
    for (int64_t j = 0; j < start; j++) in[j] = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t j = start; j < end; j++) {
      in[j] = exponential(in[j] - most);
      sum += in[j];
    }
    for (int64_t j = end; j < kTile; j++) in[j] = 0;
  }
  const A inverse = A(1) / sum;
  for (int64_t t = 0; t < tiles; t++) {
    A* in = row + t * kNext;
    for (int64_t j = 0; j < kTile; j++) in[j] *= inverse;
  }
  return most + std::log(sum);
}

template <class A>
GATUN_INLINE void probabilities_of(A* scores, const A* lse, const int64_t* first, const int64_t* last, int64_t key) {
  for (int64_t i = 0; i < kTile; i++) {
    A* row = scores + i * kTile;
    for (int64_t j = 0; j < kTile; j++) {
      const A power = exponential(row[j] - lse[j]);
      const bool seen = (first[j] <= key + i) & (key + i < last[j]);
      row[j] = seen ? power : A(0);
    }
  }
}

template <class A>
GATUN_INLINE void softmax_gradient_of(const A* probabilities, const A* delta, A* grad) {
  for (int64_t i = 0; i < kTile; i++) {
    for (int64_t j = 0; j < kTile; j++)
      grad[i * kTile + j] = probabilities[i * kTile + j] * (grad[i * kTile + j] - delta[j]);
  }
}

}  // namespace

// NOLINTBEGIN(bugprone-macro-parentheses): the arguments are types
#define GATUN_NORM(R, T)                                                                                            \
  GATUN_VECTORIZED void norm_rows(int64_t rows, int64_t n, const R* x, const T* delta, const R* weight, double eps, \
                                  R* sum, T* normed, R* inverse_rms) {                                              \
    norm_rows_of<R, T>(rows, n, x, delta, weight, eps, sum, normed, inverse_rms);                                   \
  }                                                                                                                 \
  GATUN_VECTORIZED void norm_rows_backward(int64_t rows, int64_t n, const R* sum, const R* weight,                  \
                                           const R* inverse_rms, const T* grad_normed, const R* grad_sum, R* grad,  \
                                           T* grad_narrow, R* grad_weight) {                                        \
    norm_rows_backward_of<R, T>(rows, n, sum, weight, inverse_rms, grad_normed, grad_sum, grad, grad_narrow,        \
                                grad_weight);                                                                       \
  }
GATUN_NORM(float, float)
GATUN_NORM(double, double)
GATUN_NORM(float, c10::BFloat16)
#undef GATUN_NORM

#define GATUN_KERNELS(T)                                                                                             \
  GATUN_VECTORIZED void gate_rows(int64_t n, const T* gate, const T* up, T* out) { gate_rows_of(n, gate, up, out); } \
  GATUN_VECTORIZED void gate_rows_backward(int64_t n, const T* gate, const T* up, const T* grad, T* grad_gate,       \
                                           T* grad_up) {                                                             \
    gate_rows_backward_of(n, gate, up, grad, grad_gate, grad_up);                                                    \
  }                                                                                                                  \
  GATUN_VECTORIZED void measure_columns(int64_t rows, int64_t columns, const T* tile, computed<T>* most,             \
                                        computed<T>* totals) {                                                       \
    measure_columns_of(rows, columns, tile, most, totals);                                                           \
  }                                                                                                                  \
  GATUN_VECTORIZED void exponentiate_columns(int64_t rows, int64_t columns, T* tile, const computed<T>* shift,       \
                                             computed<T>* sums) {                                                    \
    exponentiate_columns_of(rows, columns, tile, shift, sums);                                                       \
  }                                                                                                                  \
  GATUN_VECTORIZED void scale_columns(int64_t rows, int64_t columns, const T* tile, const computed<T>* factors,      \
                                      T* out) {                                                                      \
    scale_columns_of(rows, columns, tile, factors, out);                                                             \
  }                                                                                                                  \
  GATUN_VECTORIZED void transpose(int64_t rows, int64_t columns, const T* from, int64_t from_stride, T* to,          \
                                  int64_t to_stride) {                                                               \
    transpose_of(rows, columns, from, from_stride, to, to_stride);                                                   \
  }                                                                                                                  \
  GATUN_VECTORIZED void accumulate(int64_t n, const T* addend, computed<T>* sum) { accumulate_of(n, addend, sum); }  \
  GATUN_VECTORIZED void load_rows(int64_t rows, int64_t d, const T* from, int64_t stride, const computed<T>* cos,    \
                                  const computed<T>* sin, computed<T> scale, computed<T>* to) {                      \
    load_rows_of(rows, d, from, stride, cos, sin, scale, to);                                                        \
  }                                                                                                                  \
  GATUN_VECTORIZED void store_rows(int64_t rows, int64_t d, const computed<T>* from, const computed<T>* cos,         \
                                   const computed<T>* sin, computed<T> scale, T* to, int64_t stride) {               \
    store_rows_of(rows, d, from, cos, sin, scale, to, stride);                                                       \
  }                                                                                                                  \
  GATUN_VECTORIZED void dot_rows(int64_t rows, int64_t d, const T* a, const T* b, int64_t stride,                    \
                                 computed<T>* products) {                                                            \
    dot_rows_of(rows, d, a, b, stride, products);                                                                    \
  }
GATUN_KERNELS(float)
GATUN_KERNELS(double)
GATUN_KERNELS(c10::BFloat16)
#undef GATUN_KERNELS

#define GATUN_TILES(A)                                                                                    \
  GATUN_VECTORIZED A softmax_row(int64_t tiles, A* row, int64_t from, int64_t to) {                       \
    return softmax_row_of(tiles, row, from, to);                                                          \
  }                                                                                                       \
  GATUN_VECTORIZED void probabilities(A* scores, const A* lse, const int64_t* first, const int64_t* last, \
                                      int64_t key) {                                                      \
    probabilities_of(scores, lse, first, last, key);                                                      \
  }                                                                                                       \
  GATUN_VECTORIZED void softmax_gradient(const A* probabilities, const A* delta, A* grad) {               \
    softmax_gradient_of(probabilities, delta, grad);                                                      \
  }
GATUN_TILES(float)
GATUN_TILES(double)
#undef GATUN_TILES
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace gatun
