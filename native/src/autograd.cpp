#include "gatun/autograd.h"

#include <c10/core/AutogradState.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/function.h>

#include "mode.h"

using namespace gatun;

namespace gatun {

std::atomic<int64_t> live_guards{0};

}  // namespace gatun

namespace {

// The gradient to start from, checked as torch.autograd checks it in Python: libtorch itself sums a larger one up.
at::Tensor gradient_of(const at::Tensor& root, gt_tensor gradient) {
  auto value = optional(gradient).value_or(at::Tensor());
  TORCH_CHECK_VALUE(!value.defined() || value.sizes() == root.sizes(), "the gradient has shape ", value.sizes(),
                    " but the tensor has shape ", root.sizes());
  return value;
}

// Gradients to start from, one for each root; none at all stands for nulls.
std::vector<at::Tensor> gradients_of(const std::vector<at::Tensor>& roots, const gt_tensor* gradients) {
  std::vector<at::Tensor> values;
  for (size_t i = 0; gradients != nullptr && i < roots.size(); i++) {
    values.push_back(gradient_of(roots[i], gradients[i]));
  }
  return values;
}

}  // namespace

gt_status gt_requires_grad(int32_t* to, gt_tensor self) {
  return guard([&] { out(to) = ref(self)->requires_grad() ? 1 : 0; });
}

gt_status gt_set_requires_grad(gt_tensor self, int32_t requires_grad) {
  return guard([&] { ref(self)->requires_grad_(requires_grad != 0); });
}

gt_status gt_is_leaf(int32_t* to, gt_tensor self) {
  return guard([&] { out(to) = ref(self)->is_leaf() ? 1 : 0; });
}

gt_status gt_grad_fn_name(char** to, int64_t* length, gt_tensor self) {
  return guard([&] {
    const auto& node = ref(self)->grad_fn();
    give_text(to, length, node ? node->name() : std::string());
  });
}

gt_status gt_grad(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return ref(self)->grad(); });
}

gt_status gt_set_grad(gt_tensor self, gt_tensor grad) {
  return guard([&] {
    const auto target = ref(self);
    const auto value = optional(grad).value_or(at::Tensor());
    if (value.defined()) {
      TORCH_CHECK_VALUE(!value.is_same(target), "a tensor cannot be its own gradient");
      TORCH_CHECK_VALUE(value.sizes() == target->sizes(), "the gradient has shape ", value.sizes(),
                        " but the tensor has shape ", target->sizes());
      TORCH_CHECK_TYPE(value.scalar_type() == target->scalar_type(), "the gradient is ", value.scalar_type(),
                       " but the tensor is ", target->scalar_type());
      TORCH_CHECK_VALUE(value.device() == target->device(), "the gradient is on ", value.device(),
                        " but the tensor is on ", target->device());
    }
    target->mutable_grad() = value;
  });
}

gt_status gt_backward(gt_tensor self, gt_tensor gradient, int32_t retain_graph, int32_t create_graph) {
  return guard([&] {
    const at::Tensor root = *ref(self);  // of its own: a hook may close the caller's
    root.backward(gradient_of(root, gradient), retain_graph != 0, create_graph != 0);
  });
}

gt_status gt_autograd_backward(const gt_tensor* tensors, const gt_tensor* gradients, int64_t count,
                               int32_t retain_graph, int32_t create_graph, const gt_tensor* inputs,
                               int64_t input_count) {
  return guard([&] {
    TORCH_CHECK_VALUE(count > 0, "backward needs at least one tensor");
    const auto roots = list(tensors, count);
    torch::autograd::backward(roots, gradients_of(roots, gradients), retain_graph != 0, create_graph != 0,
                              list(inputs, input_count));
  });
}

gt_status gt_autograd_grad(gt_tensor* to, const gt_tensor* outputs, const gt_tensor* grad_outputs, int64_t output_count,
                           const gt_tensor* inputs, int64_t input_count, int32_t retain_graph, int32_t create_graph,
                           int32_t allow_unused) {
  return guard([&] {
    out(to);
    // libtorch would take an empty list of inputs for "every leaf" and add to their .grad.
    TORCH_CHECK_VALUE(output_count > 0 && input_count > 0, "grad needs at least one output and one input");
    const auto roots = list(outputs, output_count);
    const auto results = torch::autograd::grad(roots, list(inputs, input_count), gradients_of(roots, grad_outputs),
                                               retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < results.size(); i++) to[i] = release(results[i]);
  });
}

gt_status gt_checkpoint_valid(int32_t* to) {
  return guard([&] { out(to) = torch::autograd::Engine::get_default_engine().is_checkpoint_valid() ? 1 : 0; });
}

gt_status gt_detach(gt_tensor* to, gt_tensor self) {
  return give(to, [&] { return ref(self)->detach(); });
}

gt_status gt_grad_enabled(int32_t* to) {
  return guard([&] { out(to) = c10::GradMode::is_enabled() ? 1 : 0; });
}

gt_status gt_grad_mode_open(gt_guard* to, int32_t enabled) { return open_mode<c10::AutoGradMode>(to, enabled != 0); }

gt_status gt_inference_mode_open(gt_guard* to) { return open_mode<c10::InferenceMode>(to, true); }

gt_status gt_anomaly_mode_open(gt_guard* to) { return open_mode<torch::autograd::DetectAnomalyGuard>(to); }

gt_status gt_guard_close(gt_guard opened) {
  return guard([&] {
    if (opened == nullptr) return;
    if (opened->owner != std::this_thread::get_id()) reject(GT_VALUE, "a mode is closed on the thread that opened it");
    delete opened;
    live_guards.fetch_sub(1, std::memory_order_relaxed);
  });
}
