#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "fused.h"
#include "gatun/fused.h"
#include "gemm.h"
#include "handle.h"
#include "kernels.h"
#include "parallel.h"
#include "plain_log_prob.h"

// The scores of n tokens over the vocabulary are computed in tiles: some rows of the weight times a panel of tokens,
// transposed, so that a token is a column. A tile stays in its thread's cache from the product to the exponential. Each
// tile's columns are shifted by their own maximum, and the tiles' sums are brought together at the end.
namespace gatun {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

// How n tokens and a vocabulary are cut up.
template <class T>
struct Tiling {
  // bfloat16's products are libtorch's, which want to be large; the others are for one block, and small.
  static constexpr bool kLarge = std::is_same_v<T, c10::BFloat16>;
  static constexpr int64_t kRows = kLarge ? 512 : 128;
  static constexpr int64_t kMostColumns = kLarge ? 512 : 64;

  Tiling(int64_t tokens, int64_t vocab, int64_t width)
      : tokens(tokens),
        vocab(vocab),
        width(width),
        columns(
            (((tokens + kMostColumns - 1) / kMostColumns + tokens - 1) / ((tokens + kMostColumns - 1) / kMostColumns) +
             63) /
            64 * 64),
        panels((tokens + columns - 1) / columns),
        blocks((vocab + kRows - 1) / kRows) {}

  int64_t padded() const { return panels * columns; }
  int64_t rows(int64_t block) const { return std::min(kRows, vocab - block * kRows); }
  int64_t tile() const { return kRows * columns; }
  int64_t index(int64_t block, int64_t panel) const { return block * panels + panel; }

  const int64_t tokens;
  const int64_t vocab;
  const int64_t width;
  const int64_t columns;  // of a panel
  const int64_t panels;
  const int64_t blocks;  // of the vocabulary
};

// hidden as panels (panels, width, columns), padded with zeros.
template <class T>
std::vector<T> panels_of(const Tiling<T>& tiling, const T* hidden) {
  std::vector<T> panels(tiling.padded() * tiling.width);
  parallel(tiling.panels, [&](int64_t panel) {
    const auto first = panel * tiling.columns;
    transpose(std::min(tiling.columns, tiling.tokens - first), tiling.width, hidden + first * tiling.width,
              tiling.width, panels.data() + first * tiling.width, tiling.columns);
  });
  return panels;
}

template <class T>
void scores(const Tiling<T>& tiling, int64_t block, int64_t panel, const T* weight, const T* panels, T* tile) {
  multiply(tiling.rows(block), tiling.columns, tiling.width,
           Block<const T>{weight + block * Tiling<T>::kRows * tiling.width, tiling.width},
           Block<const T>{panels + panel * tiling.columns * tiling.width, tiling.columns},
           Block<T>{tile, tiling.columns}, false);
}

// What the forward pass leaves: for each tile and column the maximum, and for each token the logarithm of the sum.
template <class T>
class Softmax {
 public:
  using A = computed<T>;

  Softmax(const Tiling<T>& tiling, at::ScalarType type)
      : most(at::empty({tiling.blocks, tiling.padded()}, type)), log_sum(at::empty({tiling.padded()}, type)) {}

  at::Tensor most;
  at::Tensor log_sum;
};

template <class T>
void forward_pass(const Tiling<T>& tiling, const T* hidden, const T* weight, const int64_t* targets, T* kept,
                  const Softmax<T>& softmax, computed<T>* log_probs, computed<T>* logit_sums) {
  using A = computed<T>;
  const auto padded = tiling.padded();
  const auto panels = panels_of(tiling, hidden);
  std::vector<A> sums(tiling.blocks * padded);
  std::vector<A> chosen(tiling.tokens);
  const auto parts = std::min(tiling.blocks, threads());
  std::vector<A> totals(parts * padded);
  auto* most = softmax.most.template mutable_data_ptr<A>();
  parallel_ranges(tiling.blocks, [&](int64_t part, int64_t from, int64_t to) {
    std::vector<T> scratch(kept == nullptr ? tiling.tile() : 0);
    for (auto block = from; block < to; block++) {
      const auto rows = tiling.rows(block);
      const auto first = block * Tiling<T>::kRows;
      for (int64_t panel = 0; panel < tiling.panels; panel++) {
        auto* tile = kept == nullptr ? scratch.data() : kept + tiling.index(block, panel) * tiling.tile();
        const auto token = panel * tiling.columns;
        auto* column_most = most + block * padded + token;
        scores(tiling, block, panel, weight, panels.data(), tile);
        for (int64_t i = token; i < std::min(token + tiling.columns, tiling.tokens); i++) {
          const auto row = targets[i] - first;
          if (row >= 0 && row < rows) chosen[i] = widen(tile[row * tiling.columns + i - token]);
        }
        measure_columns(rows, tiling.columns, tile, column_most, totals.data() + part * padded + token);
        exponentiate_columns(rows, tiling.columns, tile, column_most, sums.data() + block * padded + token);
      }
    }
  });
  auto* log_sum = softmax.log_sum.template mutable_data_ptr<A>();
  for (int64_t i = 0; i < tiling.tokens; i++) {
    auto highest = most[i];
    for (int64_t block = 1; block < tiling.blocks; block++) highest = std::max(highest, most[block * padded + i]);
    A sum = 0;
    for (int64_t block = 0; block < tiling.blocks; block++)
      sum += sums[block * padded + i] * std::exp(most[block * padded + i] - highest);
    log_sum[i] = highest + std::log(sum);
    log_probs[i] = chosen[i] - highest - std::log(sum);
    logit_sums[i] = 0;
    for (int64_t part = 0; part < parts; part++) logit_sums[i] += totals[part * padded + i];
  }
}

// With p the softmax and g the gradient of a token's log-probability, the scores' gradient is g (one at the target -
// p).
template <class T>
void backward_pass(const Tiling<T>& tiling, const at::Tensor& hidden, const T* weight, const int64_t* targets,
                   const T* kept, const Softmax<T>& softmax, const computed<T>* grads, const at::Tensor& grad_hidden,
                   computed<T>* grad_weight) {
  using A = computed<T>;
  const auto width = tiling.width;
  const auto padded = tiling.padded();
  const auto panels = kept == nullptr ? panels_of(tiling, hidden.const_data_ptr<T>()) : std::vector<T>();
  std::vector<T> tokens(padded * width);
  std::copy_n(hidden.const_data_ptr<T>(), tiling.tokens * width, tokens.data());
  const auto* most = softmax.most.template const_data_ptr<A>();
  const auto* log_sum = softmax.log_sum.template const_data_ptr<A>();
  const auto parts = std::min(tiling.blocks, threads());
  std::vector<std::vector<A>> partial(parts);  // of hidden's gradient, as panels
  parallel_ranges(tiling.blocks, [&](int64_t part, int64_t from, int64_t to) {
    auto& own = partial[part];
    own.resize(padded * width);
    std::vector<T> transposed(width * Tiling<T>::kRows);
    std::vector<T> again(kept == nullptr ? tiling.tile() : 0);
    std::vector<T> gradient(tiling.tile());
    std::vector<T> product(Tiling<T>::kLarge ? std::max(Tiling<T>::kRows, tiling.columns) * width : 0);
    std::vector<A> factors(tiling.columns);
    for (auto block = from; block < to; block++) {
      const auto rows = tiling.rows(block);
      const auto first = block * Tiling<T>::kRows;
      const Block<const T> wt{transposed.data(), rows};
      transpose(rows, width, weight + first * width, width, transposed.data(), rows);
      for (int64_t panel = 0; panel < tiling.panels; panel++) {
        const auto token = panel * tiling.columns;
        const auto end = std::min(tiling.columns, tiling.tokens - token);
        const T* tile = again.data();
        if (kept == nullptr) {
          scores(tiling, block, panel, weight, panels.data(), again.data());
          exponentiate_columns(rows, tiling.columns, again.data(), most + block * padded + token, factors.data());
        } else {
          tile = kept + tiling.index(block, panel) * tiling.tile();
        }
        std::fill(factors.begin(), factors.end(), A(0));
        for (int64_t i = 0; i < end; i++)
          factors[i] = -grads[token + i] * std::exp(most[block * padded + token + i] - log_sum[token + i]);
        scale_columns(rows, tiling.columns, tile, factors.data(), gradient.data());
        for (int64_t i = 0; i < end; i++) {
          const auto row = targets[token + i] - first;
          if (row < 0 || row >= rows) continue;
          auto& element = gradient[row * tiling.columns + i];
          element = narrow<T>(widen(element) + grads[token + i]);
        }
        const Block<const T> g{gradient.data(), tiling.columns};
        const Block<const T> h{tokens.data() + token * width, width};
        if constexpr (Tiling<T>::kLarge) {
          if (grad_weight != nullptr) {
            multiply(rows, width, tiling.columns, g, h, Block<T>{product.data(), width}, false);
            accumulate(rows * width, product.data(), grad_weight + first * width);
          }
          multiply(width, tiling.columns, rows, wt, g, Block<T>{product.data(), tiling.columns}, false);
          accumulate(width * tiling.columns, product.data(), own.data() + token * width);
        } else {
          if (grad_weight != nullptr)
            multiply(rows, width, tiling.columns, g, h, Block<T>{grad_weight + first * width, width}, panel > 0);
          multiply(width, tiling.columns, rows, wt, g, Block<T>{own.data() + token * width, tiling.columns}, true);
        }
      }
    }
  });
  parallel(tiling.panels, [&](int64_t panel) {
    const auto token = panel * tiling.columns;
    const auto end = std::min(tiling.columns, tiling.tokens - token);
    std::vector<A> rows(tiling.columns * width);
    for (int64_t part = 1; part < parts; part++)
      accumulate(tiling.columns * width, partial[part].data() + token * width, partial[0].data() + token * width);
    transpose(width, end, partial[0].data() + token * width, tiling.columns, rows.data(), width);
    auto* to = grad_hidden.mutable_data_ptr<T>() + token * width;
    for (int64_t i = 0; i < end * width; i++) to[i] = narrow<T>(rows[i]);
  });
}

struct LinearLogProb : Function<LinearLogProb> {
  static variable_list forward(AutogradContext* context, const at::Tensor& hidden, const at::Tensor& master,
                               const at::Tensor& copy, const at::Tensor& targets, bool recorded, int64_t keep_bytes) {
    const auto h = hidden.contiguous();
    const auto weight = copy.contiguous();
    const auto y = targets.contiguous();
    const auto wide = h.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const auto log_probs = at::empty({h.size(0)}, wide);
    const auto logit_sums = at::empty({h.size(0)}, wide);
    dispatch(h.scalar_type(), [&](auto zero) {
      using T = decltype(zero);
      const Tiling<T> tiling(h.size(0), weight.size(0), weight.size(1));
      const Softmax<T> softmax(tiling, wide);
      const auto elements = tiling.blocks * tiling.panels * tiling.tile();
      const bool keeps = recorded && elements <= keep_bytes / static_cast<int64_t>(sizeof(T));
      const at::Tensor kept = keeps ? at::empty({elements}, h.options()) : at::Tensor();
      forward_pass<T>(tiling, h.const_data_ptr<T>(), weight.const_data_ptr<T>(), y.const_data_ptr<int64_t>(),
                      keeps ? kept.mutable_data_ptr<T>() : nullptr, softmax, log_probs.mutable_data_ptr<computed<T>>(),
                      logit_sums.mutable_data_ptr<computed<T>>());
      if (recorded) context->save_for_backward({h, weight, y, softmax.most, softmax.log_sum, kept});
    });
    context->saved_data["wide"] = master.scalar_type();
    context->mark_non_differentiable({logit_sums});
    return {log_probs, logit_sums};
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    require_first_order();
    const auto saved = context->get_saved_variables();
    const auto& h = saved[0];
    const auto& weight = saved[1];
    const auto& kept = saved[5];
    const auto grad = grads[0].contiguous();
    const auto grad_hidden = at::empty_like(h);
    at::Tensor grad_weight;
    if (context->needs_input_grad(1)) {
      // Large tiles are added up, small ones begin with their first product.
      const auto options = h.options().dtype(grad.scalar_type());
      grad_weight =
          h.scalar_type() == at::kBFloat16 ? at::zeros(weight.sizes(), options) : at::empty(weight.sizes(), options);
    }
    dispatch(h.scalar_type(), [&](auto zero) {
      using T = decltype(zero);
      const Tiling<T> tiling(h.size(0), weight.size(0), weight.size(1));
      Softmax<T> softmax(tiling, grad.scalar_type());
      softmax.most = saved[3];
      softmax.log_sum = saved[4];
      backward_pass<T>(tiling, h, weight.const_data_ptr<T>(), saved[2].const_data_ptr<int64_t>(),
                       kept.defined() ? kept.const_data_ptr<T>() : nullptr, softmax, grad.const_data_ptr<computed<T>>(),
                       grad_hidden, grad_weight.defined() ? grad_weight.mutable_data_ptr<computed<T>>() : nullptr);
    });
    if (grad_weight.defined()) grad_weight = grad_weight.to(context->saved_data["wide"].toScalarType());
    return {grad_hidden, grad_weight, {}, {}, {}, {}};
  }
};

// On other devices the operators check, as far as they do without waiting for the device.
void check_targets(const at::Tensor& targets, int64_t vocab) {
  const auto* target = targets.const_data_ptr<int64_t>();
  const auto* wrong =
      std::find_if(target, target + targets.numel(), [vocab](int64_t t) { return t < 0 || t >= vocab; });
  TORCH_CHECK_INDEX(wrong == target + targets.numel(), "target ", *wrong, " is not in [0, ", vocab, ")");
}

}  // namespace

}  // namespace gatun

using namespace gatun;

gt_status gt_linear_log_prob(gt_tensor* to_log_probs, gt_tensor* to_logit_sums, gt_tensor hidden, gt_tensor weight,
                             gt_tensor copy, gt_tensor targets, int64_t keep_bytes) {
  return guard([&] {
    auto& log_probs = out(to_log_probs);
    auto& logit_sums = out(to_logit_sums);
    const at::Tensor h = *ref(hidden);
    const at::Tensor master = *ref(weight);
    const at::Tensor w = optional(copy).value_or(master).detach();
    const at::Tensor y = *ref(targets);
    TORCH_CHECK_VALUE(h.dim() == 2 && master.dim() == 2 && w.sizes() == master.sizes() && h.size(1) == w.size(1),
                      "hidden must be (n, width), weight and copy (vocab, width), not ", h.sizes(), ", ",
                      master.sizes(), " and ", w.sizes());
    TORCH_CHECK_TYPE(y.scalar_type() == at::kLong && h.scalar_type() == w.scalar_type() && h.is_floating_point(),
                     "targets must be int64, and hidden and the weight of one floating-point dtype, not ",
                     y.scalar_type(), ", ", h.scalar_type(), " and ", w.scalar_type());
    TORCH_CHECK_VALUE(y.dim() == 1 && y.size(0) == h.size(0), "targets must be (", h.size(0), "), not ", y.sizes());
    TORCH_CHECK_VALUE(w.numel() > 0 && keep_bytes >= 0, "an empty weight, or a negative number of bytes");
    if (y.is_cpu()) check_targets(y.contiguous(), w.size(0));
    const bool fused = on_cpu({h, master, w, y}) && has_kernels(h.scalar_type()) && h.size(0) > 0;
    const bool recorded = c10::GradMode::is_enabled() && (h.requires_grad() || master.requires_grad());
    const auto results =
        fused ? LinearLogProb::apply(h, master, w, y, recorded, keep_bytes) : plain_log_prob(h, master, w, y);
    log_probs = release(results[0]);
    logit_sums = release(results[1]);
  });
}
