/* No combination of odd shapes and dtypes brings the process down: each call succeeds or is refused with a message, and
 * nothing stays behind. What is right is checked elsewhere; here a crash, a leak or a sanitizer's report is the
 * failure. */
#include <stdlib.h>

#include "check.h"

enum { SHAPES = 12, DTYPES = 5, MOST_DIM = 5 };

static const struct {
  int64_t dim;
  int64_t sizes[MOST_DIM];
} shapes[SHAPES] = {
    {0, {0}},    {1, {0}},       {1, {1}},          {1, {3}},          {2, {0, 3}},       {2, {3, 0}},
    {2, {3, 3}}, {3, {2, 3, 4}}, {4, {1, 0, 3, 4}}, {4, {1, 2, 3, 4}}, {4, {0, 2, 3, 4}}, {5, {1, 1, 0, 1, 2}},
};

static const int32_t dtypes[DTYPES] = {GT_FLOAT32, GT_INT64, GT_BOOL, GT_BFLOAT16, GT_UINT8};

static gt_tensor tensors[SHAPES * DTYPES];
static int64_t called = 0;
static int64_t refused = 0;

/* Counts the call, checks that a refusal explains itself, and gives results back. */
static void outcome(gt_status status, gt_tensor* first, gt_tensor* second, const char* name) {
  called++;
  if (status != GT_OK) {
    refused++;
    if (status < GT_OK || status > GT_INTERNAL || last_error()[0] == '\0') {
      fprintf(stderr, "%s: status %d with message '%s'\n", name, status, last_error());
      failures++;
    }
    return;
  }
  if (first != NULL) OK(gt_tensor_release(*first));
  if (second != NULL) OK(gt_tensor_release(*second));
}

#define ONE(function, ...)                                         \
  do {                                                             \
    gt_tensor made = NULL;                                         \
    outcome(function(&made, __VA_ARGS__), &made, NULL, #function); \
  } while (0)

#define TWO(function, ...)                                                             \
  do {                                                                                 \
    gt_tensor made[2] = {NULL, NULL};                                                  \
    outcome(function(&made[0], &made[1], __VA_ARGS__), &made[0], &made[1], #function); \
  } while (0)

#define DONE(function, ...) outcome(function(__VA_ARGS__), NULL, NULL, #function)

static const int64_t numbers[] = {0, -1, 1, 3, -7, INT64_MAX, INT64_MIN};
enum { NUMBERS = sizeof numbers / sizeof numbers[0] };

static void of_one(gt_tensor x) {
  ONE(gt_gelu, x);
  ONE(gt_log_sigmoid, x);
  ONE(gt_rsqrt, x);
  ONE(gt_isfinite, x);
  ONE(gt_all, x);
  ONE(gt_sum, x, NULL, 0, 1, GT_NO_DTYPE);
  ONE(gt_mean, x, NULL, 0, 0, GT_FLOAT64);
  ONE(gt_amax, x, NULL, 0, 0);
  ONE(gt_logsumexp, x, NULL, 0, 0);
  ONE(gt_rms_norm, x, NULL, 0);
  ONE(gt_clone, x);
  char* text = NULL;
  int64_t length = 0;
  if (gt_tensor_print(&text, &length, x) == GT_OK) OK(gt_text_free(text));
  void* data = NULL;
  DONE(gt_tensor_data, &data, &length, x);
  for (int i = 0; i < NUMBERS; i++) {
    const int64_t k = numbers[i];
    ONE(gt_softmax, x, k, GT_NO_DTYPE);
    ONE(gt_log_softmax, x, k, GT_FLOAT32);
    ONE(gt_argmax, x, k, 0);
    ONE(gt_cumsum, x, k);
    ONE(gt_sum, x, &k, 1, 0, GT_NO_DTYPE);
    ONE(gt_amin, x, &k, 1, 1);
    ONE(gt_unsqueeze, x, k);
    ONE(gt_squeeze, x, k);
    ONE(gt_transpose, x, k, 0);
    ONE(gt_tril, x, k);
    ONE(gt_multinomial, x, k < 100 ? k : 5);
    ONE(gt_reshape, x, &k, 1);
    ONE(gt_permute, x, &k, 1);
    ONE(gt_expand, x, &k, 1);
    ONE(gt_full, &k, k > 5 ? 0 : 1, GT_SCALAR_INT64, k, GT_INT64, GT_CPU, -1);
    ONE(gt_masked_fill, x, x, GT_SCALAR_INT64, k);
    ONE(gt_div_scalar, x, GT_SCALAR_INT64, k);
    ONE(gt_pow_scalar, x, GT_SCALAR_INT64, k);
    ONE(gt_clamp, x, 1, (double)k, 1, 0.0);
    DONE(gt_split, (gt_tensor[1]){NULL}, x, &(int64_t){-1}, 1, k);
    for (int j = 0; j < NUMBERS; j++) {
      const int64_t m = numbers[j];
      ONE(gt_select, x, k, m);
      ONE(gt_slice, x, k, m, m == INT64_MIN ? 0 : -m, 1);
      ONE(gt_slice, x, 0, k, INT64_MAX, m);
      ONE(gt_narrow, x, 0, k, m);
      TWO(gt_topk, x, m, k, 1);
    }
    TWO(gt_sort, x, k, 1);
  }
}

static void of_two(gt_tensor x, gt_tensor y) {
  ONE(gt_add, x, y);
  ONE(gt_div, x, y);
  ONE(gt_maximum, x, y);
  ONE(gt_eq, x, y);
  ONE(gt_matmul, x, y);
  ONE(gt_linear, x, y, NULL);
  ONE(gt_linear, x, x, y);
  ONE(gt_embedding, x, y);
  ONE(gt_rms_norm, x, y, 1e-6);
  ONE(gt_where, x, y, x);
  ONE(gt_masked_fill, x, y, GT_SCALAR_INT64, 1);
  ONE(gt_gather, x, 0, y);
  ONE(gt_gather, x, -1, y);
  ONE(gt_index_select, x, 0, y);
  ONE(gt_index_add, x, 0, y, x);
  ONE(gt_index_add, x, -1, y, x);
  ONE(gt_scatter, x, 0, y, x);
  ONE(gt_scatter, x, -1, y, x);
  const gt_tensor both[] = {x, y};
  ONE(gt_cat, both, 2, 0);
  ONE(gt_cat, both, 2, -1);
  ONE(gt_stack, both, 2, 0);
  for (int32_t flags = 0; flags < 4; flags++) {
    ONE(gt_scaled_dot_product_attention, x, y, y, NULL, flags & 1, 0, 0, flags >> 1);
  }
  ONE(gt_scaled_dot_product_attention, x, x, y, NULL, 1, 1, 0.0, 0);
  ONE(gt_scaled_dot_product_attention, x, x, x, y, 0, 0, 0, 0);
  gt_tensor copy = NULL;
  OK(gt_clone(&copy, x));
  DONE(gt_add_, copy, y);
  DONE(gt_div_, copy, y);
  DONE(gt_copy_, copy, y);
  DONE(gt_set_grad, copy, y);
  DONE(gt_set_requires_grad, copy, 1);
  gt_tensor product = NULL;
  if (gt_mul(&product, copy, y) == GT_OK) {
    DONE(gt_backward, product, y, 0, 0);
    DONE(gt_backward, product, NULL, 0, 0);
    OK(gt_tensor_release(product));
  }
  OK(gt_tensor_release(copy));
}

int main(void) {
  OK(gt_set_num_threads(1));
  OK(gt_manual_seed(1));
  int made = 0;
  for (int s = 0; s < SHAPES; s++) {
    for (int d = 0; d < DTYPES; d++) {
      gt_tensor random = NULL;
      gt_tensor spread = NULL;
      OK(gt_rand(&random, shapes[s].sizes, shapes[s].dim, GT_FLOAT32, GT_CPU, -1));
      OK(gt_mul_scalar(&spread, random, GT_SCALAR_INT64, 5)); /* 0 to 4: in and out of range as an index */
      OK(gt_to(&tensors[made++], spread, dtypes[d], GT_CPU, -1, 0));
      OK(gt_tensor_release(random));
      OK(gt_tensor_release(spread));
    }
  }
  for (int i = 0; i < made; i++) of_one(tensors[i]);
  for (int i = 0; i < made; i++) {
    for (int j = 0; j < made; j++) of_two(tensors[i], tensors[j]);
  }
  OK(gt_tensor_release_all(tensors, made));
  printf("%" PRId64 " calls, %" PRId64 " refused\n", called, refused);
  CHECK(called > 50000 && refused > 0 && refused < called);
  return finish();
}
