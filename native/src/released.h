// Numbers that the caller gave the library and gets back when the library has let go of what they stand for. That may
// happen on any thread, in the middle of any operator, so letting go only posts the number; room is reserved when it is
// lent, so that posting cannot fail.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <vector>

namespace gatun {

class Released {
 public:
  void lend() {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto room = numbers_.size() + static_cast<size_t>(lent_) + 1;
    if (room > numbers_.capacity()) numbers_.reserve(2 * room);
    lent_++;
  }
  void post(int64_t number) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    lent_--;
    numbers_.push_back(number);
  }
  int64_t fetch(int64_t* to, int64_t capacity) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto count = std::min(static_cast<size_t>(std::max<int64_t>(capacity, 0)), numbers_.size());
    std::copy_n(numbers_.end() - static_cast<std::ptrdiff_t>(count), count, to);
    numbers_.resize(numbers_.size() - count);
    return static_cast<int64_t>(count);
  }
  // Lent, or posted and not fetched.
  int64_t live() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return lent_ + static_cast<int64_t>(numbers_.size());
  }

 private:
  std::mutex mutex_;
  std::vector<int64_t> numbers_;
  int64_t lent_ = 0;
};

}  // namespace gatun
