// The try/catch of the shim: every exported function's body runs inside guard().
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <new>

#include "gatun/status.h"

namespace gatun {

// Records the calling thread's message and returns the status. Never throws and never allocates.
gt_status fail(gt_status status, const char* message) noexcept;

// A bad argument, found before libtorch sees it.
[[noreturn]] void reject(gt_status status, const char* message);

struct Rejected {
  gt_status status;
};

// A failure that carries its own category.
class Failure : public std::exception {
 public:
  // Called where the failure becomes a status: the calling thread's last failure is this one from now on.
  virtual gt_status status() const noexcept = 0;
};

// Category and message of the exception in flight; called inside a catch block.
gt_status fail_with_current_exception() noexcept;

template <class Body>
gt_status guard(Body&& body) noexcept {
  try {
    body();
    return GT_OK;
  } catch (...) {
    return fail_with_current_exception();
  }
}

// Whether the exception in flight is for lack of memory.
bool out_of_memory_in_flight() noexcept;

// Asks the caller for memory (gt_set_reclaim), and gives back what libtorch holds unused; false when nobody can be
// asked.
bool reclaim() noexcept;

// Frees the host memory that is kept for the tensors to come.
void free_spare_host_memory() noexcept;

// As guard, for a body that may run twice if `again` says so: once more when memory ran out and some was freed.
template <class Body>
gt_status guard_again(bool again, Body&& body) noexcept {
  return guard([&] {
    try {
      body();
      return;
    } catch (...) {
      if (!again || !out_of_memory_in_flight() || !reclaim()) throw;
    }
    body();
  });
}

}  // namespace gatun
