// A thread's modes, of any kind, as handles: opened by constructing a value, closed by destroying it.
#pragma once

#include <memory>
#include <thread>
#include <utility>

#include "gatun/autograd.h"
#include "handle.h"
#include "live.h"

struct gt_guard_s {
  std::thread::id owner = std::this_thread::get_id();
  std::shared_ptr<void> mode;
};

namespace gatun {

// The constructor may refuse its arguments.
template <class Mode, class... Arguments>
gt_status open_mode(gt_guard* to, Arguments&&... arguments) noexcept {
  return guard([&] {
    gt_guard& place = out(to);
    auto opened = std::make_unique<gt_guard_s>();
    opened->mode = std::make_shared<Mode>(std::forward<Arguments>(arguments)...);
    live_guards.fetch_add(1, std::memory_order_relaxed);
    place = opened.release();
  });
}

}  // namespace gatun
