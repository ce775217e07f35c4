/* Assertions for the C tests: each prints what failed and where, and counts. A program ends with `return finish();`. */
#ifndef GATUN_TESTS_CHECK_H
#define GATUN_TESTS_CHECK_H

#include <gatun/gatun.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int failures = 0;
static int checks = 0;

/* The condition holds. */
#define CHECK(condition) check_condition((condition) ? 1 : 0, #condition, __FILE__, __LINE__)

/* The call succeeds. */
#define OK(call) check_ok((call), #call, __FILE__, __LINE__)

/* The call fails with this status, and its message contains the text. */
#define FAILS(status, text, call) check_fails((status), (text), (call), #call, __FILE__, __LINE__)

/* The call is refused, by whatever category; its message is not empty. */
#define REFUSED(call) check_fails(-1, "", (call), #call, __FILE__, __LINE__)

static inline void check_condition(int holds, const char* text, const char* file, int line) {
  checks++;
  if (holds) return;
  failures++;
  fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
}

static inline const char* last_error(void) {
  const char* message = NULL;
  int64_t length = 0;
  if (gt_last_error(&message, &length) != GT_OK || message == NULL || (int64_t)strlen(message) != length)
    return "(broken)";
  return message;
}

static inline void check_ok(gt_status status, const char* call, const char* file, int line) {
  checks++;
  if (status == GT_OK) return;
  failures++;
  fprintf(stderr, "%s:%d: %s is %d: %s\n", file, line, call, status, last_error());
}

static inline void check_fails(gt_status wanted, const char* text, gt_status status, const char* call, const char* file,
                               int line) {
  const char* message = last_error();
  checks++;
  if (status != GT_OK && (wanted == -1 || status == wanted) && message[0] != '\0' && strstr(message, text) != NULL &&
      strstr(message, "Exception raised from") == NULL) {
    return;
  }
  failures++;
  fprintf(stderr, "%s:%d: %s is %d (wanted %d) with: %s (wanted: %s)\n", file, line, call, status, wanted,
          status == GT_OK ? "no error" : message, text);
}

/* ---- Short ways to make and read tensors ---- */

static inline gt_tensor empty(const int64_t* sizes, int64_t dim, int32_t dtype) {
  gt_tensor made = NULL;
  OK(gt_empty(&made, sizes, dim, dtype, GT_CPU, -1));
  return made;
}

/* float32, (count). */
static inline gt_tensor floats(const float* values, int64_t count) {
  gt_tensor made = empty(&count, 1, GT_FLOAT32);
  OK(gt_tensor_write(made, values, count * 4));
  return made;
}

/* int64, (count). */
static inline gt_tensor longs(const int64_t* values, int64_t count) {
  gt_tensor made = empty(&count, 1, GT_INT64);
  OK(gt_tensor_write(made, values, count * 8));
  return made;
}

static inline gt_tensor shaped(gt_tensor consumed, int64_t rows, int64_t columns) {
  const int64_t sizes[] = {rows, columns};
  gt_tensor made = NULL;
  OK(gt_reshape(&made, consumed, sizes, 2));
  OK(gt_tensor_release(consumed));
  return made;
}

static inline double item(gt_tensor consumed) {
  double value = 0;
  OK(gt_tensor_item_double(&value, consumed));
  OK(gt_tensor_release(consumed));
  return value;
}

/* Element `index` of a 1-D tensor. */
static inline double at(gt_tensor self, int64_t index) {
  gt_tensor element = NULL;
  OK(gt_select(&element, self, 0, index));
  return item(element);
}

static inline int64_t live(void) {
  int64_t tensors = 0;
  int64_t buffers = 0;
  int64_t guards = 0;
  OK(gt_live_objects(&tensors, &buffers, &guards));
  return tensors + buffers + guards;
}

/* Prints the count and gives main's result; everything that was made must have been given back. */
static inline int finish(void) {
  CHECK(live() == 0);
  printf("%d checks, %d failures\n", checks, failures);
  return failures == 0 ? 0 : 1;
}

#endif
