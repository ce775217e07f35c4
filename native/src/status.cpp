#include "gatun/status.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "guard.h"
#include "out_of_memory.h"

namespace gatun {
namespace {

// Fixed, so that reporting an out-of-memory cannot itself run out of memory.
constexpr size_t kCapacity = 8192;
thread_local char message_text[kCapacity];
thread_local size_t message_length = 0;

gt_status category(const c10::Error& error) noexcept {
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) return GT_OUT_OF_MEMORY;
  if (dynamic_cast<const c10::IndexError*>(&error) != nullptr) return GT_INDEX;
  if (dynamic_cast<const c10::ValueError*>(&error) != nullptr) return GT_VALUE;
  if (dynamic_cast<const c10::TypeError*>(&error) != nullptr) return GT_TYPE;
  if (dynamic_cast<const c10::NotImplementedError*>(&error) != nullptr) return GT_NOT_IMPLEMENTED;
  if (dynamic_cast<const c10::LinAlgError*>(&error) != nullptr) return GT_LINALG;
  if (dynamic_cast<const c10::DistError*>(&error) != nullptr) return GT_DISTRIBUTED;
  // libtorch's host allocator reports exhaustion as a plain c10::Error.
  if (std::strstr(error.what_without_backtrace(), "DefaultCPUAllocator: ") != nullptr) return GT_OUT_OF_MEMORY;
  return GT_INTERNAL;
}

// Where a message ends for a reader: "not available for this backend" goes on with a table of fifty lines that say in
// which source file each kernel was registered.
size_t readable_length(const char* message) noexcept {
  const char* table = std::strstr(message, ": registered at ");
  if (table == nullptr) table = std::strstr(message, ": fallthrough registered at ");
  if (table == nullptr) return std::strlen(message);
  while (table > message && table[-1] != '\n') table--;
  while (table > message && table[-1] == '\n') table--;
  return static_cast<size_t>(table - message);
}

}  // namespace

gt_status fail(gt_status status, const char* message) noexcept {
  if (*message == '\0') message = "libtorch refused the call and gave no reason";
  message_length = std::min(readable_length(message), kCapacity - 1);
  // A cut must not split a UTF-8 character: step back over continuation bytes.
  if (message_length == kCapacity - 1) {
    while (message_length > 0 && (static_cast<unsigned char>(message[message_length]) & 0xC0U) == 0x80U)
      message_length--;
  }
  std::memcpy(message_text, message, message_length);
  message_text[message_length] = '\0';
  return status;
}

void reject(gt_status status, const char* message) {
  fail(status, message);
  throw Rejected{status};
}

gt_status fail_with_current_exception() noexcept {
  try {
    throw;
  } catch (const Rejected& rejected) {
    return rejected.status;
  } catch (const Failure& failure) {
    return fail(failure.status(), failure.what());
  } catch (const c10::Error& error) {
    const auto status = category(error);
    if (status == GT_OUT_OF_MEMORY) note_out_of_memory(error.what_without_backtrace());
    return fail(status, error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    note_out_of_memory("");
    return fail(GT_OUT_OF_MEMORY, "the host is out of memory");
  } catch (const std::exception& error) {
    return fail(GT_INTERNAL, error.what());
  } catch (...) {
    return fail(GT_INTERNAL, "an exception that is not a std::exception");
  }
}

bool out_of_memory_in_flight() noexcept { return fail_with_current_exception() == GT_OUT_OF_MEMORY; }

}  // namespace gatun

gt_status gt_last_error(const char** out, int64_t* length) {
  return gatun::guard([&] {
    if (out == nullptr || length == nullptr) gatun::reject(GT_VALUE, "an out-parameter is null");
    *out = gatun::message_text;
    *length = static_cast<int64_t>(gatun::message_length);
  });
}
