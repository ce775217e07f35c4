// Large blocks of host memory that tensors gave back, kept for the next ones. The C library gives such a block back to
// the system as soon as it is free, and a fresh one costs a page fault for each of its pages: with 110M parameters, a
// tenth of a training step went into those of two gradients of 100 MB.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <list>
#include <map>
#include <mutex>

namespace gatun {

class SpareBlocks {
 public:
  explicit SpareBlocks(void (*free)(void*)) : free_(free) {}

  // What is smaller, glibc keeps itself.
  static constexpr std::size_t kLeast = std::size_t{32} << 20;

  // A block of at least this many bytes and at most an eighth more, which is in use from now on; or null.
  void* take(std::size_t bytes) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = by_size_.lower_bound(bytes);
    if (found == by_size_.end() || found->first > bytes + bytes / 8) return nullptr;
    void* memory = found->second->memory;
    remove(found->second);
    return memory;
  }

  // A block is in use, whether fresh or taken.
  void use(std::size_t size) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    used_ += size;
    most_used_ = std::max(most_used_, used_);
  }

  // A block is no longer in use: it is kept, or freed. With what is kept, no more is held than was in use at one time;
  // the oldest go first.
  void give_back(void* memory, std::size_t size) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    used_ -= size;
    try {
      by_age_.push_back({memory, by_size_.end()});
      by_age_.back().place = by_size_.emplace(size, std::prev(by_age_.end()));
    } catch (...) {  // no memory to remember it by
      if (!by_age_.empty() && by_age_.back().memory == memory) by_age_.pop_back();
      free_(memory);
      return;
    }
    kept_ += size;
    while (used_ + kept_ > most_used_) free_oldest();
  }

  // Frees all that is kept. What is in use now is the new limit.
  void free_all() noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    while (!by_age_.empty()) free_oldest();
    most_used_ = used_;
  }

 private:
  struct Block;
  using Blocks = std::list<Block>;
  using BySize = std::multimap<std::size_t, Blocks::iterator>;
  struct Block {
    void* memory;
    BySize::iterator place;
  };

  void remove(Blocks::iterator block) noexcept {
    kept_ -= block->place->first;
    by_size_.erase(block->place);
    by_age_.erase(block);
  }

  void free_oldest() noexcept {
    void* memory = by_age_.front().memory;
    remove(by_age_.begin());
    free_(memory);
  }

  void (*const free_)(void*);
  std::mutex mutex_;
  Blocks by_age_;
  BySize by_size_;
  std::size_t used_ = 0;
  std::size_t kept_ = 0;
  std::size_t most_used_ = 0;
};

}  // namespace gatun
