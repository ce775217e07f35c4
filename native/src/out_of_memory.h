// What an out-of-memory was about, kept per thread for gt_out_of_memory.
#pragma once

#include <array>
#include <cstdint>

namespace gatun {

// asked, allocated, reserved, free, total; -1 is unknown
using OutOfMemory = std::array<int64_t, 5>;

const OutOfMemory& last_out_of_memory() noexcept;

// Called with the message of each GT_OUT_OF_MEMORY, which alone says how much was asked for and of which device.
void note_out_of_memory(const char* message) noexcept;

}  // namespace gatun
