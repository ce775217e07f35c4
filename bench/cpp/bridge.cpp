// The rows of the comparison as a C++ loop: what each row costs without any bridge.
//
//   bridge ROW [SECONDS]     prints "Iteration N: T ns/op", as JMH does
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

// Keeps the compiler from leaving a result out.
template <class T>
void use(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

// Runs the body by itself or, in the loop of the measurement, many times.
template <class Body>
void measure(double seconds, Body body) {
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
    std::printf("Iteration %3d: %.3f ns/op\n", i, run(batch) * 1e9 / static_cast<double>(batch));
  }
}

using Row = std::function<void(double)>;

torch::Tensor square(int64_t n) { return torch::randn({n, n}); }

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
