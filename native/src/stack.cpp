#include "stack.h"

#include <c10/util/Exception.h>
#include <pthread.h>

#include <cstddef>
#include <cstdint>

namespace gatun {
namespace {

// What a Java virtual machine keeps for itself at the end of a stack (some 100 KiB), and as much again to report with.
constexpr uintptr_t kReserve = 192UL * 1024;

// The lowest address of the calling thread's stack; 0 when it cannot be told.
uintptr_t lowest() {
#if defined(__APPLE__)
  const auto self = pthread_self();
  return reinterpret_cast<uintptr_t>(pthread_get_stackaddr_np(self)) - pthread_get_stacksize_np(self);
#else
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  void* address = nullptr;
  size_t size = 0;
  const bool known = pthread_attr_getstack(&attributes, &address, &size) == 0;
  pthread_attr_destroy(&attributes);
  return known ? reinterpret_cast<uintptr_t>(address) : 0;
#endif
}

}  // namespace

void check_stack() {
  static thread_local const uintptr_t end = lowest();
  const char here = 0;
  TORCH_CHECK(reinterpret_cast<uintptr_t>(&here) - end > kReserve,
              "the stack is nearly used up: functions of the caller's own run backward passes inside backward passes, "
              "too deep");
}

}  // namespace gatun
