/* Values that only operators know: opaque objects, and random generators among them. */
#ifndef GATUN_OBJECT_H
#define GATUN_OBJECT_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives the reference back. Null is allowed and does nothing. */
GT_API gt_status gt_object_release(gt_object self);

/* The type as schemas write it: `Generator`, `__torch__.torch.classes.quantized.LinearPackedParamsBase`. out: owned
 * text: gt_text_free (tensor.h). */
GT_API gt_status gt_object_type(char** out, int64_t* length, gt_object self);

/* Objects that callers hold now. */
GT_API gt_status gt_live_opaque(int64_t* objects);

/* torch.Generator(device). out: owned. GT_NOT_IMPLEMENTED where the device has no generators. */
GT_API gt_status gt_generator_new(gt_object* out, int32_t device_type, int32_t device_index);

/* torch.Generator.manual_seed and initial_seed. self: a generator, else GT_TYPE. */
GT_API gt_status gt_generator_manual_seed(gt_object self, int64_t seed);
GT_API gt_status gt_generator_initial_seed(int64_t* out, gt_object self);

/* torch.Generator.get_state and set_state: uint8, (state bytes). out: owned. */
GT_API gt_status gt_generator_get_state(gt_tensor* out, gt_object self);
GT_API gt_status gt_generator_set_state(gt_object self, gt_tensor state);

#ifdef __cplusplus
}
#endif
#endif
