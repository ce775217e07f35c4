// Tensors over memory of the caller's, which is told by a number when libtorch has let go of it.
#pragma once

#include <c10/core/Device.h>

#include "handle.h"
#include "released.h"

namespace gatun {

Released& released_host_buffers();

// The lengths, checked not to be negative.
at::IntArrayRef shape(const int64_t* sizes, int64_t dim);

// The bytes that contiguous elements need. GT_VALUE when no memory has as many.
int64_t bytes_of(at::IntArrayRef sizes, at::ScalarType type);

// GT_VALUE unless the memory is of the device, or pinned; both ends are asked for.
void check_device_memory(const at::Device& device, const void* address, int64_t bytes);

at::Tensor lend(void* data, int64_t bytes, at::IntArrayRef sizes, at::ScalarType type, at::Device device,
                int64_t token);

}  // namespace gatun
