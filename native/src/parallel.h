// Work on libtorch's own threads.
#pragma once

#include <c10/util/FunctionRef.h>

#include <cstdint>

namespace gatun {

// How many threads parallel() uses from here: 1 inside another parallel region.
int64_t threads();

// Calls task(i) for every i in [0, tasks), on libtorch's intra-op threads, each i once, in no order. Operators called
// in a task run on its thread alone, and are not recorded for autograd. What a task throws comes out, the first of it.
void parallel(int64_t tasks, c10::function_ref<void(int64_t)> task);

// Splits [0, size) into as many ranges as threads() says, and calls body(part, from, to) for each that is not empty.
// The same size and number of threads give the same ranges.
void parallel_ranges(int64_t size, c10::function_ref<void(int64_t, int64_t, int64_t)> body);

}  // namespace gatun
