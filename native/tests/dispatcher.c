/* The boxed door: look-up, every kind of argument and result, and what it refuses. */
#include "check.h"

static gt_operator find(const char* name, const char* overload) {
  gt_operator op = NULL;
  OK(gt_operator_find(&op, name, overload));
  return op;
}

static gt_value none(void) {
  gt_value value;
  memset(&value, 0, sizeof value);
  return value;
}

static gt_value tensor_value(gt_tensor tensor) {
  gt_value value = none();
  value.tag = GT_VALUE_TENSOR;
  value.as.tensor = tensor;
  return value;
}

static gt_value int_value(int32_t tag, int64_t number) {
  gt_value value = none();
  value.tag = tag;
  value.as.i = number;
  return value;
}

static gt_value list_value(int32_t tag, void* data, int64_t length) {
  gt_value value = none();
  value.tag = tag;
  value.length = length;
  value.as.data = data;
  return value;
}

static void looking_up(void) {
  gt_operator op = find("aten::add", "Tensor");
  CHECK(op == find("aten::add", "Tensor"));
  const char* schema = NULL;
  int64_t length = 0;
  OK(gt_operator_schema(&schema, &length, op));
  CHECK(strncmp(schema, "aten::add.Tensor(Tensor self, Tensor other", 42) == 0 && (int64_t)strlen(schema) == length);
  FAILS(GT_VALUE, "there is no operator aten::nothing", gt_operator_find(&op, "aten::nothing", ""));
  FAILS(GT_VALUE, "aten::add.Tensor", gt_operator_find(&op, "aten::add", ""));
  FAILS(GT_VALUE, "null", gt_operator_find(&op, NULL, ""));
  FAILS(GT_VALUE, "null", gt_operator_find(&op, "aten::add", NULL));
  FAILS(GT_VALUE, "out-parameter", gt_operator_find(NULL, "aten::add", "Tensor"));
  FAILS(GT_VALUE, "operator is null", gt_operator_schema(&schema, &length, NULL));
  FAILS(GT_VALUE, "out-parameter", gt_operator_schema(NULL, &length, op));
  char* names = NULL;
  OK(gt_operator_names(&names, &length));
  CHECK(length > 10000 && strstr(names, "aten::kthvalue\n") != NULL);
  OK(gt_text_free(names));
  FAILS(GT_VALUE, "out-parameter", gt_operator_names(NULL, &length));
}

static void calling(void) {
  const float values[] = {5, 1, 3};
  gt_tensor x = floats(values, 3);
  gt_value results[4];
  int64_t count = 0;
  gt_value arguments[8];

  arguments[0] = tensor_value(x);
  arguments[1] = int_value(GT_VALUE_INT, 2);
  OK(gt_operator_call(results, &count, 4, find("aten::kthvalue", ""), arguments, 2));
  CHECK(count == 2 && results[0].tag == GT_VALUE_TENSOR);
  CHECK(item(results[0].as.tensor) == 3 && item(results[1].as.tensor) == 2);

  arguments[1] = tensor_value(x);
  arguments[2] = int_value(GT_VALUE_DEFAULT, 0);
  OK(gt_operator_call(results, &count, 1, find("aten::add", "Tensor"), arguments, 3));
  CHECK(at(results[0].as.tensor, 0) == 10);
  OK(gt_tensor_release(results[0].as.tensor));
  arguments[2].tag = GT_VALUE_DOUBLE;
  arguments[2].as.d = -1;
  OK(gt_operator_call(results, &count, 1, find("aten::add", "Tensor"), arguments, 3));
  CHECK(at(results[0].as.tensor, 0) == 0);
  OK(gt_tensor_release(results[0].as.tensor));

  /* a list of tensors out, and in again */
  arguments[1] = int_value(GT_VALUE_INT, 2);
  OK(gt_operator_call(results, &count, 1, find("aten::split", "Tensor"), arguments, 2));
  CHECK(results[0].tag == GT_VALUE_TENSOR_LIST && results[0].length == 2);
  arguments[0] = list_value(GT_VALUE_TENSOR_LIST, results[0].as.data, 2);
  gt_value joined;
  OK(gt_operator_call(&joined, &count, 1, find("aten::cat", ""), arguments, 1));
  CHECK(at(joined.as.tensor, 2) == 3);
  OK(gt_tensor_release(joined.as.tensor));
  OK(gt_tensor_release_all((gt_tensor*)results[0].as.data, 2));
  OK(gt_values_free(results, 1));
  CHECK(results[0].tag == GT_VALUE_NONE);
  OK(gt_values_free(results, 1));

  /* strings, booleans, lists of numbers */
  char text[] = "tanh";
  arguments[0] = tensor_value(x);
  arguments[1] = list_value(GT_VALUE_STRING, text, 4);
  OK(gt_operator_call(results, &count, 1, find("aten::gelu", ""), arguments, 2));
  OK(gt_tensor_release(results[0].as.tensor));
  int64_t dims[] = {0};
  arguments[1] = list_value(GT_VALUE_INT_LIST, dims, 1);
  arguments[2] = int_value(GT_VALUE_BOOL, 1);
  OK(gt_operator_call(results, &count, 1, find("aten::sum", "dim_IntList"), arguments, 3));
  CHECK(item(results[0].as.tensor) == 9);
  OK(gt_operator_call(results, &count, 1, find("aten::is_floating_point", ""), arguments, 1));
  CHECK(results[0].tag == GT_VALUE_BOOL && results[0].as.i == 1);
  gt_value dtype_and_rest[5];
  int64_t two = 2;
  char cpu[] = "cpu";
  char mars[] = "mars";
  dtype_and_rest[0] = list_value(GT_VALUE_INT_LIST, &two, 1);
  dtype_and_rest[1] = int_value(GT_VALUE_INT, GT_FLOAT64);
  dtype_and_rest[2] = none();
  dtype_and_rest[3] = list_value(GT_VALUE_STRING, cpu, 3);
  dtype_and_rest[4] = none();
  OK(gt_operator_call(results, &count, 1, find("aten::ones", ""), dtype_and_rest, 5));
  CHECK(at(results[0].as.tensor, 1) == 1);
  OK(gt_tensor_release(results[0].as.tensor));
  dtype_and_rest[3] = list_value(GT_VALUE_STRING, mars, 4);
  REFUSED(gt_operator_call(results, &count, 1, find("aten::ones", ""), dtype_and_rest, 5));
  double scales[] = {2};
  gt_tensor wide = NULL;
  OK(gt_unsqueeze(&wide, x, 0));
  OK(gt_tensor_release(x));
  OK(gt_unsqueeze(&x, wide, 0));
  arguments[0] = tensor_value(x);
  arguments[1] = none();
  arguments[2] = list_value(GT_VALUE_DOUBLE_LIST, scales, 1);
  OK(gt_operator_call(results, &count, 1, find("aten::upsample_nearest1d", "vec"), arguments, 3));
  OK(gt_tensor_release(results[0].as.tensor));
  OK(gt_tensor_release(wide));
  OK(gt_tensor_release(x));
}

static void refusing(void) {
  const float one = 1;
  gt_tensor x = floats(&one, 1);
  gt_value results[2];
  int64_t count = 0;
  gt_operator add = find("aten::add", "Tensor");
  gt_value arguments[4] = {tensor_value(x), tensor_value(x), none(), none()};
  FAILS(GT_VALUE, "'other' is missing: aten::add.Tensor(", gt_operator_call(results, &count, 2, add, arguments, 1));
  FAILS(GT_VALUE, "too many", gt_operator_call(results, &count, 2, add, arguments, 4));
  FAILS(GT_VALUE, "no room for 1", gt_operator_call(results, &count, 0, add, arguments, 2));
  FAILS(GT_VALUE, "no room for 1", gt_operator_call(NULL, &count, 1, add, arguments, 2));
  FAILS(GT_VALUE, "operator is null", gt_operator_call(results, &count, 2, NULL, arguments, 2));
  FAILS(GT_VALUE, "out-parameter", gt_operator_call(results, NULL, 2, add, arguments, 2));
  FAILS(GT_VALUE, "arguments are null", gt_operator_call(results, &count, 2, add, NULL, 2));
  FAILS(GT_VALUE, "arguments are null", gt_operator_call(results, &count, 2, add, arguments, -1));
  arguments[1].as.tensor = NULL;
  FAILS(GT_VALUE, "handle is null", gt_operator_call(results, &count, 2, add, arguments, 2));
  for (int32_t tag = -1; tag <= GT_VALUE_TENSOR_LIST + 1; tag++) {
    if (tag == GT_VALUE_TENSOR) continue;
    arguments[1].tag = tag;
    REFUSED(gt_operator_call(results, &count, 2, add, arguments, 2));
  }
  gt_value cat = list_value(GT_VALUE_TENSOR_LIST, NULL, 3);
  FAILS(GT_VALUE, "null list", gt_operator_call(results, &count, 2, find("aten::cat", ""), &cat, 1));
  cat.length = -3;
  FAILS(GT_VALUE, "negative length", gt_operator_call(results, &count, 2, find("aten::cat", ""), &cat, 1));
  gt_tensor holed[] = {x, NULL};
  cat = list_value(GT_VALUE_TENSOR_LIST, holed, 2);
  FAILS(GT_VALUE, "handle is null", gt_operator_call(results, &count, 2, find("aten::cat", ""), &cat, 1));
  FAILS(GT_VALUE, "null", gt_values_free(NULL, 2));
  FAILS(GT_VALUE, "negative", gt_values_free(results, -1));
  OK(gt_values_free(NULL, 0));
  OK(gt_tensor_release(x));
}

int main(void) {
  looking_up();
  calling();
  refusing();
  return finish();
}
