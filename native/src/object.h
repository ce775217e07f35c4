// An opaque object: any IValue that has no counterpart in C.
#pragma once

#include <ATen/core/ivalue.h>

#include "gatun/types.h"

struct gt_object_s {
  c10::IValue value;
};

namespace gatun {

// Hands a value over; the caller owns the object from here.
gt_object give_object(c10::IValue value);

const c10::IValue& object_value(gt_object object);

}  // namespace gatun
