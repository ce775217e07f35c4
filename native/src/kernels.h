// The loops that training spends its time in besides matrix products. One thread each; callers split the work. T is
// float, double or BFloat16; computed<T> what it is computed in.
#pragma once

#include "vectorize.h"

namespace gatun {

// NOLINTBEGIN(bugprone-macro-parentheses): the macros' arguments are types

// ---- rows ----

// Reads x + delta (delta may be null) for rows of n elements into sum (not written when null), and
// normed = sum / rms(sum) * weight; inverse_rms, one for each row, is kept for the gradient.
#define GATUN_NORM(R, T)                                                                                              \
  void norm_rows(int64_t rows, int64_t n, const R* x, const T* delta, const R* weight, double eps, R* sum, T* normed, \
                 R* inverse_rms);                                                                                     \
  void norm_rows_backward(int64_t rows, int64_t n, const R* sum, const R* weight, const R* inverse_rms,               \
                          const T* grad_normed, const R* grad_sum, R* grad, T* grad_narrow, R* grad_weight);
// grad_sum, grad_narrow and grad_weight may be null; grad_weight is added to.
GATUN_NORM(float, float)
GATUN_NORM(double, double)
GATUN_NORM(float, c10::BFloat16)
#undef GATUN_NORM

#define GATUN_KERNELS(T)                                                                                            \
  /* silu(gate) * up, n elements */                                                                                 \
  void gate_rows(int64_t n, const T* gate, const T* up, T* out);                                                    \
  void gate_rows_backward(int64_t n, const T* gate, const T* up, const T* grad, T* grad_gate, T* grad_up);          \
                                                                                                                    \
  /* ---- columns of a tile of scores, (rows, columns) with columns a multiple of 16 ---- */                        \
                                                                                                                    \
  /* The maximum of each column, and its total added to totals. */                                                  \
  void measure_columns(int64_t rows, int64_t columns, const T* tile, computed<T>* most, computed<T>* totals);       \
  /* e^(tile - shift) in place, and the sums of its columns. */                                                     \
  void exponentiate_columns(int64_t rows, int64_t columns, T* tile, const computed<T>* shift, computed<T>* sums);   \
  /* out = tile * factors, column by column. */                                                                     \
  void scale_columns(int64_t rows, int64_t columns, const T* tile, const computed<T>* factors, T* out);             \
                                                                                                                    \
  /* ---- blocks ---- */                                                                                            \
                                                                                                                    \
  /* to (columns, rows) = from (rows, columns), the rest of to's rows, up to its stride, zero. */                   \
  void transpose(int64_t rows, int64_t columns, const T* from, int64_t from_stride, T* to, int64_t to_stride);      \
  /* sum += addend */                                                                                               \
  void accumulate(int64_t n, const T* addend, computed<T>* sum);                                                    \
                                                                                                                    \
  /* ---- attention: rows of d elements, each from + row * stride ---- */                                           \
                                                                                                                    \
  /* Widens rows, turns them by their angles (cos, sin (rows, d / 2); null: none) and scales them. */               \
  void load_rows(int64_t rows, int64_t d, const T* from, int64_t stride, const computed<T>* cos,                    \
                 const computed<T>* sin, computed<T> scale, computed<T>* to);                                       \
  /* The gradient of that: turns back, scales, narrows. */                                                          \
  void store_rows(int64_t rows, int64_t d, const computed<T>* from, const computed<T>* cos, const computed<T>* sin, \
                  computed<T> scale, T* to, int64_t stride);                                                        \
  /* The scalar products of two sets of rows. */                                                                    \
  void dot_rows(int64_t rows, int64_t d, const T* a, const T* b, int64_t stride, computed<T>* products);
GATUN_KERNELS(float)
GATUN_KERNELS(double)
GATUN_KERNELS(c10::BFloat16)
#undef GATUN_KERNELS

// Tiles of attention scores: kTile rows of kTile elements each.
inline constexpr int64_t kTile = 64;

#define GATUN_TILES(A)                                                                                              \
  /* Softmax of a row that lies in `tiles` tiles, element j of it at row[j / kTile * kTile * kTile + j % kTile]: in \
   * place, for elements in [from, to), and 0 for the others. Returns the logarithm of the sum. */                  \
  A softmax_row(int64_t tiles, A* row, int64_t from, int64_t to);                                                   \
  /* Rows are keys, columns queries: scores become probabilities e^(score - lse), 0 where a column's query does not \
   * see the row's key, which it does from first[column] to last[column]. */                                        \
  void probabilities(A* scores, const A* lse, const int64_t* first, const int64_t* last, int64_t key);              \
  /* grad = probabilities * (grad - delta), column by column. */                                                    \
  void softmax_gradient(const A* probabilities, const A* delta, A* grad);
GATUN_TILES(float)
GATUN_TILES(double)
#undef GATUN_TILES
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace gatun
