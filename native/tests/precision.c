/* Autocast, conversion of host memory, and the profiler. */
#include "check.h"

static void autocast(void) {
  int32_t enabled = -1;
  int32_t dtype = -1;
  gt_guard outer = NULL;
  gt_guard inner = NULL;
  gt_tensor product = NULL;
  const float ones[] = {1, 1};
  gt_tensor x = floats(ones, 2);
  OK(gt_autocast(&enabled, &dtype, GT_CPU));
  CHECK(enabled == 0 && dtype == GT_BFLOAT16);
  OK(gt_autocast_open(&outer, GT_CPU, GT_FLOAT16, 1));
  OK(gt_matmul(&product, x, x));
  OK(gt_tensor_dtype(&dtype, product));
  CHECK(dtype == GT_FLOAT16);
  OK(gt_tensor_release(product));
  OK(gt_autocast_open(&inner, GT_CPU, GT_BFLOAT16, 0));
  OK(gt_autocast(&enabled, &dtype, GT_CPU));
  CHECK(enabled == 0 && dtype == GT_BFLOAT16);
  OK(gt_guard_close(inner));
  OK(gt_autocast(&enabled, &dtype, GT_CPU));
  CHECK(enabled == 1 && dtype == GT_FLOAT16);
  OK(gt_guard_close(outer));
  FAILS(GT_TYPE, "bfloat16 or float16", gt_autocast_open(&outer, GT_CPU, GT_FLOAT32, 1));
  FAILS(GT_VALUE, "device type 99", gt_autocast_open(&outer, 99, GT_BFLOAT16, 1));
  OK(gt_autocast(&enabled, &dtype, GT_CPU));
  CHECK(enabled == 0);
  OK(gt_tensor_release(x));
}

static void convert(void) {
  const float from[] = {1.0F, -2.5F, 0.0F};
  uint16_t to[3] = {9, 9, 9};
  OK(gt_convert(to, 6, GT_BFLOAT16, from, 12, GT_FLOAT32));
  CHECK(to[0] == 0x3f80 && to[1] == 0xc020 && to[2] == 0);
  OK(gt_convert(NULL, 0, GT_BFLOAT16, NULL, 0, GT_FLOAT32));
  FAILS(GT_VALUE, "do not make", gt_convert(to, 4, GT_BFLOAT16, from, 12, GT_FLOAT32));
  FAILS(GT_VALUE, "no whole number", gt_convert(to, 6, GT_BFLOAT16, from, 11, GT_FLOAT32));
  FAILS(GT_VALUE, "no whole number", gt_convert(to, -6, GT_BFLOAT16, from, -12, GT_FLOAT32));
  FAILS(GT_VALUE, "not a multiple", gt_convert((char*)to + 1, 4, GT_BFLOAT16, from, 8, GT_FLOAT32));
  FAILS(GT_TYPE, "dtype 77", gt_convert(to, 6, 77, from, 12, GT_FLOAT32));
}

static void profiler(void) {
  char* trace = NULL;
  int64_t length = 0;
  gt_guard range = NULL;
  gt_tensor y = NULL;
  const float one = 1;
  gt_tensor x = floats(&one, 1);
  FAILS(GT_VALUE, "not recording", gt_profiler_stop(&trace, &length));
  FAILS(GT_VALUE, "name is null", gt_profiler_range_open(&range, NULL));
  OK(gt_profiler_start());
  FAILS(GT_VALUE, "recording already", gt_profiler_start());
  OK(gt_profiler_range_open(&range, "a \"range\""));
  OK(gt_exp(&y, x));
  OK(gt_guard_close(range));
  OK(gt_profiler_stop(&trace, &length));
  CHECK((int64_t)strlen(trace) == length);
  CHECK(strstr(trace, "\"name\": \"aten::exp\"") != NULL);
  CHECK(strstr(trace, "\"name\": \"a \\\"range\\\"\"") != NULL);
  OK(gt_text_free(trace));
  OK(gt_tensor_release(x));
  OK(gt_tensor_release(y));
}

int main(void) {
  const int64_t before = live();
  autocast();
  convert();
  profiler();
  CHECK(live() == before);
  return finish();
}
