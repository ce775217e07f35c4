/* Gradients, modes, and threads. */
#include <pthread.h>

#include "check.h"

static gt_tensor leaf(float value) {
  gt_tensor x = floats(&value, 1);
  OK(gt_set_requires_grad(x, 1));
  return x;
}

static void gradients(void) {
  gt_tensor x = leaf(3);
  gt_tensor y = NULL;
  gt_tensor grad = NULL;
  int32_t flag = -1;
  OK(gt_requires_grad(&flag, x));
  CHECK(flag == 1);
  OK(gt_is_leaf(&flag, x));
  CHECK(flag == 1);
  OK(gt_grad(&grad, x));
  CHECK(grad == NULL);
  OK(gt_mul(&y, x, x));
  char* name = NULL;
  int64_t length = -1;
  OK(gt_grad_fn_name(&name, &length, y));
  CHECK(length == 12 && strcmp(name, "MulBackward0") == 0);
  OK(gt_text_free(name));
  OK(gt_grad_fn_name(&name, &length, x));
  CHECK(length == 0);
  OK(gt_text_free(name));
  FAILS(GT_VALUE, "null", gt_grad_fn_name(&name, &length, NULL));
  OK(gt_backward(y, NULL, 1, 0));
  OK(gt_grad(&grad, x));
  CHECK(item(grad) == 6);
  OK(gt_set_grad(x, NULL));
  OK(gt_backward(y, NULL, 0, 0));
  FAILS(GT_INTERNAL, "second time", gt_backward(y, NULL, 0, 0));
  OK(gt_is_leaf(&flag, y));
  CHECK(flag == 0);
  REFUSED(gt_set_requires_grad(y, 0));

  const float pair[] = {1, 2};
  gt_tensor two = floats(pair, 2);
  FAILS(GT_INTERNAL, "does not require grad", gt_backward(two, NULL, 0, 0));
  FAILS(GT_VALUE, "shape", gt_set_grad(x, two));
  FAILS(GT_VALUE, "its own gradient", gt_set_grad(x, x));
  const int64_t one = 1;
  gt_tensor whole = longs(&one, 1);
  FAILS(GT_TYPE, "gradient is", gt_set_grad(x, whole));
  REFUSED(gt_set_requires_grad(whole, 1));
  OK(gt_tensor_release(y));

  OK(gt_mul(&y, x, x));
  gt_tensor out[2] = {NULL, NULL};
  const gt_tensor outputs[] = {y};
  const gt_tensor inputs[] = {x, two};
  OK(gt_autograd_grad(out, outputs, NULL, 1, inputs, 1, 1, 0, 0));
  CHECK(item(out[0]) == 6);
  REFUSED(gt_autograd_grad(out, outputs, NULL, 1, inputs, 2, 1, 0, 0));
  OK(gt_set_requires_grad(two, 1));
  FAILS(GT_INTERNAL, "not have been used", gt_autograd_grad(out, outputs, NULL, 1, inputs, 2, 1, 0, 0));
  OK(gt_autograd_grad(out, outputs, NULL, 1, inputs, 2, 1, 0, 1));
  CHECK(out[0] != NULL && out[1] == NULL);
  OK(gt_tensor_release(out[0]));
  FAILS(GT_VALUE, "at least one", gt_autograd_grad(out, outputs, NULL, 1, inputs, 0, 1, 0, 0));
  FAILS(GT_VALUE, "at least one", gt_autograd_grad(out, outputs, NULL, 0, inputs, 1, 1, 0, 0));
  FAILS(GT_VALUE, "at least one", gt_autograd_grad(out, outputs, NULL, -1, inputs, 1, 1, 0, 0));
  FAILS(GT_VALUE, "out-parameter", gt_autograd_grad(NULL, outputs, NULL, 1, inputs, 1, 1, 0, 0));
  FAILS(GT_VALUE, "list of tensors", gt_autograd_grad(out, NULL, NULL, 1, inputs, 1, 1, 0, 0));
  const gt_tensor ones[] = {two};
  REFUSED(gt_autograd_grad(out, outputs, ones, 1, inputs, 1, 1, 0, 0));
  const gt_tensor made[] = {x, y, two, whole};
  OK(gt_tensor_release_all(made, 4));
}

static void* close_elsewhere(void* guard) {
  FAILS(GT_VALUE, "thread that opened it", gt_guard_close((gt_guard)guard));
  int32_t enabled = 0;
  OK(gt_grad_enabled(&enabled));
  CHECK(enabled == 1); /* modes are the thread's own */
  return NULL;
}

static void modes(void) {
  int32_t enabled = 0;
  gt_guard off = NULL;
  gt_guard on = NULL;
  gt_guard inference = NULL;
  OK(gt_grad_mode_open(&off, 0));
  OK(gt_grad_enabled(&enabled));
  CHECK(enabled == 0);
  OK(gt_grad_mode_open(&on, 1));
  OK(gt_grad_enabled(&enabled));
  CHECK(enabled == 1);
  CHECK(live() == 2);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, close_elsewhere, on) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  OK(gt_guard_close(on));
  OK(gt_guard_close(off));
  OK(gt_inference_mode_open(&inference));
  gt_tensor x = leaf(1);
  OK(gt_guard_close(inference));
  OK(gt_guard_close(NULL));
  OK(gt_grad_enabled(&enabled));
  CHECK(enabled == 1);
  OK(gt_tensor_release(x));
  FAILS(GT_VALUE, "out-parameter", gt_grad_mode_open(NULL, 0));
  FAILS(GT_VALUE, "out-parameter", gt_inference_mode_open(NULL));
}

/* ---- Threads: errors are each thread's own, handles go from one to another ---- */

static void* work(void* shared) {
  char wanted[64];
  for (int64_t i = 2; i < 200; i++) {
    gt_tensor mine = NULL;
    gt_tensor y = NULL;
    OK(gt_arange(&mine, 0, (double)i, 1, GT_FLOAT32, GT_CPU, -1));
    OK(gt_add(&y, mine, (gt_tensor)shared)); /* one element: broadcast */
    OK(gt_tensor_release(y));
    gt_tensor bad = empty(&(int64_t){1000 + i}, 1, GT_FLOAT32);
    snprintf(wanted, sizeof wanted, "tensor b (%" PRId64 ")", 1000 + i);
    FAILS(GT_INTERNAL, wanted, gt_add(&y, mine, bad));
    OK(gt_tensor_release(bad));
    OK(gt_tensor_release(mine));
  }
  OK(gt_tensor_release((gt_tensor)shared));
  return NULL;
}

static void threads(void) {
  const float one = 1;
  gt_tensor shared = floats(&one, 1);
  pthread_t started[4];
  for (int i = 0; i < 4; i++) {
    gt_tensor reference = NULL;
    OK(gt_tensor_retain(&reference, shared));
    CHECK(pthread_create(&started[i], NULL, work, reference) == 0);
  }
  for (int i = 0; i < 4; i++) CHECK(pthread_join(started[i], NULL) == 0);
  OK(gt_tensor_release(shared));
}

int main(void) {
  gradients();
  modes();
  threads();
  return finish();
}
