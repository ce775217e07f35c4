#include "parallel.h"

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

// The OpenMP runtime that libtorch has loaded, whichever that is: linking one of our own would bring a second pool of
// threads. Where libtorch has none that speaks GCC's interface, this is null and one thread does the work.
extern "C" __attribute__((weak)) void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags);

namespace gatun {

namespace {

class Work {
 public:
  Work(int64_t tasks, c10::function_ref<void(int64_t)> task) : tasks_(tasks), task_(task) {}

  static void run(void* work) noexcept { static_cast<Work*>(work)->run(); }

  void finish() const {
    if (failure_ != nullptr) std::rethrow_exception(failure_);
  }

 private:
  void run() noexcept {
    const at::AutoDispatchBelowADInplaceOrView unrecorded;
    try {
      for (int64_t i = next_++; i < tasks_; i = next_++) task_(i);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (failure_ == nullptr) failure_ = std::current_exception();
      next_ = tasks_;
    }
  }

  const int64_t tasks_;
  const c10::function_ref<void(int64_t)> task_;
  std::atomic<int64_t> next_{0};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

int64_t threads() { return GOMP_parallel == nullptr || at::in_parallel_region() ? 1 : at::get_num_threads(); }

void parallel(int64_t tasks, c10::function_ref<void(int64_t)> task) {
  Work work(tasks, task);
  const auto workers = std::min(tasks, threads());
  if (workers > 1) {
    GOMP_parallel(Work::run, &work, static_cast<unsigned>(workers), 0);
  } else {
    Work::run(&work);
  }
  work.finish();
}

void parallel_ranges(int64_t size, c10::function_ref<void(int64_t, int64_t, int64_t)> body) {
  const auto parts = std::min(size, threads());
  parallel(parts, [&](int64_t part) { body(part, size * part / parts, size * (part + 1) / parts); });
}

}  // namespace gatun
