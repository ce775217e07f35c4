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

#include "accelerator.h"
#include "gatun/memory.h"
#include "handle.h"
#include "spare_blocks.h"

using namespace gatun;

namespace {

// The longest wait for other threads to give back what the caller has found.
constexpr std::chrono::milliseconds kPatience{512};

std::atomic<gt_reclaim> caller{nullptr};
std::atomic<int64_t> host_bytes{0};
static_assert(sizeof host_bytes == sizeof(int64_t) && std::atomic<int64_t>::is_always_lock_free);

std::size_t size_of(void* memory) noexcept {
#ifdef __APPLE__
  return malloc_size(memory);
#else
  return malloc_usable_size(memory);
#endif
}

// A sanitizer must see each block freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kKeepsBlocks = false;
#else
constexpr bool kKeepsBlocks = true;
#endif

// libtorch's allocator for the CPU, what it gave out counted, and large blocks used again. The C library knows each
// block's size, so a block carries nothing of ours.
class Counting final : public c10::Allocator {
 public:
  explicit Counting(c10::Allocator* base) : base_(base) {
    free_ = base->raw_deleter();
    spare_ = new SpareBlocks(free_);
  }

  c10::DataPtr allocate(size_t bytes) override {
    void* memory = bytes < SpareBlocks::kLeast ? nullptr : spare_->take(bytes);
    if (memory == nullptr) memory = fresh(bytes);
    if (memory == nullptr) return {nullptr, nullptr, &give_back, c10::Device(c10::kCPU)};
    const auto size = size_of(memory);
    if (size >= SpareBlocks::kLeast) spare_->use(size);
    host_bytes.fetch_add(static_cast<int64_t>(size), std::memory_order_relaxed);
    return {memory, memory, &give_back, c10::Device(c10::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

  void copy_data(void* to, const void* from, std::size_t count) const override { base_->copy_data(to, from, count); }

  static void free_spare() noexcept {
    if (spare_ != nullptr) spare_->free_all();
  }

 private:
  void* fresh(size_t bytes) {
    try {
      return base_->raw_allocate(bytes);
    } catch (const c10::Error&) {  // out of memory, unless what is kept is what was missing
      free_spare();
      return base_->raw_allocate(bytes);
    }
  }

  static void give_back(void* memory) {
    if (memory == nullptr) return;
    const auto size = size_of(memory);
    host_bytes.fetch_sub(static_cast<int64_t>(size), std::memory_order_relaxed);
    if (kKeepsBlocks && size >= SpareBlocks::kLeast) {
      spare_->give_back(memory, size);
    } else {
      free_(memory);
    }
  }

  static inline c10::DeleterFnPtr free_ = nullptr;
  static inline SpareBlocks* spare_ = nullptr;  // never destroyed, as the allocator
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
    Counting::free_spare();
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
    Counting::free_spare();
    if (has_accelerator()) at::accelerator::emptyCache();
    return true;
  } catch (...) {  // the failure to be reported is the first one
    return false;
  }
}

void free_spare_host_memory() noexcept { Counting::free_spare(); }

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
