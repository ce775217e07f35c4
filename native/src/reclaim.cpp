// What host memory tensors hold, and what happens when memory runs out.
#include <ATen/DeviceAccelerator.h>
#include <c10/core/CPUAllocator.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <thread>

#ifdef __APPLE__
#include <malloc/malloc.h>
#else
#include <malloc.h>
#endif

#include "gatun/memory.h"
#include "handle.h"

using namespace gatun;

namespace {

// The longest wait for other threads to give back what the caller has found.
constexpr std::chrono::milliseconds kPatience{512};

std::atomic<gt_reclaim> caller{nullptr};
std::atomic<int64_t> host_bytes{0};
static_assert(sizeof host_bytes == sizeof(int64_t) && std::atomic<int64_t>::is_always_lock_free);

int64_t size_of(void* memory) noexcept {
#ifdef __APPLE__
  return static_cast<int64_t>(malloc_size(memory));
#else
  return static_cast<int64_t>(malloc_usable_size(memory));
#endif
}

// libtorch's allocator for the CPU, and what it gave out counted. The C library knows each block's size, so a block
// carries nothing of ours.
class Counting final : public c10::Allocator {
 public:
  explicit Counting(c10::Allocator* base) noexcept : base_(base) { free_ = base->raw_deleter(); }

  c10::DataPtr allocate(size_t bytes) override {
    void* memory = base_->raw_allocate(bytes);
    if (memory == nullptr) return {nullptr, nullptr, &give_back, c10::Device(c10::kCPU)};
    host_bytes.fetch_add(size_of(memory), std::memory_order_relaxed);
    return {memory, memory, &give_back, c10::Device(c10::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

  void copy_data(void* to, const void* from, std::size_t count) const override { base_->copy_data(to, from, count); }

 private:
  static void give_back(void* memory) {
    if (memory == nullptr) return;
    host_bytes.fetch_sub(size_of(memory), std::memory_order_relaxed);
    free_(memory);
  }

  static inline c10::DeleterFnPtr free_ = nullptr;
  c10::Allocator* base_;
};

// Never destroyed: libtorch keeps it, and frees with it while the process exits.
alignas(Counting) std::byte counting[sizeof(Counting)];

bool install() noexcept {
  auto* base = c10::GetCPUAllocator();
  if (base == nullptr || base->raw_deleter() == nullptr) return false;  // its blocks are not malloc's own
  c10::SetCPUAllocator(new (counting) Counting(base), /*priority=*/1);
  return true;
}

// When the library is loaded: before any tensor of the caller's.
[[maybe_unused]] const bool installed = install();

}  // namespace

namespace gatun {

bool reclaim() noexcept {
  const auto ask = caller.load();
  if (ask == nullptr) return false;
  try {
    const auto before = live_tensors.load();
    ask();
    // What was found may be freed by other threads: until no more comes.
    auto seen = before;
    for (std::chrono::milliseconds pause{1}; pause <= kPatience / 2; pause *= 2) {
      std::this_thread::sleep_for(pause);
      const auto now = live_tensors.load();
      if (now < before && now >= seen) break;
      seen = now;
    }
    const auto accelerator = at::accelerator::getAccelerator();
    if (accelerator.has_value() && at::accelerator::deviceCount() > 0) at::accelerator::emptyCache();
    return true;
  } catch (...) {  // the failure to be reported is the first one
    return false;
  }
}

}  // namespace gatun

gt_status gt_host_bytes(const int64_t** to) {
  return guard([&] {
    const int64_t*& place = out(to);
    place = reinterpret_cast<const int64_t*>(&host_bytes);
  });
}

gt_status gt_set_reclaim(gt_reclaim reclaim) {
  return guard([&] { caller.store(reclaim); });
}
