#include "gatun/function.h"

#include <c10/core/DeviceGuard.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "handle.h"
#include "released.h"
#include "stack.h"

using namespace gatun;
using torch::autograd::Node;
using torch::autograd::SavedVariable;
using torch::autograd::variable_list;
using torch::autograd::VariableInfo;

namespace {

Released& released_functions() {
  // Never destroyed: graphs may be freed while the process exits.
  static auto* functions = new Released();
  return *functions;
}

// A number of the caller's, posted when the last owner is gone.
class Number {
 public:
  explicit Number(int64_t value) : value_(value) { released_functions().lend(); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  ~Number() { released_functions().post(value_); }
  int64_t value() const { return value_; }

 private:
  int64_t value_;
};

// What the calling thread's last GT_CALLBACK stands for.
thread_local std::shared_ptr<const Number> last_failure;  // NOLINT: posting at a thread's end is what it should do

class CallbackFailed : public Failure {
 public:
  explicit CallbackFailed(int64_t number) : number_(std::make_shared<const Number>(number)) {}
  const char* what() const noexcept override { return "a function of the caller's own failed"; }
  gt_status status() const noexcept override {
    last_failure = number_;
    return GT_CALLBACK;
  }

 private:
  std::shared_ptr<const Number> number_;
};

// Hands tensors to the callee. handles has room for them already, so that none is lost.
void hand_over(std::vector<gt_tensor>& handles, const variable_list& tensors) {
  for (size_t i = 0; i < tensors.size(); i++) handles[i] = release(tensors[i]);
}

at::Tensor take(gt_tensor handle) {
  if (handle == nullptr) return {};
  live_tensors.fetch_sub(1, std::memory_order_relaxed);
  return at::Tensor(Impl::reclaim(reinterpret_cast<c10::TensorImpl*>(handle)));
}

// libtorch goes on in another thread when backward passes are some 60 deep inside each other, and never ends an endless
// recursion: it would need all the threads of the machine. A call that runs counts for as long as it does.
class Running {
 public:
  Running() {
    if (count_.fetch_add(1, std::memory_order_relaxed) < kMost) return;
    count_.fetch_sub(1, std::memory_order_relaxed);
    TORCH_CHECK(false, "more than ", kMost, " hooks and backward functions run at once, inside each other");
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { count_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  static constexpr int kMost = 1000;
  static inline std::atomic<int> count_{0};
};

// A function of the caller's: its code and its number.
class Callback {
 public:
  Callback(gt_gradient_function code, int64_t number) : number_(std::make_shared<const Number>(number)), code_(code) {
    TORCH_CHECK_VALUE(code != nullptr, "the function is null");
  }

  int64_t number() const { return number_->value(); }

  variable_list run(const variable_list& gradients, const variable_list& saved,
                    const std::vector<int32_t>& needed) const {
    check_stack();
    const Running running;
    const auto number = number_;  // a hook may take itself off
    std::vector<gt_tensor> results(needed.size(), nullptr);
    variable_list taken;
    taken.reserve(results.size());
    std::vector<gt_tensor> gradient_handles(gradients.size());
    std::vector<gt_tensor> saved_handles(saved.size());
    hand_over(gradient_handles, gradients);
    hand_over(saved_handles, saved);
    gt_gradient_call call = {};
    call.function = number->value();
    call.gradients = gradient_handles.data();
    call.gradient_count = static_cast<int64_t>(gradient_handles.size());
    call.saved = saved_handles.data();
    call.saved_count = static_cast<int64_t>(saved_handles.size());
    call.needed = needed.data();
    call.results = results.data();
    call.result_count = static_cast<int64_t>(results.size());
    const auto status = code_(&call);
    for (auto* result : results) taken.push_back(take(result));
    if (status != GT_OK) throw CallbackFailed(call.failure);
    return taken;
  }

 private:
  std::shared_ptr<const Number> number_;
  gt_gradient_function code_;
};

// ---- Custom functions ----

class FunctionNode : public Node {
 public:
  FunctionNode(Callback backward, std::string name) : backward_(std::move(backward)), name_(std::move(name)) {}

  void about(const variable_list& inputs, const variable_list& outputs, const variable_list& saved) {
    input_count_ = inputs.size();
    for (const auto& output : outputs) outputs_.emplace_back(output);
    for (const auto& tensor : saved) saved_.emplace_back(tensor, /*is_output=*/tensor.grad_fn().get() == this);
  }

  std::string name() const override { return name_; }

  void release_variables() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& tensor : saved_) tensor.reset_data();
  }

 protected:
  variable_list apply(variable_list&& gradients) override {
    c10::OptionalDeviceGuard device;
    for (size_t i = 0; i < gradients.size(); i++) {
      if (!gradients[i].defined()) gradients[i] = outputs_[i].zeros(device);
    }
    std::vector<int32_t> needed(input_count_);
    for (size_t i = 0; i < needed.size(); i++) needed[i] = task_should_compute_output(i) ? 1 : 0;
    // Not locked while the caller's code runs, which may come back to this node.
    return backward_.run(gradients, unpack(), needed);
  }

 private:
  variable_list unpack() {
    const std::lock_guard<std::mutex> lock(mutex_);
    variable_list tensors;
    tensors.reserve(saved_.size());
    for (const auto& tensor : saved_) tensors.push_back(tensor.unpack(getptr()));
    return tensors;
  }

  Callback backward_;
  std::string name_;
  size_t input_count_ = 0;
  std::vector<VariableInfo> outputs_;
  std::vector<SavedVariable> saved_;
};

// Takes a node over as this version of libtorch owns nodes: by intrusive pointers, or, before that, by std::shared_ptr
// with a deleter that takes deep graphs apart without recursion.
template <class Pointer>
Pointer own(std::unique_ptr<FunctionNode> node) {
  if constexpr (std::is_same_v<Pointer, std::shared_ptr<Node>>) {
    return Pointer(node.release(), [](auto* unused) { deleteNode(unused); });
  } else {
    return Pointer::unsafe_steal_from_new(node.release());
  }
}

// ---- Hooks ----

// The hooks of one tensor, in the order of registration, behind one hook of libtorch's: that one could neither be added
// to while it runs, nor given back.
class Hooks {
 public:
  using Hook = std::shared_ptr<const Callback>;

  explicit Hooks(const at::Tensor& tensor)
      : tensor_(tensor.getIntrusivePtr()), node_(tensor.grad_fn().get()), output_(tensor.output_nr()) {}
  Hooks(const Hooks&) = delete;
  Hooks& operator=(const Hooks&) = delete;
  ~Hooks() {
    const std::lock_guard<std::mutex> lock(mutex());
    for (const auto& hook : hooks_) registered().erase(hook->number());
    const auto known = by_tensor().find(tensor_._unsafe_get_target());
    if (known != by_tensor().end() && known->second.expired()) by_tensor().erase(known);
  }

  static void add(const at::Tensor& tensor, Callback callback) {
    const auto hooks = of(tensor);
    auto hook = std::make_shared<const Callback>(std::move(callback));
    const std::lock_guard<std::mutex> lock(mutex());
    registered().emplace(hook->number(), hooks);
    hooks->hooks_.push_back(std::move(hook));
  }

  static void remove(int64_t number) {
    Hook removed;  // and these let go of what they hold after the lock
    std::shared_ptr<Hooks> hooks;
    const std::lock_guard<std::mutex> lock(mutex());
    const auto found = registered().find(number);
    if (found == registered().end()) return;
    hooks = found->second.lock();
    registered().erase(found);
    if (hooks == nullptr) return;
    const auto place = std::find_if(hooks->hooks_.begin(), hooks->hooks_.end(),
                                    [&](const Hook& hook) { return hook->number() == number; });
    removed = *place;
    hooks->hooks_.erase(place);
  }

  at::Tensor run(const at::Tensor& gradient) {
    std::vector<Hook> now;
    {
      const std::lock_guard<std::mutex> lock(mutex());
      now = hooks_;
    }
    at::Tensor replaced;
    for (const auto& hook : now) {
      const auto& current = replaced.defined() ? replaced : gradient;
      const auto result = hook->run({current}, {}, {1})[0];
      if (!result.defined()) continue;
      torch::autograd::check_variable_result(current, result, "hook");
      replaced = result;
    }
    return replaced;
  }

 private:
  // Those of the tensor as it is now: an operator in place gives it another place in the graph.
  static std::shared_ptr<Hooks> of(const at::Tensor& tensor) {
    std::shared_ptr<Hooks> hooks;
    const auto* impl = tensor.unsafeGetTensorImpl();
    {
      const std::lock_guard<std::mutex> lock(mutex());
      const auto known = by_tensor().find(impl);
      if (known != by_tensor().end()) hooks = known->second.lock();
    }
    if (hooks != nullptr && hooks->are_of(tensor)) return hooks;
    hooks = std::make_shared<Hooks>(tensor);
    tensor.register_hook([hooks](const at::Tensor& gradient) { return hooks->run(gradient); });
    const std::lock_guard<std::mutex> lock(mutex());
    by_tensor()[impl] = hooks;
    return hooks;
  }

  bool are_of(const at::Tensor& tensor) const {
    const at::Tensor mine(tensor_.lock());  // another one may have got its address
    return mine.is_same(tensor) && node_ == tensor.grad_fn().get() && output_ == tensor.output_nr();
  }

  // One lock for all, and maps that are never destroyed: graphs may be freed while the process exits.
  static std::mutex& mutex() {
    static auto* lock = new std::mutex();
    return *lock;
  }
  static std::unordered_map<int64_t, std::weak_ptr<Hooks>>& registered() {
    static auto* hooks = new std::unordered_map<int64_t, std::weak_ptr<Hooks>>();
    return *hooks;
  }
  static std::unordered_map<const c10::TensorImpl*, std::weak_ptr<Hooks>>& by_tensor() {
    static auto* hooks = new std::unordered_map<const c10::TensorImpl*, std::weak_ptr<Hooks>>();
    return *hooks;
  }

  c10::weak_intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl> tensor_;
  const Node* node_;  // compared, never read
  uint32_t output_;
  std::vector<Hook> hooks_;
};

// torch::autograd::_wrap_outputs, the last argument of which is whether the outputs are pure views. From 2.14 on it
// also gives the node that became their history: always the one passed in, since no input is changed in place.
template <class Attached, class... Arguments>
auto wrap_outputs(Attached attached, const Arguments&... arguments) {
  if constexpr (requires { torch::autograd::_wrap_outputs(arguments..., attached); }) {
    return torch::autograd::_wrap_outputs(arguments..., attached);
  } else {
    return torch::autograd::_wrap_outputs(arguments...);
  }
}

}  // namespace

gt_status gt_function_apply(gt_tensor* results, const gt_tensor* inputs, int64_t input_count, const gt_tensor* outputs,
                            int64_t output_count, const int32_t* non_differentiable, const gt_tensor* saved,
                            int64_t saved_count, const char* name, gt_gradient_function backward, int64_t function) {
  return guard([&] {
    Callback callback(backward, function);
    out(results);
    TORCH_CHECK_VALUE(output_count > 0, "a function has at least one output");
    TORCH_CHECK_VALUE(non_differentiable != nullptr && name != nullptr, "non_differentiable or the name is null");
    const auto arguments = list(inputs, input_count);
    const auto raw = list(outputs, output_count);
    const auto kept = list(saved, saved_count);
    std::unordered_set<c10::TensorImpl*> constant;
    std::vector<std::optional<at::Tensor>> computed;
    for (size_t i = 0; i < raw.size(); i++) {
      const bool input = std::any_of(arguments.begin(), arguments.end(),
                                     [&](const at::Tensor& argument) { return argument.is_same(raw[i]); });
      TORCH_CHECK_VALUE(input || raw[i].is_leaf(), "output ", i, " has history: forward is computed without recording");
      if (non_differentiable[i] != 0) constant.insert(raw[i].unsafeGetTensorImpl());
      computed.emplace_back(raw[i]);
    }
    const bool recorded = c10::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad(arguments);
    FunctionNode* node = nullptr;
    decltype(torch::autograd::Edge::function) owned;
    if (recorded) {
      auto made = std::make_unique<FunctionNode>(std::move(callback), name);
      made->set_next_edges(torch::autograd::collect_next_edges(arguments));
      node = made.get();
      owned = own<decltype(owned)>(std::move(made));
    }
    const auto no_jvp = [](const variable_list&, const variable_list&) -> variable_list {
      TORCH_CHECK_NOT_IMPLEMENTED(false, "forward-mode differentiation of a function of the caller's own");
    };
    const auto view = [](const at::Tensor& tensor) { return tensor.view_as(tensor); };
    const std::unordered_set<c10::TensorImpl*> none;
    const auto wrapped =
        wrap_outputs(decltype(owned)(), arguments, constant, none, computed, owned, no_jvp, none, view, false);
    variable_list found;
    for (const auto& output : wrapped) found.push_back(*output);
    if (recorded) node->about(arguments, found, kept);
    for (size_t i = 0; i < found.size(); i++) results[i] = release(found[i]);
  });
}

gt_status gt_register_hook(gt_tensor self, gt_gradient_function hook, int64_t function) {
  return guard([&] {
    Callback callback(hook, function);
    Hooks::add(*ref(self), std::move(callback));
  });
}

gt_status gt_remove_hook(int64_t function) {
  return guard([&] { Hooks::remove(function); });
}

gt_status gt_retain_grad(gt_tensor self) {
  return guard([&] { ref(self)->retain_grad(); });
}

gt_status gt_retains_grad(int32_t* to, gt_tensor self) {
  return guard([&] { out(to) = ref(self)->retains_grad() ? 1 : 0; });
}

gt_status gt_released_functions(int64_t* functions, int64_t* count, int64_t capacity) {
  return guard([&] {
    int64_t& fetched = out(count);
    if (capacity > 0) out(functions);
    fetched = released_functions().fetch(functions, capacity);
  });
}

gt_status gt_live_functions(int64_t* to) {
  return guard([&] { out(to) = released_functions().live(); });
}

gt_status gt_callback_failure(int64_t* to) {
  return guard([&] {
    TORCH_CHECK_VALUE(last_failure != nullptr, "no function of the caller's own has failed on this thread");
    out(to) = last_failure->value();
  });
}

gt_status gt_callback_failure_release() {
  return guard([&] { last_failure = nullptr; });
}
