// Counters of what callers hold besides tensors (handle.h).
#pragma once

#include <atomic>
#include <cstdint>

namespace gatun {

extern std::atomic<int64_t> live_host_buffers;
extern std::atomic<int64_t> live_guards;

}  // namespace gatun
