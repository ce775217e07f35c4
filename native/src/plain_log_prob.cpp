#include "plain_log_prob.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "fused.h"

namespace gatun {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

// How many scores are there at a time.
constexpr int64_t kScores = int64_t{1} << 26;

at::ScalarType wide(const at::Tensor& tensor) { return tensor.scalar_type() == at::kDouble ? at::kDouble : at::kFloat; }

// Calls body(first token, number of tokens) for as many tokens as may be looked at together.
template <class Body>
void chunks(int64_t tokens, int64_t vocab, Body&& body) {
  const auto most = std::max<int64_t>(kScores / vocab, 1);
  for (int64_t first = 0; first < tokens; first += most) body(first, std::min(most, tokens - first));
}

struct PlainLogProb : Function<PlainLogProb> {
  static variable_list forward(AutogradContext* context, const at::Tensor& hidden, const at::Tensor& master,
                               const at::Tensor& weight, const at::Tensor& targets) {
    const auto options = hidden.options().dtype(wide(hidden));
    const auto log_probs = at::empty({hidden.size(0)}, options);
    const auto logit_sums = at::empty_like(log_probs);
    const auto log_sum = at::empty_like(log_probs);
    chunks(hidden.size(0), weight.size(0), [&](int64_t first, int64_t count) {
      const auto scores = at::mm(hidden.narrow(0, first, count), weight.t()).to(wide(hidden));
      const auto chosen = scores.gather(1, targets.narrow(0, first, count).unsqueeze(1)).squeeze(1);
      auto sums = log_sum.narrow(0, first, count);
      sums.copy_(scores.logsumexp(1));
      log_probs.narrow(0, first, count).copy_(chosen.sub(sums));
      logit_sums.narrow(0, first, count).copy_(scores.sum(1));
    });
    context->save_for_backward({hidden, weight, targets, log_sum});
    context->saved_data["wide"] = master.scalar_type();
    context->mark_non_differentiable({logit_sums});
    return {log_probs, logit_sums};
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    require_first_order();
    const auto saved = context->get_saved_variables();
    const auto& hidden = saved[0];
    const auto& weight = saved[1];
    const auto grad_hidden = at::empty_like(hidden);
    at::Tensor grad_weight;
    if (context->needs_input_grad(1))
      grad_weight = at::zeros(weight.sizes(), weight.options().dtype(context->saved_data["wide"].toScalarType()));
    chunks(hidden.size(0), weight.size(0), [&](int64_t first, int64_t count) {
      const auto tokens = hidden.narrow(0, first, count);
      const auto grad = grads[0].narrow(0, first, count).unsqueeze(1);
      auto scores = at::mm(tokens, weight.t()).to(wide(hidden));
      scores.sub_(saved[3].narrow(0, first, count).unsqueeze(1)).exp_().mul_(grad.neg());
      scores.scatter_add_(1, saved[2].narrow(0, first, count).unsqueeze(1), grad);
      const auto narrow = scores.to(hidden.scalar_type());
      grad_hidden.narrow(0, first, count).copy_(at::mm(narrow, weight));
      if (grad_weight.defined()) grad_weight.add_(at::mm(narrow.t(), tokens));
    });
    return {grad_hidden, grad_weight, {}, {}};
  }
};

}  // namespace

std::vector<at::Tensor> plain_log_prob(const at::Tensor& hidden, const at::Tensor& master, const at::Tensor& copy,
                                       const at::Tensor& targets) {
  return PlainLogProb::apply(hidden, master, copy, targets);
}

}  // namespace gatun
