#include "gatun/fused.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/add.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/rms_norm.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

#include "fused.h"
#include "handle.h"
#include "kernels.h"
#include "parallel.h"

using namespace gatun;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

namespace {

// Elements that are worth a thread of their own.
constexpr int64_t kGrain = 1 << 14;

// Calls body(from, to) for parts of [0, size), whose elements cost `each` operations.
void split(int64_t size, int64_t each, c10::function_ref<void(int64_t, int64_t)> body) {
  if (size * each <= kGrain) return body(0, size);
  parallel_ranges(size, [&](int64_t, int64_t from, int64_t to) { body(from, to); });
}

// ---- norm ----

template <class R, class T>
void norm(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& weight, double eps, const at::Tensor& sum,
          const at::Tensor& normed, const at::Tensor& inverse) {
  const auto n = weight.numel();
  split(inverse.numel(), n, [&](int64_t from, int64_t to) {
    const auto at = from * n;
    norm_rows(to - from, n, x.const_data_ptr<R>() + at, delta.defined() ? delta.const_data_ptr<T>() + at : nullptr,
              weight.const_data_ptr<R>(), eps, delta.defined() ? sum.mutable_data_ptr<R>() + at : nullptr,
              normed.mutable_data_ptr<T>() + at, inverse.mutable_data_ptr<R>() + from);
  });
}

template <class R, class T>
void norm_backward(const at::Tensor& sum, const at::Tensor& weight, const at::Tensor& inverse,
                   const at::Tensor& grad_normed, const at::Tensor& grad_sum, const at::Tensor& grad,
                   const at::Tensor& grad_narrow, const at::Tensor& grad_weight) {
  const auto n = weight.numel();
  const auto rows = inverse.numel();
  const auto parts = std::min(rows, threads());
  // Each part adds up its own, so that equal numbers of threads give equal bits.
  const auto partial = grad_weight.defined() ? at::zeros({parts, n}, grad_weight.options()) : at::Tensor();
  parallel_ranges(rows, [&](int64_t part, int64_t from, int64_t to) {
    const auto at = from * n;
    norm_rows_backward(
        to - from, n, sum.const_data_ptr<R>() + at, weight.const_data_ptr<R>(), inverse.const_data_ptr<R>() + from,
        grad_normed.const_data_ptr<T>() + at, grad_sum.defined() ? grad_sum.const_data_ptr<R>() + at : nullptr,
        grad.mutable_data_ptr<R>() + at, grad_narrow.defined() ? grad_narrow.mutable_data_ptr<T>() + at : nullptr,
        grad_weight.defined() ? partial.mutable_data_ptr<R>() + part * n : nullptr);
  });
  if (grad_weight.defined()) at::sum_out(const_cast<at::Tensor&>(grad_weight), partial, 0);  // NOLINT
}

struct AddRmsNorm : Function<AddRmsNorm> {
  static variable_list forward(AutogradContext* context, const at::Tensor& input,
                               const std::optional<at::Tensor>& delta, const at::Tensor& weight, double eps,
                               at::ScalarType dtype) {
    const auto x = input.contiguous();
    const auto more = delta.has_value() ? delta->contiguous() : at::Tensor();
    const auto sum = more.defined() ? at::empty_like(x) : x;
    const auto normed = at::empty(x.sizes(), x.options().dtype(dtype));
    const auto inverse = at::empty({x.numel() / weight.numel()}, x.options());
    if (dtype == at::kBFloat16) {
      norm<float, c10::BFloat16>(x, more, weight, eps, sum, normed, inverse);
    } else if (dtype == at::kDouble) {
      norm<double, double>(x, more, weight, eps, sum, normed, inverse);
    } else {
      norm<float, float>(x, more, weight, eps, sum, normed, inverse);
    }
    context->saved_data["delta"] = more.defined();
    context->save_for_backward({sum, weight, inverse});
    context->set_materialize_grads(false);
    if (!more.defined()) return {normed};
    return {normed, sum};
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    require_first_order();
    const auto saved = context->get_saved_variables();
    const auto& sum = saved[0];
    const auto& weight = saved[1];
    const bool has_delta = context->saved_data["delta"].toBool();
    const auto direct = has_delta && grads[1].defined() ? grads[1].contiguous() : at::Tensor();
    if (!grads[0].defined()) return {direct, direct, {}, {}, {}};
    const auto normed = grads[0].contiguous();
    const auto grad = at::empty_like(sum);
    const bool narrows = has_delta && normed.scalar_type() != sum.scalar_type();
    const auto narrowed = narrows ? at::empty_like(normed) : at::Tensor();
    const auto grad_weight = context->needs_input_grad(has_delta ? 2 : 1) ? at::empty_like(weight) : at::Tensor();
    if (normed.scalar_type() == at::kBFloat16) {
      norm_backward<float, c10::BFloat16>(sum, weight, saved[2], normed, direct, grad, narrowed, grad_weight);
    } else if (normed.scalar_type() == at::kDouble) {
      norm_backward<double, double>(sum, weight, saved[2], normed, direct, grad, narrowed, grad_weight);
    } else {
      norm_backward<float, float>(sum, weight, saved[2], normed, direct, grad, narrowed, grad_weight);
    }
    return {grad, !has_delta ? at::Tensor() : narrows ? narrowed : grad, grad_weight, {}, {}};
  }
};

// ---- gate ----

struct Swiglu : Function<Swiglu> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& gate, const at::Tensor& up) {
    const auto x = gate.contiguous();
    const auto u = up.contiguous();
    auto result = at::empty_like(x);
    dispatch(x.scalar_type(), [&](auto zero) {
      using T = decltype(zero);
      split(x.numel(), 1, [&](int64_t from, int64_t to) {
        gate_rows(to - from, x.const_data_ptr<T>() + from, u.const_data_ptr<T>() + from,
                  result.mutable_data_ptr<T>() + from);
      });
    });
    context->save_for_backward({x, u});
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    require_first_order();
    const auto saved = context->get_saved_variables();
    const auto grad = grads[0].contiguous();
    const auto grad_gate = at::empty_like(grad);
    const auto grad_up = at::empty_like(grad);
    dispatch(grad.scalar_type(), [&](auto zero) {
      using T = decltype(zero);
      split(grad.numel(), 1, [&](int64_t from, int64_t to) {
        gate_rows_backward(to - from, saved[0].const_data_ptr<T>() + from, saved[1].const_data_ptr<T>() + from,
                           grad.const_data_ptr<T>() + from, grad_gate.mutable_data_ptr<T>() + from,
                           grad_up.mutable_data_ptr<T>() + from);
      });
    });
    return {grad_gate, grad_up};
  }
};

// ---- linear ----

struct LinearWithCopy : Function<LinearWithCopy> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight,
                            const at::Tensor& copy, const std::optional<at::Tensor>& bias) {
    context->save_for_backward({input, copy});
    context->saved_data["dtype"] = weight.scalar_type();
    context->saved_data["bias"] = bias.has_value();
    return at::linear(input, copy, bias.has_value() ? std::optional(bias->to(input.scalar_type())) : std::nullopt);
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    require_first_order();
    const auto saved = context->get_saved_variables();
    const auto& copy = saved[1];
    const auto input = saved[0].reshape({-1, copy.size(1)});
    const auto grad = grads[0].reshape({-1, copy.size(0)});
    const auto wide = context->saved_data["dtype"].toScalarType();
    variable_list result(4);
    if (context->needs_input_grad(0)) result[0] = at::mm(grad, copy).reshape(saved[0].sizes());
    if (context->needs_input_grad(1)) result[1] = at::mm(grad.t(), input).to(wide);
    if (context->saved_data["bias"].toBool() && context->needs_input_grad(3)) result[3] = at::sum(grad, 0, false, wide);
    return result;
  }
};

}  // namespace

gt_status gt_add_rms_norm(gt_tensor* to_sum, gt_tensor* to_normed, gt_tensor input, gt_tensor delta, gt_tensor weight,
                          double eps, int32_t type) {
  return guard([&] {
    auto& sum_place = out(to_sum);
    auto& normed_place = out(to_normed);
    const at::Tensor x = *ref(input);
    const auto more = optional(delta);
    const at::Tensor w = *ref(weight);
    const auto result = optional_dtype(type).value_or(x.scalar_type());
    TORCH_CHECK_VALUE(w.dim() == 1 && x.dim() > 0 && x.size(-1) == w.size(0), "weight must be (", x.size(-1),
                      "), the input's last dimension, not ", w.sizes());
    TORCH_CHECK_VALUE(!more.has_value() || more->sizes() == x.sizes(), "delta must be ", x.sizes(), ", as the input");
    const auto wide = x.scalar_type();
    const bool known = (wide == at::kFloat && (result == at::kFloat || result == at::kBFloat16)) ||
                       (wide == at::kDouble && result == at::kDouble);
    if (known && on_cpu({x, w}) && w.scalar_type() == wide && w.is_contiguous() && w.numel() > 0 &&
        (!more.has_value() || (more->scalar_type() == result && on_cpu({*more})))) {
      const auto results = AddRmsNorm::apply(x, more, w, eps, result);
      sum_place = release(results.size() == 2 ? results[1] : x);
      normed_place = release(results[0]);
    } else {
      const auto sum = more.has_value() ? at::add(x, *more) : x;
      const auto normed = at::rms_norm(sum, {sum.size(-1)}, w, eps).to(result);
      sum_place = release(sum);
      normed_place = release(normed);
    }
  });
}

gt_status gt_swiglu(gt_tensor* to, gt_tensor gate, gt_tensor up) {
  return give(to, [&] {
    const at::Tensor x = *ref(gate);
    const at::Tensor u = *ref(up);
    TORCH_CHECK_VALUE(x.sizes() == u.sizes(), "gate and up must have one shape, not ", x.sizes(), " and ", u.sizes());
    if (!on_cpu({x, u}) || !has_kernels(x.scalar_type()) || u.scalar_type() != x.scalar_type())
      return at::mul(at::silu(x), u);
    return Swiglu::apply(x, u);
  });
}

gt_status gt_linear_with_copy(gt_tensor* to, gt_tensor input, gt_tensor weight, gt_tensor copy, gt_tensor bias) {
  return give(to, [&] {
    const at::Tensor w = *ref(weight);
    const at::Tensor c = *ref(copy);
    TORCH_CHECK_VALUE(w.dim() == 2 && c.sizes() == w.sizes(), "weight and copy must be (out, in), not ", w.sizes(),
                      " and ", c.sizes());
    return LinearWithCopy::apply(*ref(input), w, c.detach(), optional(bias));
  });
}
