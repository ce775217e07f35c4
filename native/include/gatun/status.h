/* Status codes and the last error. Every function of this library returns a gt_status and writes its results to
 * out-parameters, which come first. Out-parameters are written only on GT_OK. No function lets a C++ exception out. */
#ifndef GATUN_STATUS_H
#define GATUN_STATUS_H

#include <stdint.h>

#if defined(__GNUC__)
#define GT_API __attribute__((visibility("default")))
#else
#define GT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* 0 on success, else one of the categories below. */
typedef int32_t gt_status;

enum {
  GT_OK = 0,
  GT_OUT_OF_MEMORY = 1,   /* host or device memory */
  GT_INDEX = 2,           /* IndexError: an index or dimension out of range */
  GT_VALUE = 3,           /* ValueError: a bad argument, shape mismatch, null or undefined handle */
  GT_TYPE = 4,            /* TypeError: a wrong dtype or kind of argument */
  GT_NOT_IMPLEMENTED = 5, /* no kernel for these dtypes or this device */
  GT_LINALG = 6,          /* LinAlgError */
  GT_IO = 7,              /* a file could not be read or written */
  GT_DISTRIBUTED = 8,     /* process groups */
  GT_CANCELLED = 9,       /* stopped by the caller */
  GT_INTERNAL = 10,       /* everything else, c10::Error (RuntimeError in Python) among it */
  GT_CALLBACK = 11        /* a function of the caller's own failed: gt_callback_failure (function.h) */
};

/* The calling thread's message for its last status other than GT_OK. The status decides; the message only explains:
 * read it only after a failure. UTF-8, not null-terminated by contract: `length` bytes.
 * out     borrowed; valid until the thread's next failing call
 * length  bytes */
GT_API gt_status gt_last_error(const char** out, int64_t* length);

#ifdef __cplusplus
}
#endif
#endif
