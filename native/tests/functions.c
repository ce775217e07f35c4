/* Functions of the caller in the graph: what they get, what they give, who owns it, and what becomes of their failures.
 */
#include "check.h"

static int64_t seen[8];
static int64_t seen_count = 0;

/* d(x^2) = 2 x, with x saved. */
static gt_status square(gt_gradient_call* call) {
  gt_tensor product = NULL;
  seen[seen_count++] = call->function;
  CHECK(call->gradient_count == 1 && call->saved_count == 1 && call->result_count == 1 && call->needed[0] == 1);
  OK(gt_mul(&product, call->gradients[0], call->saved[0]));
  OK(gt_add(&call->results[0], product, product));
  OK(gt_tensor_release(product));
  OK(gt_tensor_release(call->gradients[0]));
  OK(gt_tensor_release(call->saved[0]));
  return GT_OK;
}

/* Writes a result all the same, which the library has to give back. */
static gt_status failing(gt_gradient_call* call) {
  call->results[0] = call->gradients[0];
  call->failure = 77;
  for (int64_t i = 0; i < call->saved_count; i++) OK(gt_tensor_release(call->saved[i]));
  return GT_VALUE;
}

static gt_status twice(gt_gradient_call* call) {
  seen[seen_count++] = call->function;
  OK(gt_add(&call->results[0], call->gradients[0], call->gradients[0]));
  OK(gt_tensor_release(call->gradients[0]));
  return GT_OK;
}

static gt_tensor leaf(float value) {
  gt_tensor x = floats(&value, 1);
  OK(gt_set_requires_grad(x, 1));
  return x;
}

static gt_tensor apply(gt_tensor x, gt_gradient_function backward, int64_t function) {
  const int32_t differentiable = 0;
  gt_guard no_grad = NULL;
  gt_tensor raw = NULL;
  gt_tensor y = NULL;
  OK(gt_grad_mode_open(&no_grad, 0));
  OK(gt_mul(&raw, x, x));
  OK(gt_guard_close(no_grad));
  OK(gt_function_apply(&y, &x, 1, &raw, 1, &differentiable, &x, 1, "Square", backward, function));
  OK(gt_tensor_release(raw));
  return y;
}

/* How many numbers have come back, and that the last is the wanted one. */
static void released(int64_t wanted) {
  int64_t numbers[4];
  int64_t count = 0;
  OK(gt_released_functions(numbers, &count, 4));
  CHECK(count == 1 && numbers[0] == wanted);
}

static void functions(void) {
  int64_t live = -1;
  gt_tensor grad = NULL;
  gt_tensor x = leaf(3);
  gt_tensor y = apply(x, square, 11);
  OK(gt_live_functions(&live));
  CHECK(live == 1);
  OK(gt_backward(y, NULL, 0, 0));
  OK(gt_grad(&grad, x));
  CHECK(item(grad) == 6);
  CHECK(seen_count == 1 && seen[0] == 11);
  FAILS(GT_INTERNAL, "second time", gt_backward(y, NULL, 0, 0));
  OK(gt_tensor_release(y));
  released(11);

  const int32_t differentiable = 0;
  gt_tensor z = NULL;
  OK(gt_mul(&y, x, x));
  FAILS(GT_VALUE, "without recording",
        gt_function_apply(&z, &x, 1, &y, 1, &differentiable, NULL, 0, "Square", square, 12));
  released(12);
  FAILS(GT_VALUE, "at least one", gt_function_apply(&z, &x, 1, NULL, 0, &differentiable, NULL, 0, "", square, 13));
  released(13);
  OK(gt_tensor_release(y));
  OK(gt_tensor_release(x));
}

static void failures_come_back(void) {
  int64_t number = 0;
  gt_tensor x = leaf(3);
  gt_tensor y = apply(x, failing, 21);
  FAILS(GT_CALLBACK, "failed", gt_backward(y, NULL, 0, 0));
  OK(gt_callback_failure(&number));
  CHECK(number == 77);
  OK(gt_callback_failure_release());
  released(77);
  FAILS(GT_VALUE, "no function", gt_callback_failure(&number));
  OK(gt_tensor_release(y));
  released(21);
  OK(gt_tensor_release(x));
}

static void hooks(void) {
  gt_tensor grad = NULL;
  gt_tensor x = leaf(3);
  seen_count = 0;
  OK(gt_register_hook(x, twice, 31));
  OK(gt_register_hook(x, twice, 32));
  OK(gt_remove_hook(31));
  released(31);
  OK(gt_remove_hook(31));
  OK(gt_backward(x, NULL, 0, 0));
  OK(gt_grad(&grad, x));
  CHECK(item(grad) == 2);
  CHECK(seen_count == 1 && seen[0] == 32);
  OK(gt_tensor_release(x));
  released(32);
  OK(gt_remove_hook(32));
}

int main(void) {
  int64_t before = 0;
  int64_t after = 0;
  int64_t other = 0;
  OK(gt_live_objects(&before, &other, &other));
  functions();
  failures_come_back();
  hooks();
  OK(gt_live_objects(&after, &other, &other));
  CHECK(before == after);
  OK(gt_live_functions(&after));
  CHECK(after == 0);
  return finish();
}
