/* Memory that the caller lends: shared both ways, given back by token, on whatever thread frees it. */
#include <pthread.h>
#include <stdlib.h>

#include "check.h"

static int64_t fetched(int64_t* tokens, int64_t capacity) {
  int64_t count = 0;
  OK(gt_released_host_buffers(tokens, &count, capacity));
  return count;
}

static void* release_elsewhere(void* tensor) {
  OK(gt_tensor_release((gt_tensor)tensor));
  return NULL;
}

static void lending(void) {
  float* memory = malloc(4 * sizeof *memory);
  CHECK(memory != NULL);
  if (memory == NULL) return;
  for (int i = 0; i < 4; i++) memory[i] = (float)i;
  const int64_t four = 4;
  gt_tensor x = NULL;
  int64_t tokens[4] = {0};
  OK(gt_tensor_from_host(&x, memory, 16, &four, 1, GT_FLOAT32, 77));
  CHECK(at(x, 3) == 3);
  OK(gt_mul_scalar_(x, GT_SCALAR_INT64, 2));
  CHECK(memory[3] == 6);
  gt_tensor view = NULL;
  OK(gt_slice(&view, x, 0, 1, 3, 1));
  OK(gt_tensor_release(x));
  CHECK(fetched(tokens, 4) == 0); /* the view still needs it */
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, release_elsewhere, view) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(live() == 1); /* until its token is fetched */
  CHECK(fetched(tokens, 0) == 0);
  CHECK(fetched(tokens, -5) == 0);
  CHECK(fetched(tokens, 4) == 1 && tokens[0] == 77);
  CHECK(fetched(tokens, 4) == 0);
  free(memory);
}

static void batches_of_tokens(void) {
  double cell = 1;
  int64_t seen = 0;
  int64_t tokens[10] = {0};
  for (int64_t i = 1; i <= 25; i++) {
    gt_tensor x = NULL;
    OK(gt_tensor_from_host(&x, &cell, 8, NULL, 0, GT_FLOAT64, i));
    OK(gt_tensor_release(x));
  }
  for (int64_t count = 10; count == 10;) {
    count = fetched(tokens, 10);
    for (int64_t i = 0; i < count; i++) seen += tokens[i];
  }
  CHECK(seen == 25 * 26 / 2); /* each token once */
}

static void graph_keeps_memory(void) {
  float cell = 3;
  int64_t token = 0;
  gt_tensor x = NULL;
  gt_tensor w = NULL;
  gt_tensor y = NULL;
  OK(gt_tensor_from_host(&x, &cell, 4, NULL, 0, GT_FLOAT32, 5));
  OK(gt_full(&w, NULL, 0, GT_SCALAR_INT64, 2, GT_FLOAT32, GT_CPU, -1));
  OK(gt_set_requires_grad(w, 1));
  OK(gt_mul(&y, w, x)); /* saves x for backward */
  OK(gt_tensor_release(x));
  CHECK(fetched(&token, 1) == 0);
  OK(gt_backward(y, NULL, 0, 0));
  CHECK(fetched(&token, 1) == 1 && token == 5);
  OK(gt_tensor_release(w));
  OK(gt_tensor_release(y));
}

static void refusing(void) {
  float memory[4] = {0};
  gt_tensor x = NULL;
  const int64_t five = 5;
  const int64_t four = 4;
  const int64_t two = 2;
  const int64_t zero[] = {0, INT64_C(1) << 62};
  const int64_t overflow[] = {INT64_C(1) << 62, 4};
  const int64_t negative = -1;
  FAILS(GT_VALUE, "16 bytes", gt_tensor_from_host(&x, memory, 16, &five, 1, GT_FLOAT32, 1));
  FAILS(GT_VALUE, "-16 bytes", gt_tensor_from_host(&x, memory, -16, &four, 1, GT_FLOAT32, 1));
  FAILS(GT_VALUE, "16 bytes", gt_tensor_from_host(&x, memory, 16, overflow, 2, GT_FLOAT32, 1));
  FAILS(GT_VALUE, "negative", gt_tensor_from_host(&x, memory, 16, &negative, 1, GT_FLOAT32, 1));
  FAILS(GT_VALUE, "null", gt_tensor_from_host(&x, NULL, 16, &four, 1, GT_FLOAT32, 1));
  FAILS(GT_VALUE, "multiple of 4", gt_tensor_from_host(&x, (char*)memory + 1, 12, &two, 1, GT_FLOAT32, 1));
  FAILS(GT_TYPE, "dtype 12", gt_tensor_from_host(&x, memory, 16, &four, 1, 12, 1));
  FAILS(GT_VALUE, "out-parameter", gt_tensor_from_host(NULL, memory, 16, &four, 1, GT_FLOAT32, 1));
  CHECK(x == NULL && live() == 0); /* nothing was lent */
  OK(gt_tensor_from_host(&x, NULL, 0, zero, 1, GT_FLOAT32, 9));
  OK(gt_tensor_release(x));
  int64_t token = 0;
  int64_t count = 0;
  CHECK(fetched(&token, 1) == 1 && token == 9);
  FAILS(GT_VALUE, "out-parameter", gt_released_host_buffers(NULL, &count, 3));
  FAILS(GT_VALUE, "out-parameter", gt_released_host_buffers(&token, NULL, 1));
}

int main(void) {
  lending();
  batches_of_tokens();
  graph_keeps_memory();
  refusing();
  return finish();
}
