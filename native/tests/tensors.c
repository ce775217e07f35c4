/* Making, reading and moving tensors; the library's own state. */
#include "check.h"

static const int64_t two_three[] = {2, 3};

static void making(void) {
  gt_tensor x = NULL;
  OK(gt_full(&x, two_three, 2, GT_SCALAR_INT64, 7, GT_INT32, GT_CPU, -1));
  int64_t dim = 0;
  int64_t numel = 0;
  int64_t sizes[2] = {0, 0};
  int64_t strides[2] = {0, 0};
  int32_t dtype = 0;
  int32_t type = -1;
  int32_t index = 0;
  int32_t contiguous = 0;
  OK(gt_tensor_dim(&dim, x));
  OK(gt_tensor_numel(&numel, x));
  OK(gt_tensor_sizes(sizes, 2, x));
  OK(gt_tensor_strides(strides, 2, x));
  OK(gt_tensor_dtype(&dtype, x));
  OK(gt_tensor_device(&type, &index, x));
  OK(gt_tensor_is_contiguous(&contiguous, x));
  int32_t layout = -1;
  OK(gt_tensor_layout(&layout, x));
  CHECK(layout == 0);
  FAILS(GT_VALUE, "null", gt_tensor_layout(&layout, NULL));
  CHECK(dim == 2 && numel == 6 && sizes[0] == 2 && sizes[1] == 3 && strides[0] == 3 && strides[1] == 1);
  CHECK(dtype == GT_INT32 && type == GT_CPU && contiguous == 1);
  FAILS(GT_VALUE, "capacity 1", gt_tensor_sizes(sizes, 1, x));
  OK(gt_tensor_size(&numel, x, -1));
  CHECK(numel == 3);
  FAILS(GT_INDEX, "out of range", gt_tensor_size(&numel, x, 2));
  FAILS(GT_VALUE, "capacity 0", gt_tensor_strides(strides, 0, x));
  OK(gt_tensor_release(x));

  OK(gt_arange(&x, 0, 3, 1, GT_INT64, GT_CPU, -1));
  CHECK(at(x, 2) == 2);
  int64_t whole = 0;
  FAILS(GT_INTERNAL, "3 elements", gt_tensor_item_int64(&whole, x));
  double real = 0;
  FAILS(GT_INTERNAL, "3 elements", gt_tensor_item_double(&real, x));
  gt_tensor again = NULL;
  OK(gt_tensor_retain(&again, x));
  OK(gt_tensor_release(x));
  CHECK(at(again, 1) == 1); /* still alive by the second reference */
  OK(gt_tensor_release(again));

  OK(gt_full(&x, NULL, 0, GT_SCALAR_BOOL, 1, GT_BOOL, GT_CPU, 0));
  OK(gt_tensor_item_int64(&whole, x));
  CHECK(whole == 1);
  OK(gt_tensor_release(x));

  OK(gt_manual_seed(3));
  gt_tensor state = NULL;
  OK(gt_get_rng_state(&state, GT_CPU, -1));
  gt_tensor first = NULL;
  gt_tensor second = NULL;
  OK(gt_rand(&first, two_three, 2, GT_FLOAT32, GT_CPU, -1));
  OK(gt_set_rng_state(GT_CPU, -1, state));
  OK(gt_rand(&second, two_three, 2, GT_FLOAT32, GT_CPU, -1));
  gt_tensor same = NULL;
  gt_tensor all = NULL;
  OK(gt_eq(&same, first, second));
  OK(gt_all(&all, same));
  CHECK(item(all) == 1);
  FAILS(GT_TYPE, "", gt_set_rng_state(GT_CPU, -1, first));
  OK(gt_randn(&x, two_three, 2, GT_FLOAT64, GT_CPU, -1));
  const gt_tensor made[] = {state, first, NULL, second, same, x};
  OK(gt_tensor_release_all(made, 6));
  CHECK(live() == 0);
}

static void sizes_that_are_none(void) {
  gt_tensor x = NULL;
  const int64_t negative[] = {2, -3};
  const int64_t overflow[] = {INT64_C(1) << 62, 4};
  const int64_t huge[] = {INT64_C(1) << 50};
  FAILS(GT_VALUE, "negative", gt_empty(&x, negative, 2, GT_FLOAT32, GT_CPU, -1));
  FAILS(GT_VALUE, "array is null", gt_empty(&x, NULL, 2, GT_FLOAT32, GT_CPU, -1));
  FAILS(GT_VALUE, "length negative", gt_empty(&x, two_three, -1, GT_FLOAT32, GT_CPU, -1));
  REFUSED(gt_empty(&x, overflow, 2, GT_FLOAT32, GT_CPU, -1));
  FAILS(GT_OUT_OF_MEMORY, "", gt_empty(&x, huge, 1, GT_FLOAT32, GT_CPU, -1));
  REFUSED(gt_rand(&x, overflow, 2, GT_FLOAT32, GT_CPU, -1));
  REFUSED(gt_randn(&x, two_three, 2, GT_INT64, GT_CPU, -1));
  REFUSED(gt_arange(&x, 0, 1e300, 1, GT_INT64, GT_CPU, -1));
  REFUSED(gt_arange(&x, 0, 1, 0, GT_INT64, GT_CPU, -1));
  FAILS(GT_TYPE, "dtype 8", gt_empty(&x, two_three, 2, 8, GT_CPU, -1));
  FAILS(GT_TYPE, "dtype -1", gt_empty(&x, two_three, 2, GT_NO_DTYPE, GT_CPU, -1));
  FAILS(GT_VALUE, "scalar kind 9", gt_full(&x, two_three, 2, 9, 0, GT_FLOAT32, GT_CPU, -1));
  FAILS(GT_VALUE, "one cpu device", gt_empty(&x, two_three, 2, GT_FLOAT32, GT_CPU, 1));
  FAILS(GT_VALUE, "one cpu device", gt_empty(&x, two_three, 2, GT_FLOAT32, GT_CPU, -2));
  FAILS(GT_VALUE, "device type 77", gt_empty(&x, two_three, 2, GT_FLOAT32, 77, 0));
  CHECK(x == NULL); /* out-parameters are written only on success */
}

static void moving(void) {
  const float values[] = {1, 2, 3, 4, 5, 6};
  gt_tensor x = shaped(floats(values, 6), 2, 3);
  gt_tensor turned = NULL;
  OK(gt_transpose(&turned, x, 0, 1));
  float read[6] = {0};
  OK(gt_tensor_read(read, sizeof read, turned));
  CHECK(read[0] == 1 && read[1] == 4 && read[2] == 2 && read[5] == 6);
  OK(gt_tensor_read(read, sizeof read, x)); /* what lies plainly is one copy */
  CHECK(memcmp(read, values, sizeof read) == 0);
  gt_tensor part = NULL;
  OK(gt_select(&part, x, 0, 1));
  OK(gt_tensor_read(read, 12, part)); /* from its own first element on */
  CHECK(read[0] == 4 && read[2] == 6 && read[3] == 4);
  OK(gt_tensor_release(part));
  OK(gt_slice(&part, x, 0, 2, 2, 1));
  OK(gt_tensor_read(NULL, 0, part));
  OK(gt_tensor_write(part, NULL, 0));
  OK(gt_tensor_release(part));
  FAILS(GT_VALUE, "24 bytes but the memory is 23", gt_tensor_read(read, 23, turned));
  FAILS(GT_VALUE, "24 bytes", gt_tensor_write(turned, read, 25));
  FAILS(GT_VALUE, "null", gt_tensor_read(NULL, 24, turned));
  FAILS(GT_VALUE, "null", gt_tensor_write(turned, NULL, 24));
  void* data = NULL;
  int64_t bytes = 0;
  OK(gt_tensor_data(&data, &bytes, turned));
  CHECK(bytes == 24 && ((float*)data)[1] == 2);

  gt_tensor made[6] = {NULL};
  OK(gt_to(&made[0], x, GT_FLOAT64, GT_CPU, -1, 0));
  OK(gt_to(&made[1], x, GT_NO_DTYPE, GT_CPU, -1, 1));
  OK(gt_clone(&made[2], turned));
  OK(gt_contiguous(&made[3], turned));
  OK(gt_detach(&made[4], x));
  OK(gt_copy_(made[0], x));
  REFUSED(gt_copy_(x, turned));
  FAILS(GT_TYPE, "dtype 99", gt_to(&made[5], x, 99, GT_CPU, -1, 0));
  char* text = NULL;
  int64_t length = 0;
  OK(gt_tensor_print(&text, &length, x));
  CHECK(text != NULL && (int64_t)strlen(text) == length && strstr(text, "4") != NULL);
  OK(gt_text_free(text));
  OK(gt_text_free(NULL));
  OK(gt_tensor_release_all(made, 6));
  OK(gt_tensor_release(x));
  OK(gt_tensor_release(turned));

  /* An expanded tensor has more elements than bytes exist: nothing may be read or written past the one there is. */
  const float one = 1;
  const int64_t giants[] = {(INT64_C(1) << 61) + 1, INT64_MAX};
  for (int i = 0; i < 2; i++) {
    x = floats(&one, 1);
    gt_tensor wide = NULL;
    OK(gt_expand(&wide, x, &giants[i], 1));
    float cell = 0;
    REFUSED(gt_tensor_write(wide, &cell, 4));
    REFUSED(gt_tensor_read(&cell, 4, wide));
    REFUSED(gt_contiguous(&turned, wide));
    OK(gt_tensor_release(wide));
    OK(gt_tensor_release(x));
  }
}

static void library(void) {
  int32_t abi = 0;
  int32_t built = 0;
  int32_t running = 0;
  OK(gt_build_info(&abi, &built, &running));
  CHECK(abi == GT_ABI_VERSION && built >> 8 == running >> 8 && built >> 16 == 2);
  const char* config = NULL;
  int64_t length = 0;
  OK(gt_build_config(&config, &length));
  CHECK(length > 0 && strstr(config, "PyTorch") != NULL);
  int32_t threads = 0;
  OK(gt_get_num_threads(&threads));
  CHECK(threads >= 1);
  OK(gt_set_num_threads(1));
  OK(gt_get_num_threads(&threads));
  CHECK(threads == 1);
  FAILS(GT_VALUE, "1 to 1024", gt_set_num_threads(0));
  FAILS(GT_VALUE, "1 to 1024", gt_set_num_threads(1 << 20));
}

static void devices(void) {
  int32_t type = -1;
  int32_t count = -1;
  OK(gt_accelerator(&type, &count));
  CHECK(count >= 0);
  int32_t index = 0;
  int64_t stats[6] = {0};
  if (count > 0) {
    OK(gt_get_device(&index));
    OK(gt_set_device(0));
    OK(gt_memory_stats(stats, 0));
    CHECK(stats[5] > 0 && stats[4] <= stats[5]);
    OK(gt_reset_peak_memory_stats(0));
    OK(gt_synchronize(0));
    OK(gt_empty_cache());
    FAILS(GT_VALUE, "asked for, but there are", gt_synchronize(count));
    return;
  }
  const char* reason = type == GT_CPU ? "cpu only" : "is visible";
  FAILS(GT_VALUE, reason, gt_get_device(&index));
  FAILS(GT_VALUE, reason, gt_set_device(0));
  FAILS(GT_VALUE, reason, gt_synchronize(0));
  FAILS(GT_VALUE, reason, gt_memory_stats(stats, 0));
  FAILS(GT_VALUE, reason, gt_reset_peak_memory_stats(0));
  FAILS(GT_VALUE, reason, gt_empty_cache());
  gt_tensor x = NULL;
  gt_tensor y = empty(two_three, 2, GT_FLOAT32);
  FAILS(GT_VALUE, reason, gt_empty(&x, two_three, 2, GT_FLOAT32, GT_CUDA, 0));
  FAILS(GT_VALUE, reason, gt_to(&x, y, GT_NO_DTYPE, GT_CUDA, 0, 0));
  FAILS(GT_VALUE, reason, gt_pin_memory(&x, y));
  FAILS(GT_VALUE, reason, gt_get_rng_state(&x, GT_CUDA, 0));
  OK(gt_tensor_release(y));
}

static void views(void) {
  const float values[] = {0, 1, 2, 3, 4, 5};
  gt_tensor x = shaped(floats(values, 6), 2, 3);
  gt_tensor y = NULL;
  const int64_t swap[] = {1, 0};
  const int64_t parts[] = {1, 2};
  const int64_t wide[] = {-1, -1};
  int64_t n = 0;
  OK(gt_permute(&y, x, swap, 2));
  OK(gt_tensor_release(y));
  OK(gt_unsqueeze(&y, x, 0));
  OK(gt_tensor_dim(&n, y));
  CHECK(n == 3);
  gt_tensor back = NULL;
  OK(gt_squeeze(&back, y, 0));
  OK(gt_tensor_release(y));
  OK(gt_tensor_release(back));
  OK(gt_expand(&y, x, wide, 2));
  OK(gt_tensor_release(y));
  OK(gt_slice(&y, x, 1, 1, INT64_MAX, 1));
  OK(gt_tensor_numel(&n, y));
  CHECK(n == 4);
  OK(gt_tensor_release(y));
  OK(gt_narrow(&y, x, 1, -2, 2));
  OK(gt_tensor_release(y));
  REFUSED(gt_narrow(&y, x, 1, 2, 2));
  gt_tensor split[2] = {NULL, NULL};
  OK(gt_split(split, x, parts, 2, 1));
  CHECK(split[0] != NULL && split[1] != NULL);
  REFUSED(gt_split(&y, x, parts, 1, 1));
  gt_tensor joined = NULL;
  OK(gt_cat(&joined, split, 2, 1));
  OK(gt_tensor_numel(&n, joined));
  CHECK(n == 6);
  OK(gt_tensor_release(joined));
  const gt_tensor twice[] = {x, x};
  OK(gt_stack(&joined, twice, 2, 0));
  OK(gt_tensor_release(joined));
  const gt_tensor holed[] = {x, NULL};
  FAILS(GT_VALUE, "handle is null", gt_cat(&joined, holed, 2, 0));
  FAILS(GT_VALUE, "list of tensors", gt_cat(&joined, NULL, 2, 0));
  FAILS(GT_VALUE, "list of tensors", gt_stack(&joined, twice, -1, 0));
  REFUSED(gt_cat(&joined, twice, 0, 0));
  const int64_t rows[] = {1, 0};
  const int64_t far[] = {9, 0};
  gt_tensor index = longs(rows, 2);
  gt_tensor outside = longs(far, 2);
  OK(gt_index_select(&y, x, 0, index));
  OK(gt_index_add(&back, x, 0, index, y));
  OK(gt_tensor_release(y));
  OK(gt_tensor_release(back));
  REFUSED(gt_index_select(&y, x, 0, outside));
  REFUSED(gt_index_add(&y, x, 0, outside, x));
  gt_tensor column = shaped(index, 2, 1);
  gt_tensor bad = shaped(outside, 2, 1);
  OK(gt_gather(&y, x, 1, column));
  OK(gt_scatter(&back, x, 1, column, y));
  OK(gt_tensor_release(y));
  OK(gt_tensor_release(back));
  REFUSED(gt_gather(&y, x, 1, bad));
  REFUSED(gt_scatter(&y, x, 1, bad, x));
  OK(gt_tril(&y, x, 0));
  OK(gt_tensor_release(y));
  FAILS(GT_INDEX, "range", gt_select(&y, x, 0, 2));
  FAILS(GT_INDEX, "range", gt_transpose(&y, x, 0, 2));
  REFUSED(gt_slice(&y, x, 0, 0, 2, 0));
  REFUSED(gt_reshape(&y, x, parts, 2));
  const gt_tensor made[] = {x, split[0], split[1], column, bad};
  OK(gt_tensor_release_all(made, 5));
}

int main(void) {
  making();
  sizes_that_are_none();
  moving();
  views();
  library();
  devices();
  return finish();
}
