// What only the CUDA driver knows, asked through its stable C interface, which is looked up in the process: no CUDA
// header is needed to build, and no CUDA library to load.
#pragma once

#include "gatun/device.h"

namespace gatun {

// Fills in what the driver knows of a device; leaves the rest.
void read_cuda_properties(gt_device_properties& properties, int32_t index);

}  // namespace gatun
