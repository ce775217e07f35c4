#include "gatun/shape.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_add.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/reshape.h>
#include <ATen/ops/scatter.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tril.h>

#include "handle.h"

using namespace gatun;

gt_status gt_reshape(gt_tensor* to, gt_tensor self, const int64_t* sizes, int64_t dim) {
  return give(to, [&] { return at::reshape(ref(self), ints(sizes, dim)); });
}

gt_status gt_permute(gt_tensor* to, gt_tensor self, const int64_t* dims, int64_t count) {
  return give(to, [&] { return ref(self)->permute(ints(dims, count)); });
}

gt_status gt_transpose(gt_tensor* to, gt_tensor self, int64_t dim0, int64_t dim1) {
  return give(to, [&] { return ref(self)->transpose(dim0, dim1); });
}

gt_status gt_expand(gt_tensor* to, gt_tensor self, const int64_t* sizes, int64_t dim) {
  return give(to, [&] { return ref(self)->expand(ints(sizes, dim)); });
}

gt_status gt_unsqueeze(gt_tensor* to, gt_tensor self, int64_t dim) {
  return give(to, [&] { return ref(self)->unsqueeze(dim); });
}

gt_status gt_squeeze(gt_tensor* to, gt_tensor self, int64_t dim) {
  return give(to, [&] { return ref(self)->squeeze(dim); });
}

gt_status gt_select(gt_tensor* to, gt_tensor self, int64_t dim, int64_t index) {
  return give(to, [&] { return ref(self)->select(dim, index); });
}

gt_status gt_slice(gt_tensor* to, gt_tensor self, int64_t dim, int64_t start, int64_t end, int64_t step) {
  return give(to, [&] { return ref(self)->slice(dim, start, end, step); });
}

gt_status gt_narrow(gt_tensor* to, gt_tensor self, int64_t dim, int64_t start, int64_t length) {
  return give(to, [&] { return ref(self)->narrow(dim, start, length); });
}

gt_status gt_cat(gt_tensor* to, const gt_tensor* tensors, int64_t count, int64_t dim) {
  return give(to, [&] { return at::cat(list(tensors, count), dim); });
}

gt_status gt_stack(gt_tensor* to, const gt_tensor* tensors, int64_t count, int64_t dim) {
  return give(to, [&] { return at::stack(list(tensors, count), dim); });
}

gt_status gt_split(gt_tensor* to, gt_tensor self, const int64_t* sizes, int64_t count, int64_t dim) {
  return guard([&] {
    const auto lengths = ints(sizes, count);
    if (count > 0) out(to);
    const auto parts = ref(self)->split_with_sizes(lengths, dim);
    for (size_t i = 0; i < parts.size(); i++) to[i] = release(parts[i]);
  });
}

gt_status gt_index_select(gt_tensor* to, gt_tensor self, int64_t dim, gt_tensor index) {
  return give(to, [&] { return at::index_select(ref(self), dim, ref(index)); });
}

gt_status gt_index_add(gt_tensor* to, gt_tensor self, int64_t dim, gt_tensor index, gt_tensor source) {
  return give(to, [&] { return at::index_add(ref(self), dim, ref(index), ref(source)); });
}

gt_status gt_gather(gt_tensor* to, gt_tensor self, int64_t dim, gt_tensor index) {
  return give(to, [&] { return at::gather(ref(self), dim, ref(index)); });
}

gt_status gt_scatter(gt_tensor* to, gt_tensor self, int64_t dim, gt_tensor index, gt_tensor source) {
  return give(to, [&] { return ref(self)->scatter(dim, ref(index), ref(source)); });
}

gt_status gt_tril(gt_tensor* to, gt_tensor self, int64_t diagonal) {
  return give(to, [&] { return at::tril(ref(self), diagonal); });
}
