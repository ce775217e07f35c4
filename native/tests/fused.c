/* The fused operations: by hand on numbers that can be checked in one's head, and refused when shapes do not fit. */
#include <math.h>

#include "check.h"

static void norms(void) {
  const float values[] = {3, 4};
  const float weights[] = {1, 2};
  gt_tensor x = shaped(floats(values, 2), 1, 2);
  gt_tensor w = floats(weights, 2);
  gt_tensor sum = NULL;
  gt_tensor normed = NULL;
  /* 3 + 3 and 4 + 4: their mean square is 50. */
  OK(gt_add_rms_norm(&sum, &normed, x, x, w, 0, GT_NO_DTYPE));
  gt_tensor row = NULL;
  OK(gt_select(&row, normed, 0, 0));
  CHECK(fabs(at(row, 0) - 6 / sqrt(50)) < 1e-6);
  CHECK(fabs(at(row, 1) - 16 / sqrt(50)) < 1e-6);
  FAILS(GT_VALUE, "weight must be (2)", gt_add_rms_norm(&sum, &normed, x, NULL, x, 0, GT_NO_DTYPE));
  FAILS(GT_VALUE, "null", gt_add_rms_norm(NULL, &normed, x, NULL, w, 0, GT_NO_DTYPE));
  OK(gt_tensor_release(row));
  OK(gt_tensor_release(sum));
  OK(gt_tensor_release(normed));
  OK(gt_tensor_release(x));
  OK(gt_tensor_release(w));
}

static void log_probs(void) {
  const float hidden[] = {1};
  const float weights[] = {0, logf(3)};
  const int64_t targets[] = {1};
  const int64_t wrong[] = {2};
  gt_tensor h = shaped(floats(hidden, 1), 1, 1);
  gt_tensor w = shaped(floats(weights, 2), 2, 1);
  gt_tensor y = longs(targets, 1);
  gt_tensor outside = longs(wrong, 1);
  gt_tensor log_prob = NULL;
  gt_tensor sum = NULL;
  /* Scores 0 and ln 3: probabilities 1/4 and 3/4. */
  OK(gt_linear_log_prob(&log_prob, &sum, h, w, NULL, y, 0));
  CHECK(fabs(at(log_prob, 0) - log(0.75)) < 1e-6);
  CHECK(fabs(at(sum, 0) - log(3)) < 1e-6);
  OK(gt_tensor_release(log_prob));
  OK(gt_tensor_release(sum));
  FAILS(GT_INDEX, "target 2", gt_linear_log_prob(&log_prob, &sum, h, w, NULL, outside, 0));
  FAILS(GT_VALUE, "", gt_linear_log_prob(&log_prob, &sum, h, w, NULL, y, -1));
  OK(gt_tensor_release(h));
  OK(gt_tensor_release(w));
  OK(gt_tensor_release(y));
  OK(gt_tensor_release(outside));
}

static void attention(void) {
  const int64_t sizes[] = {3, 1, 2};
  const int64_t lengths[] = {3};
  const int64_t negative[] = {-3};
  gt_tensor x = empty(sizes, 3, GT_FLOAT32);
  gt_tensor attended = NULL;
  OK(gt_packed_attention(&attended, x, x, x, NULL, NULL, lengths, lengths, 1, 9));
  OK(gt_tensor_release(attended));
  REFUSED(gt_packed_attention(&attended, x, x, x, NULL, NULL, negative, negative, 1, 9));
  REFUSED(gt_packed_attention(&attended, x, x, x, NULL, NULL, NULL, lengths, 1, 9));
  REFUSED(gt_packed_attention(&attended, x, x, x, NULL, NULL, lengths, lengths, 1, 0));
  REFUSED(gt_packed_attention(&attended, x, x, x, x, x, lengths, lengths, 1, 9));
  OK(gt_tensor_release(x));
}

static void products(void) {
  const float values[] = {1, 2};
  gt_tensor x = shaped(floats(values, 2), 1, 2);
  gt_tensor product = NULL;
  /* 1 * 1 + 2 * 2; silu(x) x at 1 is 1 / (1 + 1/e). */
  OK(gt_linear_with_copy(&product, x, x, x, NULL));
  CHECK(item(product) == 5);
  OK(gt_swiglu(&product, x, x));
  gt_tensor row = NULL;
  OK(gt_select(&row, product, 0, 0));
  CHECK(fabs(at(row, 0) - 1 / (1 + exp(-1))) < 1e-6);
  OK(gt_tensor_release(row));
  OK(gt_tensor_release(product));
  gt_tensor w = floats(values, 2);
  FAILS(GT_VALUE, "one shape", gt_swiglu(&product, x, w));
  REFUSED(gt_linear_with_copy(&product, x, w, w, NULL));
  OK(gt_tensor_release(w));
  OK(gt_tensor_release(x));
}

int main(void) {
  norms();
  log_probs();
  attention();
  products();
  return finish();
}
