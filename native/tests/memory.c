/* Mapped files, a device's memory, and DLPack structs of libtorch's own and of somebody else's making. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"

static const int64_t two_by_two[] = {2, 2};

static void files(void) {
  char path[] = "/tmp/gatun-memory-XXXXXX";
  const float values[] = {1, 2, 3, 4};
  const int64_t huge = INT64_MAX;
  const int64_t negative = -1;
  const int64_t none = 0;
  gt_tensor x = NULL;
  const int file = mkstemp(path);
  CHECK(file >= 0 && write(file, values, sizeof values) == (ssize_t)sizeof values && close(file) == 0);
  OK(gt_map_file(&x, path, 0, two_by_two, 2, GT_FLOAT32, 0));
  OK(gt_fill_(x, GT_SCALAR_INT64, 0));
  OK(gt_tensor_release(x));
  OK(gt_map_file(&x, path, 4, two_by_two, 1, GT_FLOAT32, 1));
  CHECK(at(x, 0) == 2); /* the file was left alone */
  OK(gt_fill_(x, GT_SCALAR_INT64, 7));
  OK(gt_tensor_release(x));
  OK(gt_map_file(&x, path, 8, two_by_two, 1, GT_FLOAT32, 0));
  CHECK(at(x, 0) == 7 && at(x, 1) == 4);
  OK(gt_tensor_release(x));
  OK(gt_map_file(&x, path, 16, &none, 1, GT_FLOAT32, 0));
  OK(gt_tensor_release(x));
  FAILS(GT_VALUE, "null", gt_map_file(NULL, path, 0, two_by_two, 2, GT_FLOAT32, 0));
  FAILS(GT_VALUE, "null", gt_map_file(&x, NULL, 0, two_by_two, 2, GT_FLOAT32, 0));
  FAILS(GT_VALUE, "null", gt_map_file(&x, path, 0, NULL, 2, GT_FLOAT32, 0));
  FAILS(GT_VALUE, "negative", gt_map_file(&x, path, 0, &negative, 1, GT_FLOAT32, 0));
  FAILS(GT_IO, "are wanted", gt_map_file(&x, path, 0, &huge, 1, GT_FLOAT32, 0));
  FAILS(GT_VALUE, "offset", gt_map_file(&x, path, -4, two_by_two, 1, GT_FLOAT32, 0));
  FAILS(GT_VALUE, "offset", gt_map_file(&x, path, 2, two_by_two, 1, GT_FLOAT32, 0));
  FAILS(GT_TYPE, "dtype", gt_map_file(&x, path, 0, two_by_two, 2, 99, 0));
  FAILS(GT_IO, "16 bytes", gt_map_file(&x, path, 4, two_by_two, 2, GT_FLOAT32, 0));
  FAILS(GT_IO, "not a regular file", gt_map_file(&x, "/tmp", 0, two_by_two, 2, GT_FLOAT32, 0));
  CHECK(remove(path) == 0);
  FAILS(GT_IO, path, gt_map_file(&x, path, 0, two_by_two, 2, GT_FLOAT32, 0));
}

static void device_memory(void) {
  float values[] = {1, 2, 3, 4};
  gt_tensor x = NULL;
  FAILS(GT_VALUE, "null", gt_tensor_from_device(NULL, values, 16, two_by_two, 2, GT_FLOAT32, GT_CUDA, 0, 1));
  FAILS(GT_VALUE, "the cpu is no accelerator",
        gt_tensor_from_device(&x, values, 16, two_by_two, 2, GT_FLOAT32, GT_CPU, -1, 1));
  /* No device, or none that this memory is of. */
  FAILS(GT_VALUE, "", gt_tensor_from_device(&x, values, 16, two_by_two, 2, GT_FLOAT32, GT_CUDA, 0, 1));
}

/* dlpack.h's struct, as somebody else's program declares it */
struct managed {
  void* data;
  int32_t device_type;
  int32_t device_index;
  int32_t ndim;
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
  void* context;
  void (*deleter)(struct managed* self);
};

static int deleted = 0;
static void count(struct managed* self) {
  (void)self;
  deleted++;
}

static void dlpack(void) {
  const float values[] = {1, 2, 3, 4};
  float foreign[] = {5, 6, 7, 8};
  int64_t shape[] = {2};
  struct managed ours = {foreign, 1, 0, 1, 2, 32, 1, shape, NULL, 8, NULL, count};
  gt_tensor x = floats(values, 4);
  gt_tensor y = NULL;
  void* managed = NULL;
  for (int32_t versioned = 0; versioned <= 1; versioned++) {
    OK(gt_dlpack_export(&managed, x, versioned));
    OK(gt_dlpack_import(&y, managed, versioned));
    CHECK(at(y, 3) == 4);
    OK(gt_tensor_release(y));
    OK(gt_dlpack_export(&managed, x, versioned));
    OK(gt_dlpack_free(managed, versioned));
    OK(gt_dlpack_free(NULL, versioned));
    FAILS(GT_VALUE, "null", gt_dlpack_import(&y, NULL, versioned));
    FAILS(GT_VALUE, "null", gt_dlpack_export(&managed, NULL, versioned));
    FAILS(GT_VALUE, "null", gt_dlpack_export(NULL, x, versioned));
  }
  OK(gt_set_requires_grad(x, 1));
  FAILS(GT_VALUE, "detach", gt_dlpack_export(&managed, x, 1));
  OK(gt_tensor_release(x));

  OK(gt_dlpack_import(&y, &ours, 0));
  CHECK(at(y, 0) == 7 && deleted == 0);
  OK(gt_tensor_release(y));
  CHECK(deleted == 1);
  OK(gt_dlpack_free(&ours, 0));
  CHECK(deleted == 2);
  FAILS(GT_VALUE, "null", gt_dlpack_import(NULL, &ours, 0));
  ours.lanes = 2;
  FAILS(GT_TYPE, "2 lanes", gt_dlpack_import(&y, &ours, 0));
  ours.lanes = 1;
  ours.device_type = 4;
  FAILS(GT_VALUE, "device type 4", gt_dlpack_import(&y, &ours, 0));
  CHECK(deleted == 2);
}

static int asked = 0;
static gt_tensor spare = NULL;

static void reclaim(void) {
  asked++;
  OK(gt_tensor_release(spare));
  spare = NULL;
}

static void running_out(void) {
  const int64_t* bytes = NULL;
  const int64_t million = 1 << 20;
  OK(gt_host_bytes(&bytes));
  const int64_t before = *bytes;
  spare = empty(&million, 1, GT_FLOAT32);
  CHECK(*bytes - before >= 4 << 20 && *bytes - before < 5 << 20);
  /* No machine has 2^56 bytes: the caller is asked, once, and the second try fails as the first did. */
  const int64_t huge = INT64_C(1) << 56;
  gt_tensor x = NULL;
  FAILS(GT_OUT_OF_MEMORY, "allocate memory", gt_empty(&x, &huge, 1, GT_UINT8, GT_CPU, -1));
  OK(gt_set_reclaim(reclaim));
  FAILS(GT_OUT_OF_MEMORY, "allocate memory", gt_empty(&x, &huge, 1, GT_UINT8, GT_CPU, -1));
  CHECK(asked == 1 && *bytes == before);
  OK(gt_set_reclaim(NULL));
  FAILS(GT_OUT_OF_MEMORY, "allocate memory", gt_empty(&x, &huge, 1, GT_UINT8, GT_CPU, -1));
  CHECK(asked == 1);
  FAILS(GT_VALUE, "null", gt_host_bytes(NULL));
}

/* A large block serves the next tensor that fits it, and is counted as long as a tensor has it. */
static void kept_blocks(void) {
  const int64_t* bytes = NULL;
  const int64_t size = INT64_C(40) << 20;
  const int64_t less = INT64_C(38) << 20;
  const int64_t half = INT64_C(20) << 20;
  void* first = NULL;
  void* again = NULL;
  int64_t length = 0;
  OK(gt_host_bytes(&bytes));
  const int64_t before = *bytes;
  gt_tensor x = empty(&size, 1, GT_UINT8);
  OK(gt_tensor_data(&first, &length, x));
  memset(first, 1, (size_t)size);
  OK(gt_tensor_release(x));
  CHECK(*bytes == before);
  x = empty(&less, 1, GT_UINT8);
  OK(gt_tensor_data(&again, &length, x));
  CHECK(length == less && *bytes - before >= less);
#ifndef __SANITIZE_ADDRESS__ /* where nothing is kept */
  CHECK(again == first);
#endif
  gt_tensor y = empty(&half, 1, GT_UINT8); /* too small for it */
  OK(gt_tensor_data(&again, &length, y));
  CHECK(again != first);
  OK(gt_tensor_release(y));
  OK(gt_tensor_release(x));
  OK(gt_empty_host_cache());
  CHECK(*bytes == before);
}

int main(void) {
  kept_blocks();
  running_out();
  files();
  device_memory();
  dlpack();
  return finish();
}
