/* Typed operators: main paths by family, with values worked by hand, and what they refuse. */
#include <math.h>

#include "check.h"

typedef gt_status (*unary)(gt_tensor*, gt_tensor);
typedef gt_status (*binary)(gt_tensor*, gt_tensor, gt_tensor);
typedef gt_status (*with_scalar)(gt_tensor*, gt_tensor, int32_t, int64_t);
typedef gt_status (*in_place)(gt_tensor, gt_tensor);

static int64_t bits(double value) {
  int64_t result = 0;
  memcpy(&result, &value, sizeof result);
  return result;
}

static int close_to(double a, double b) { return fabs(a - b) < 1e-6; }

static void pointwise(void) {
  const struct {
    unary operator;
    double of_half;
  } unaries[] = {
      {gt_neg, -0.5},
      {gt_abs, 0.5},
      {gt_exp, 1.6487212707001282},
      {gt_log, -0.6931471805599453},
      {gt_log1p, 0.4054651081081644},
      {gt_sqrt, 0.7071067811865476},
      {gt_rsqrt, 1.4142135623730951},
      {gt_sin, 0.479425538604203},
      {gt_cos, 0.8775825618903728},
      {gt_tanh, 0.46211715726000973},
      {gt_sigmoid, 0.6224593312018546},
      {gt_log_sigmoid, -0.4740769841801067},
      {gt_relu, 0.5},
      {gt_silu, 0.3112296656009273},
      {gt_gelu, 0.34573123063700656},
      {gt_isfinite, 1},
      {gt_logical_not, 0},
  };
  const float half = 0.5F;
  gt_tensor x = floats(&half, 1);
  for (size_t i = 0; i < sizeof unaries / sizeof unaries[0]; i++) {
    gt_tensor y = NULL;
    OK(unaries[i].operator(&y, x));
    CHECK(close_to(item(y), unaries[i].of_half));
    FAILS(GT_VALUE, "out-parameter is null", unaries[i].operator(NULL, x));
    FAILS(GT_VALUE, "handle is null", unaries[i].operator(&y, NULL));
  }
  OK(gt_tensor_release(x));

  const float six_four[] = {6, -4};
  const float three_eight[] = {3, 8};
  gt_tensor a = floats(six_four, 2);
  gt_tensor b = floats(three_eight, 2);
  const float wrong_values[] = {1, 2, 3};
  gt_tensor wrong = floats(wrong_values, 3);
  const struct {
    binary operator;
    double first;
    double second;
  } binaries[] = {
      {gt_add, 9, 4}, {gt_sub, 3, -12}, {gt_mul, 18, -32}, {gt_div, 2, -0.5}, {gt_maximum, 6, 8}, {gt_minimum, 3, -4},
      {gt_eq, 0, 0},  {gt_ne, 1, 1},    {gt_lt, 0, 1},     {gt_le, 0, 1},     {gt_gt, 1, 0},      {gt_ge, 1, 0},
  };
  for (size_t i = 0; i < sizeof binaries / sizeof binaries[0]; i++) {
    gt_tensor y = NULL;
    OK(binaries[i].operator(&y, a, b));
    CHECK(at(y, 0) == binaries[i].first && at(y, 1) == binaries[i].second);
    OK(gt_tensor_release(y));
    FAILS(GT_INTERNAL, "must match the size", binaries[i].operator(&y, a, wrong));
    FAILS(GT_VALUE, "handle is null", binaries[i].operator(&y, a, NULL));
    FAILS(GT_VALUE, "handle is null", binaries[i].operator(&y, NULL, b));
    FAILS(GT_VALUE, "out-parameter is null", binaries[i].operator(NULL, a, b));
  }
  const struct {
    with_scalar operator;
    double first;
  } scalars[] = {
      {gt_add_scalar, 8}, {gt_mul_scalar, 12}, {gt_div_scalar, 3}, {gt_pow_scalar, 36}, {gt_eq_scalar, 0},
      {gt_ne_scalar, 1},  {gt_lt_scalar, 0},   {gt_le_scalar, 0},  {gt_gt_scalar, 1},   {gt_ge_scalar, 1},
  };
  for (size_t i = 0; i < sizeof scalars / sizeof scalars[0]; i++) {
    gt_tensor y = NULL;
    OK(scalars[i].operator(&y, a, GT_SCALAR_INT64, 2));
    CHECK(at(y, 0) == scalars[i].first);
    OK(gt_tensor_release(y));
    OK(scalars[i].operator(&y, a, GT_SCALAR_DOUBLE, bits(2)));
    CHECK(at(y, 0) == scalars[i].first);
    OK(gt_tensor_release(y));
    FAILS(GT_VALUE, "scalar kind 3", scalars[i].operator(&y, a, 3, 2));
    FAILS(GT_VALUE, "handle is null", scalars[i].operator(&y, NULL, GT_SCALAR_INT64, 2));
  }
  gt_tensor y = NULL;
  gt_tensor mask = NULL;
  OK(gt_clamp(&y, a, 1, -1, 1, 1));
  CHECK(at(y, 0) == 1 && at(y, 1) == -1);
  OK(gt_tensor_release(y));
  REFUSED(gt_clamp(&y, a, 0, 0, 0, 0));
  OK(gt_gt(&mask, a, b));
  OK(gt_where(&y, mask, a, b));
  CHECK(at(y, 0) == 6 && at(y, 1) == 8);
  OK(gt_tensor_release(y));
  REFUSED(gt_where(&y, a, a, b));
  OK(gt_masked_fill(&y, a, mask, GT_SCALAR_DOUBLE, bits(0.5)));
  CHECK(at(y, 0) == 0.5 && at(y, 1) == -4);
  OK(gt_tensor_release(y));
  REFUSED(gt_masked_fill(&y, a, b, GT_SCALAR_INT64, 0));

  const in_place changes[] = {gt_add_, gt_sub_, gt_mul_, gt_div_};
  const double after[] = {9, 6, 18, 6};
  for (size_t i = 0; i < 4; i++) {
    OK(changes[i](a, b));
    CHECK(at(a, 0) == after[i]);
    FAILS(GT_INTERNAL, "", changes[i](a, wrong));
    FAILS(GT_VALUE, "handle is null", changes[i](NULL, b));
    FAILS(GT_VALUE, "handle is null", changes[i](a, NULL));
  }
  OK(gt_mul_scalar_(a, GT_SCALAR_INT64, 2));
  CHECK(at(a, 0) == 12);
  OK(gt_fill_(a, GT_SCALAR_DOUBLE, bits(1.5)));
  CHECK(at(a, 1) == 1.5);
  FAILS(GT_VALUE, "scalar kind", gt_fill_(a, -1, 0));
  FAILS(GT_VALUE, "scalar kind", gt_mul_scalar_(a, -1, 0));
  const gt_tensor made[] = {a, b, wrong, mask};
  OK(gt_tensor_release_all(made, 4));
}

static void reductions(void) {
  const float values[] = {1, 5, 3, 4, 2, 6};
  gt_tensor x = shaped(floats(values, 6), 2, 3);
  gt_tensor y = NULL;
  gt_tensor where = NULL;
  const int64_t rows = 1;
  const int64_t far = 4;
  OK(gt_sum(&y, x, NULL, 0, 0, GT_NO_DTYPE));
  CHECK(item(y) == 21);
  OK(gt_sum(&y, x, &rows, 1, 1, GT_FLOAT64));
  OK(gt_tensor_release(y));
  OK(gt_mean(&y, x, NULL, 0, 0, GT_NO_DTYPE));
  CHECK(item(y) == 3.5);
  OK(gt_amax(&y, x, &rows, 1, 0));
  CHECK(at(y, 0) == 5 && at(y, 1) == 6);
  OK(gt_tensor_release(y));
  OK(gt_amin(&y, x, NULL, 0, 0));
  CHECK(item(y) == 1);
  OK(gt_logsumexp(&y, x, &rows, 1, 0));
  CHECK(close_to(at(y, 0), 5.142931628499899));
  OK(gt_tensor_release(y));
  OK(gt_argmax(&y, x, 1, 0));
  CHECK(at(y, 0) == 1 && at(y, 1) == 2);
  OK(gt_tensor_release(y));
  OK(gt_all(&y, x));
  CHECK(item(y) == 1);
  OK(gt_any(&y, x));
  CHECK(item(y) == 1);
  OK(gt_cumsum(&y, x, 1));
  OK(gt_tensor_release(y));
  OK(gt_topk(&y, &where, x, 2, 1, 1));
  OK(gt_tensor_release(y));
  OK(gt_tensor_release(where));
  OK(gt_sort(&y, &where, x, 1, 0));
  OK(gt_tensor_release(y));
  OK(gt_tensor_release(where));
  y = NULL;
  where = NULL;
  FAILS(GT_INDEX, "range", gt_sum(&y, x, &far, 1, 0, GT_NO_DTYPE));
  FAILS(GT_INDEX, "range", gt_mean(&y, x, &far, 1, 0, GT_NO_DTYPE));
  FAILS(GT_INDEX, "range", gt_amax(&y, x, &far, 1, 0));
  FAILS(GT_INDEX, "range", gt_amin(&y, x, &far, 1, 0));
  FAILS(GT_INDEX, "range", gt_logsumexp(&y, x, &far, 1, 0));
  FAILS(GT_INDEX, "range", gt_argmax(&y, x, 4, 0));
  FAILS(GT_INDEX, "range", gt_cumsum(&y, x, 4));
  FAILS(GT_VALUE, "array is null", gt_sum(&y, x, NULL, 1, 0, GT_NO_DTYPE));
  FAILS(GT_TYPE, "dtype 55", gt_sum(&y, x, NULL, 0, 0, 55));
  REFUSED(gt_topk(&y, &where, x, 4, 1, 1));
  REFUSED(gt_sort(&y, &where, x, 5, 1));
  FAILS(GT_VALUE, "out-parameter is null", gt_topk(&y, NULL, x, 1, 1, 1));
  FAILS(GT_VALUE, "out-parameter is null", gt_sort(NULL, &where, x, 1, 1));
  CHECK(y == NULL && where == NULL);
  OK(gt_tensor_release(x));
}

static void blocks(void) {
  const float values[] = {1, 2, 3, 4};
  gt_tensor a = shaped(floats(values, 4), 2, 2);
  gt_tensor y = NULL;
  OK(gt_matmul(&y, a, a));
  gt_tensor row = NULL;
  OK(gt_select(&row, y, 0, 1));
  CHECK(at(row, 0) == 15 && at(row, 1) == 22);
  OK(gt_tensor_release(row));
  OK(gt_tensor_release(y));
  const float two[] = {10, 20};
  gt_tensor bias = floats(two, 2);
  OK(gt_linear(&y, a, a, NULL));
  OK(gt_tensor_release(y));
  OK(gt_linear(&y, a, a, bias));
  OK(gt_tensor_release(y));
  const int64_t rows[] = {1, 1, 0};
  const int64_t outside[] = {7};
  gt_tensor indices = longs(rows, 3);
  gt_tensor far = longs(outside, 1);
  OK(gt_embedding(&y, a, indices));
  OK(gt_tensor_release(y));
  FAILS(GT_INDEX, "range", gt_embedding(&y, a, far));
  OK(gt_rms_norm(&y, a, bias, 1e-6));
  OK(gt_tensor_release(y));
  OK(gt_rms_norm(&y, a, NULL, 1e-6));
  OK(gt_tensor_release(y));
  OK(gt_softmax(&y, a, -1, GT_NO_DTYPE));
  OK(gt_tensor_release(y));
  OK(gt_log_softmax(&y, a, -1, GT_FLOAT64));
  OK(gt_tensor_release(y));
  OK(gt_multinomial(&y, a, 1));
  OK(gt_tensor_release(y));
  REFUSED(gt_matmul(&y, a, far));
  REFUSED(gt_linear(&y, bias, far, NULL));
  REFUSED(gt_rms_norm(&y, a, a, 1e-6));
  FAILS(GT_INDEX, "range", gt_softmax(&y, a, 3, GT_NO_DTYPE));
  FAILS(GT_INDEX, "range", gt_log_softmax(&y, a, 3, GT_NO_DTYPE));
  REFUSED(gt_multinomial(&y, a, 5));

  const int64_t heads[] = {1, 4, 3, 8};
  const int64_t key_heads[] = {1, 2, 3, 8};
  const int64_t no_heads[] = {1, 0, 3, 8};
  gt_tensor q = NULL;
  gt_tensor k = NULL;
  gt_tensor none = NULL;
  OK(gt_rand(&q, heads, 4, GT_FLOAT32, GT_CPU, -1));
  OK(gt_rand(&k, key_heads, 4, GT_FLOAT32, GT_CPU, -1));
  OK(gt_rand(&none, no_heads, 4, GT_FLOAT32, GT_CPU, -1));
  OK(gt_scaled_dot_product_attention(&y, q, k, k, NULL, 1, 0, 0, 1));
  OK(gt_tensor_release(y));
  OK(gt_scaled_dot_product_attention(&y, q, q, q, NULL, 0, 1, 0.5, 0));
  OK(gt_tensor_release(y));
  FAILS(GT_VALUE, "no heads", gt_scaled_dot_product_attention(&y, q, none, none, NULL, 0, 0, 0, 1));
  REFUSED(gt_scaled_dot_product_attention(&y, q, k, k, NULL, 0, 0, 0, 0));
  FAILS(GT_VALUE, "handle is null", gt_scaled_dot_product_attention(&y, q, k, NULL, NULL, 0, 0, 0, 1));
  const gt_tensor made[] = {a, bias, indices, far, q, k, none};
  OK(gt_tensor_release_all(made, 7));
}

int main(void) {
  pointwise();
  reductions();
  blocks();
  return finish();
}
