/* Generators, and other values that only operators know. */
#include "check.h"

static int64_t objects(void) {
  int64_t count = -1;
  OK(gt_live_opaque(&count));
  return count;
}

static void generators(void) {
  gt_object generator = NULL;
  int64_t seed = 0;
  gt_tensor state = NULL;
  OK(gt_generator_new(&generator, GT_CPU, -1));
  CHECK(objects() == 1);
  OK(gt_generator_manual_seed(generator, 7));
  OK(gt_generator_initial_seed(&seed, generator));
  CHECK(seed == 7);
  OK(gt_generator_get_state(&state, generator));
  OK(gt_generator_set_state(generator, state));
  FAILS(GT_VALUE, "null", gt_generator_set_state(generator, NULL));
  FAILS(GT_VALUE, "null", gt_generator_manual_seed(NULL, 1));
  FAILS(GT_VALUE, "null", gt_generator_initial_seed(NULL, generator));
  FAILS(GT_VALUE, "null", gt_generator_get_state(NULL, generator));
  FAILS(GT_VALUE, "", gt_generator_new(&generator, 99, 0));
  FAILS(GT_VALUE, "null", gt_generator_new(NULL, GT_CPU, -1));

  char* type = NULL;
  int64_t length = 0;
  OK(gt_object_type(&type, &length, generator));
  CHECK(length == 9 && strcmp(type, "Generator") == 0);
  OK(gt_text_free(type));
  FAILS(GT_VALUE, "null", gt_object_type(&type, &length, NULL));

  OK(gt_tensor_release(state));
  OK(gt_object_release(generator));
  OK(gt_object_release(NULL));
  CHECK(objects() == 0);
}

/* A list of lists goes in: _test::get_first(str[][]) -> str. */
static void lists_of_lists(void) {
  gt_operator first = NULL;
  OK(gt_operator_find(&first, "_test::get_first", ""));
  char word[] = "first";
  gt_value text = {GT_VALUE_STRING, 0, 5, {0}};
  text.as.data = word;
  gt_value inner = {GT_VALUE_LIST, 0, 1, {0}};
  inner.as.data = &text;
  gt_value outer = {GT_VALUE_LIST, 0, 1, {0}};
  outer.as.data = &inner;
  gt_value result;
  int64_t count = 0;
  OK(gt_operator_call(&result, &count, 1, first, &outer, 1));
  CHECK(count == 1 && result.tag == GT_VALUE_STRING && result.length == 5);
  CHECK(memcmp(result.as.data, "first", 5) == 0);
  OK(gt_values_free(&result, 1));
  outer.as.data = NULL;
  FAILS(GT_VALUE, "null list", gt_operator_call(&result, &count, 1, first, &outer, 1));
}

/* An object of the wrong type is refused, a null one too. */
static void wrong_objects(void) {
  gt_operator unpack = NULL;
  OK(gt_operator_find(&unpack, "quantized::linear_unpack", ""));
  gt_value argument = {GT_VALUE_OBJECT, 0, 0, {0}};
  gt_value results[2];
  int64_t count = 0;
  FAILS(GT_VALUE, "null", gt_operator_call(results, &count, 2, unpack, &argument, 1));
  OK(gt_generator_new(&argument.as.object, GT_CPU, -1));
  FAILS(GT_TYPE, "but got Generator", gt_operator_call(results, &count, 2, unpack, &argument, 1));
  OK(gt_object_release(argument.as.object));
}

static void loading(void) {
  FAILS(GT_VALUE, "null", gt_operator_load(NULL));
  FAILS(GT_IO, "no_such_library.so", gt_operator_load("/no_such_library.so"));
}

int main(void) {
  generators();
  lists_of_lists();
  wrong_objects();
  loading();
  return finish();
}
