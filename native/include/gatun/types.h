/* Opaque handles and the values that travel beside them. */
#ifndef GATUN_TYPES_H
#define GATUN_TYPES_H

#include "gatun/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One owned reference to an at::Tensor. Null stands for "no tensor" where a parameter is marked optional, and is
 * GT_VALUE elsewhere. A handle written to an out-parameter is owned by the caller: gt_tensor_release. */
typedef struct gt_tensor_s* gt_tensor;

/* One owned reference to a value that an operator gave and only operators take: a generator, a storage, a stream, an
 * object of a TorchScript class. gt_object_release (object.h). */
typedef struct gt_object_s* gt_object;

/* A resolved operator of the dispatcher. Owned by the library; never freed. */
typedef const struct gt_operator_s* gt_operator;

/* dtype: the number of a c10::ScalarType. */
enum {
  GT_UINT8 = 0,
  GT_INT8 = 1,
  GT_INT16 = 2,
  GT_INT32 = 3,
  GT_INT64 = 4,
  GT_FLOAT16 = 5,
  GT_FLOAT32 = 6,
  GT_FLOAT64 = 7,
  GT_COMPLEX64 = 9,
  GT_COMPLEX128 = 10,
  GT_BOOL = 11,
  GT_BFLOAT16 = 15,
  GT_NO_DTYPE = -1 /* where a dtype is optional: keep the input's or libtorch's default */
};

/* device type: the number of a c10::DeviceType. A device is (type, index); index -1 is the current one. */
enum { GT_CPU = 0, GT_CUDA = 1, GT_XPU = 12, GT_MPS = 13 };

/* A scalar is (kind, bits): the number's 64 bits, an IEEE double's or a signed integer's. */
enum { GT_SCALAR_INT64 = 0, GT_SCALAR_DOUBLE = 1, GT_SCALAR_BOOL = 2 };

#ifdef __cplusplus
}
#endif
#endif
