package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.util.List;

/** shape.h, function by function: see there for shapes and dtypes. */
public final class ShapeCalls {
  private ShapeCalls() {}

  public static NativeTensor reshape(NativeTensor self, long[] values) {
    var c = Call.begin();
    c.end(Gatun.gt_reshape(c.out(), c.tensor(self), c.longs(values), values.length));
    return c.result();
  }

  public static NativeTensor permute(NativeTensor self, long[] values) {
    var c = Call.begin();
    c.end(Gatun.gt_permute(c.out(), c.tensor(self), c.longs(values), values.length));
    return c.result();
  }

  public static NativeTensor expand(NativeTensor self, long[] values) {
    var c = Call.begin();
    c.end(Gatun.gt_expand(c.out(), c.tensor(self), c.longs(values), values.length));
    return c.result();
  }

  public static NativeTensor transpose(NativeTensor self, long dim0, long dim1) {
    var c = Call.begin();
    c.end(Gatun.gt_transpose(c.out(), c.tensor(self), dim0, dim1));
    return c.result();
  }

  public static NativeTensor unsqueeze(NativeTensor self, long dim) {
    var c = Call.begin();
    c.end(Gatun.gt_unsqueeze(c.out(), c.tensor(self), dim));
    return c.result();
  }

  public static NativeTensor squeeze(NativeTensor self, long dim) {
    var c = Call.begin();
    c.end(Gatun.gt_squeeze(c.out(), c.tensor(self), dim));
    return c.result();
  }

  public static NativeTensor select(NativeTensor self, long dim, long index) {
    var c = Call.begin();
    c.end(Gatun.gt_select(c.out(), c.tensor(self), dim, index));
    return c.result();
  }

  public static NativeTensor slice(NativeTensor self, long dim, long start, long end, long step) {
    var c = Call.begin();
    c.end(Gatun.gt_slice(c.out(), c.tensor(self), dim, start, end, step));
    return c.result();
  }

  public static NativeTensor narrow(NativeTensor self, long dim, long start, long length) {
    var c = Call.begin();
    c.end(Gatun.gt_narrow(c.out(), c.tensor(self), dim, start, length));
    return c.result();
  }

  public static NativeTensor cat(List<NativeTensor> tensors, long dim) {
    var c = Call.begin();
    c.end(Gatun.gt_cat(c.out(), c.tensors(tensors), tensors.size(), dim));
    return c.result();
  }

  public static NativeTensor stack(List<NativeTensor> tensors, long dim) {
    var c = Call.begin();
    c.end(Gatun.gt_stack(c.out(), c.tensors(tensors), tensors.size(), dim));
    return c.result();
  }

  public static NativeTensor[] split(NativeTensor self, long[] sizes, long dim) {
    var c = Call.begin();
    var parts = c.allocate(sizes.length * 8L);
    c.end(Gatun.gt_split(parts, c.tensor(self), c.longs(sizes), sizes.length, dim));
    return c.adoptAll(parts, sizes.length);
  }

  public static NativeTensor indexSelect(NativeTensor self, long dim, NativeTensor index) {
    var c = Call.begin();
    c.end(Gatun.gt_index_select(c.out(), c.tensor(self), dim, c.tensor(index)));
    return c.result();
  }

  public static NativeTensor indexAdd(
      NativeTensor self, long dim, NativeTensor index, NativeTensor source) {
    var c = Call.begin();
    c.end(Gatun.gt_index_add(c.out(), c.tensor(self), dim, c.tensor(index), c.tensor(source)));
    return c.result();
  }

  public static NativeTensor gather(NativeTensor self, long dim, NativeTensor index) {
    var c = Call.begin();
    c.end(Gatun.gt_gather(c.out(), c.tensor(self), dim, c.tensor(index)));
    return c.result();
  }

  public static NativeTensor scatter(
      NativeTensor self, long dim, NativeTensor index, NativeTensor source) {
    var c = Call.begin();
    c.end(Gatun.gt_scatter(c.out(), c.tensor(self), dim, c.tensor(index), c.tensor(source)));
    return c.result();
  }

  public static NativeTensor tril(NativeTensor self, long diagonal) {
    var c = Call.begin();
    c.end(Gatun.gt_tril(c.out(), c.tensor(self), diagonal));
    return c.result();
  }
}
