/* The second door: any operator that is registered with libtorch's dispatcher, by name, boxed. */
#ifndef GATUN_DISPATCHER_H
#define GATUN_DISPATCHER_H

#include "gatun/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a gt_value holds. Lists are arrays of `length` elements at as.data. */
enum {
  GT_VALUE_NONE = 0,         /* None: an absent optional */
  GT_VALUE_DEFAULT = 1,      /* argument only: the schema's own default */
  GT_VALUE_INT = 2,          /* as.i; also dtype, layout, memory format and device type numbers */
  GT_VALUE_DOUBLE = 3,       /* as.d */
  GT_VALUE_BOOL = 4,         /* as.i, 0 or 1 */
  GT_VALUE_STRING = 5,       /* as.data: UTF-8, length bytes */
  GT_VALUE_TENSOR = 6,       /* as.tensor */
  GT_VALUE_INT_LIST = 7,     /* int64_t[] */
  GT_VALUE_DOUBLE_LIST = 8,  /* double[] */
  GT_VALUE_BOOL_LIST = 9,    /* int64_t[] of 0 or 1 */
  GT_VALUE_TENSOR_LIST = 10, /* gt_tensor[]; null elements where the schema has optional tensors */
  GT_VALUE_LIST = 11,        /* argument only: gt_value[], a list of anything (str[], Scalar?[], Tensor[][]) */
  GT_VALUE_OBJECT = 12       /* as.object: what has no counterpart here (Generator, Storage, packed weights) */
};

typedef struct gt_value {
  int32_t tag;
  int32_t reserved; /* 0 */
  int64_t length;
  union {
    int64_t i;
    double d;
    gt_tensor tensor;
    gt_object object;
    void* data;
  } as;
} gt_value;

/* Looks an operator up. name "aten::add", overload "Tensor" or "". GT_VALUE when there is none. */
GT_API gt_status gt_operator_find(gt_operator* out, const char* name, const char* overload);

/* The schema as PyTorch writes it, `aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`.
 * out: borrowed, for the life of the process. */
GT_API gt_status gt_operator_schema(const char** out, int64_t* length, gt_operator op);

/* Loads a library that registers operators (TORCH_LIBRARY); they are callable from then on, for the life of the
 * process. path  UTF-8, of a file. GT_IO when it does not load, with the loader's reason */
GT_API gt_status gt_operator_load(const char* path);

/* All registered operators, `name.overload` each on a line, sorted. out: owned text: gt_text_free (tensor.h). */
GT_API gt_status gt_operator_names(char** out, int64_t* length);

/* Calls an operator. Arguments, objects too, are borrowed; each is checked against the schema, and converted where the
 * schema wants a Scalar, dtype, device ("cuda:0" as string), or a list. Trailing arguments may be left out where the
 * schema has defaults. results   `capacity` places; tensors and objects in them are owned by the caller; strings and
 * lists are freed by gt_values_free count     how many results were written; GT_VALUE when capacity is too small
 * (nothing is called) */
GT_API gt_status gt_operator_call(gt_value* results, int64_t* count, int64_t capacity, gt_operator op,
                                  const gt_value* arguments, int64_t argument_count);

/* Frees the memory of strings and lists in results; never the tensors and objects that they hold. */
GT_API gt_status gt_values_free(gt_value* values, int64_t count);

#ifdef __cplusplus
}
#endif
#endif
