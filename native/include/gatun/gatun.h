/* Gatun's C interface to libtorch: everything. See status.h for the rules that all functions follow. */
#ifndef GATUN_GATUN_H
#define GATUN_GATUN_H

#include "gatun/amp.h"
#include "gatun/autograd.h"
#include "gatun/device.h"
#include "gatun/dispatcher.h"
#include "gatun/dlpack.h"
#include "gatun/function.h"
#include "gatun/fused.h"
#include "gatun/library.h"
#include "gatun/memory.h"
#include "gatun/nn.h"
#include "gatun/object.h"
#include "gatun/pointwise.h"
#include "gatun/profiler.h"
#include "gatun/reduction.h"
#include "gatun/shape.h"
#include "gatun/status.h"
#include "gatun/stream.h"
#include "gatun/tensor.h"
#include "gatun/types.h"

#endif
