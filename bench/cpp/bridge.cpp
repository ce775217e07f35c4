// The rows of the comparison as a C++ loop: what each row costs without any bridge.
//
//   bridge ROW [SECONDS]     prints "Iteration N: T ns/op", as JMH does
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/_fused_adamw.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

// Keeps the compiler from leaving a result out.
template <class T>
void use(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

// Runs the body many times; `parts` is how many operations one run is.
template <class Body>
void measure(double seconds, Body body, int parts = 1) {
  constexpr int kIterations = 10;
  int64_t batch = 1;
  const auto run = [&](int64_t times) {
    const auto start = Clock::now();
    for (int64_t i = 0; i < times; i++) body();
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  // How many are a tenth of the time; this is the warm-up too.
  double took = 0;
  while ((took = run(batch)) < seconds / kIterations / 2) batch *= 2;
  batch = std::max<int64_t>(1, static_cast<int64_t>(static_cast<double>(batch) * seconds / kIterations / took));
  for (int i = 1; i <= kIterations; i++) {
    std::printf("Iteration %3d: %.3f ns/op\n", i, run(batch) * 1e9 / static_cast<double>(batch * parts));
  }
}

using Row = std::function<void(double)>;

torch::Tensor square(int64_t n) { return torch::randn({n, n}); }

torch::Tensor weight(torch::IntArrayRef sizes, double scale) { return torch::randn(sizes) * scale; }

// Multiplies by a constant, with its derivative written out.
struct Scale : torch::autograd::Function<Scale> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input, double factor) {
    context->saved_data["factor"] = factor;
    return input * factor;
  }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    return {gradients[0] * context->saved_data["factor"].toDouble(), torch::Tensor()};
  }
};

// A batch of 32 through 64, 128, 10: forward, mean squared error, backward, AdamW by its fused kernel.
void mlp_step(double seconds) {
  auto input = torch::randn({32, 64}), target = torch::randn({32, 10});
  std::vector<torch::Tensor> values{weight({128, 64}, 0.1), weight({128}, 1), weight({10, 128}, 0.1), weight({10}, 1)};
  std::vector<torch::Tensor> means, squares, steps;
  for (auto& value : values) {
    value.requires_grad_();
    means.push_back(torch::zeros_like(value));
    squares.push_back(torch::zeros_like(value));
    steps.push_back(torch::zeros({}));
  }
  measure(seconds, [&] {
    const auto hidden = torch::linear(input, values[0], values[1]).relu();
    const auto difference = torch::linear(hidden, values[2], values[3]) - target;
    (difference * difference).mean().backward();
    torch::NoGradGuard none;
    std::vector<torch::Tensor> gradients;
    for (const auto& value : values) gradients.push_back(value.grad());
    at::_foreach_add_(steps, 1);
    at::_fused_adamw_(values, gradients, means, squares, {}, steps, 1e-3, 0.9, 0.999, 0.01, 1e-8, false, false);
    for (auto& value : values) value.mutable_grad().reset();
  });
}

// 64 tokens of width 256 in 4 heads, causal: projections and attention.
void attention(double seconds) {
  auto tokens = torch::randn({1, 64, 256}), projection = weight({768, 256}, 0.05), output = weight({256, 256}, 0.05);
  measure(seconds, [&] {
    torch::NoGradGuard none;
    const auto parts = torch::linear(tokens, projection).reshape({1, 64, 3, 4, 64}).permute({2, 0, 3, 1, 4});
    const auto attended = at::scaled_dot_product_attention(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2),
                                                           std::nullopt, 0.0, /*is_causal=*/true);
    use(torch::linear(attended.transpose(1, 2).reshape({1, 64, 256}), output));
  });
}

std::map<std::string, Row> rows() {
  using torch::indexing::Slice;
  std::map<std::string, Row> all;
  all["numel"] = [](double s) {
    auto a = square(4);
    measure(s, [&] { use(a), use(a.numel()); });
  };
  all["size"] = [](double s) {
    auto a = square(4);
    measure(s, [&] { use(a), use(a.size(1)); });
  };
  all["add"] = [](double s) {
    auto a = square(4), b = square(4);
    measure(s, [&] { use(a.add(b)); });
  };
  all["addFree"] = all["add"];
  all["scope"] = [](double s) {
    constexpr int kTensors = 20;
    auto a = square(4), b = square(4);
    measure(
        s,
        [&] {
          std::array<torch::Tensor, kTensors> sums;
          for (auto& sum : sums) sum = a.add(b);
          use(sums[0]);
        },
        kTensors);
  };
  all["door"] = [](double s) {
    auto a = square(4), b = square(4);
    const auto add = c10::Dispatcher::singleton().findSchemaOrThrow("aten::add", "Tensor");
    torch::jit::Stack stack;
    measure(s, [&] {
      stack.emplace_back(a);
      stack.emplace_back(b);
      stack.emplace_back(1);
      add.callBoxed(stack);
      use(stack.back().toTensor());
      stack.clear();
    });
  };
  all["matmul64"] = [](double s) {
    auto a = square(64), b = square(64);
    measure(s, [&] { use(a.matmul(b)); });
  };
  all["matmul1024"] = [](double s) {
    auto a = square(1024), b = square(1024);
    measure(s, [&] { use(a.matmul(b)); });
  };
  all["index"] = [](double s) {
    auto a = square(4);
    measure(s, [&] { use(a.index({1, Slice(1, 3)})); });
  };
  all["copyIn"] = [](double s) {
    std::vector<float> host(1024);
    measure(s, [&] { use(torch::from_blob(host.data(), {1024}).clone()); });
  };
  all["copyOut"] = [](double s) {
    auto x = torch::zeros({1024});
    measure(s, [&] {
      const auto* data = x.const_data_ptr<float>();
      use(std::vector<float>(data, data + x.numel()).data());
    });
  };
  all["wrap"] = [](double s) {
    std::vector<float> host(1024);
    measure(s, [&] { use(torch::from_blob(host.data(), {1024}, [](void*) {})); });
  };
  all["segment"] = [](double s) {
    auto x = torch::zeros({1024});
    measure(s, [&] { use(x), use(x.const_data_ptr<float>()[1]); });
  };
  all["mlpStep"] = mlp_step;
  all["attention"] = attention;
  all["upcall"] = [](double s) {
    auto x = square(4).requires_grad_();
    measure(s, [&] {
      Scale::apply(x, 2.0).sum().backward();
      x.mutable_grad().reset();
    });
  };
  return all;
}

}  // namespace

int main(int count, char** arguments) {
  const auto all = rows();
  const auto row = count > 1 ? all.find(arguments[1]) : all.end();
  if (row == all.end()) {
    std::fprintf(stderr, "usage: bridge ROW [SECONDS]; no such row\n");
    return 2;
  }
  row->second(count > 2 ? std::atof(arguments[2]) : 1.0);
  return 0;
}
