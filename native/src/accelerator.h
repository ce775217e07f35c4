// The accelerator's devices and streams, checked to be there.
#pragma once

#include <c10/core/Stream.h>

#include "handle.h"

namespace gatun {

// Whether this libtorch has an accelerator and the machine shows one.
bool has_accelerator();

// The accelerator's device of this index (-1: the current one), or a GT_VALUE that says what there is instead.
at::Device accelerator_device(int32_t index);
// The same of a given type, which may not be the cpu.
at::Device accelerator_device(int32_t type, int32_t index);

inline c10::Stream accelerator_stream(int32_t index, int64_t id) {
  return c10::Stream(c10::Stream::UNSAFE, accelerator_device(index), id);
}

}  // namespace gatun
