package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** tensor.h, function by function: see there for shapes, dtypes and errors. */
public final class TensorCalls {
  private TensorCalls() {}

  public static NativeTensor empty(long[] sizes, int dtype, int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(Gatun.gt_empty(c.out(), c.longs(sizes), sizes.length, dtype, deviceType, deviceIndex));
    return c.result();
  }

  public static NativeTensor rand(long[] sizes, int dtype, int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(Gatun.gt_rand(c.out(), c.longs(sizes), sizes.length, dtype, deviceType, deviceIndex));
    return c.result();
  }

  public static NativeTensor randn(long[] sizes, int dtype, int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(Gatun.gt_randn(c.out(), c.longs(sizes), sizes.length, dtype, deviceType, deviceIndex));
    return c.result();
  }

  public static NativeTensor full(
      long[] sizes, Scalar value, int dtype, int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(
        Gatun.gt_full(
            c.out(),
            c.longs(sizes),
            sizes.length,
            value.kind(),
            value.bits(),
            dtype,
            deviceType,
            deviceIndex));
    return c.result();
  }

  public static NativeTensor arange(
      double start, double end, double step, int dtype, int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(Gatun.gt_arange(c.out(), start, end, step, dtype, deviceType, deviceIndex));
    return c.result();
  }

  public static NativeTensor retain(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_retain(c.out(), c.tensor(self)));
    return c.result();
  }

  public static long dim(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_dim(c.out(), c.tensor(self)));
    return c.longResult();
  }

  public static long numel(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_numel(c.out(), c.tensor(self)));
    return c.longResult();
  }

  /** Number of torch.layout. */
  public static int layout(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_layout(c.out(), c.tensor(self)));
    return c.intResult();
  }

  public static int dtype(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_dtype(c.out(), c.tensor(self)));
    return c.intResult();
  }

  public static boolean isContiguous(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_is_contiguous(c.out(), c.tensor(self)));
    return c.booleanResult();
  }

  public static double itemDouble(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_item_double(c.out(), c.tensor(self)));
    return c.doubleResult();
  }

  public static long itemLong(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_item_int64(c.out(), c.tensor(self)));
    return c.longResult();
  }

  public static long[] sizes(NativeTensor self) {
    var dim = dim(self);
    var c = Call.begin();
    var array = c.allocate(dim * 8);
    c.end(Gatun.gt_tensor_sizes(array, dim, c.tensor(self)));
    return array.toArray(ValueLayout.JAVA_LONG);
  }

  public static long size(NativeTensor self, long dim) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_size(c.out(), c.tensor(self), dim));
    return c.longResult();
  }

  public static long[] strides(NativeTensor self) {
    var dim = dim(self);
    var c = Call.begin();
    var array = c.allocate(dim * 8);
    c.end(Gatun.gt_tensor_strides(array, dim, c.tensor(self)));
    return array.toArray(ValueLayout.JAVA_LONG);
  }

  /** Device type, then index. */
  public static int[] device(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_device(c.out(0), c.out(1), c.tensor(self)));
    return new int[] {c.intResult(), c.out(1).get(ValueLayout.JAVA_INT, 0)};
  }

  public static String print(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_print(c.out(0), c.out(1), c.tensor(self)));
    return c.ownedText();
  }

  public static NativeTensor to(
      NativeTensor self, int dtype, int deviceType, int deviceIndex, int nonBlocking) {
    var c = Call.begin();
    c.end(Gatun.gt_to(c.out(), c.tensor(self), dtype, deviceType, deviceIndex, nonBlocking));
    return c.result();
  }

  public static NativeTensor copy(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_clone(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor contiguous(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_contiguous(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor pinMemory(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_pin_memory(c.out(), c.tensor(self)));
    return c.result();
  }

  public static void copy_(NativeTensor self, NativeTensor source) {
    var c = Call.begin();
    c.end(Gatun.gt_copy_(c.tensor(self), c.tensor(source)));
  }

  /** Copies all elements, in row-major order, to a segment of exactly the tensor's bytes. */
  public static void read(NativeTensor self, MemorySegment to) {
    var bytes = to.byteSize();
    if (to.isNative() && !to.isReadOnly()) {
      readNative(self, to);
    } else if (bytes <= Call.SCRATCH_BYTES) {
      var c = Call.begin();
      var memory = c.allocate(bytes);
      c.end(Gatun.gt_tensor_read(memory, bytes, c.tensor(self)));
      to.copyFrom(memory);
    } else {
      try (var arena = Arena.ofConfined()) {
        var memory = arena.allocate(bytes, 16);
        readNative(self, memory);
        to.copyFrom(memory);
      }
    }
  }

  private static void readNative(NativeTensor self, MemorySegment to) {
    var c = Call.begin();
    try {
      c.end(Gatun.gt_tensor_read(to, to.byteSize(), c.tensor(self)));
    } finally {
      c.letGo(); // the segment may be closed, or another thread's
    }
  }

  /** Copies a segment of exactly the tensor's bytes into the tensor, in row-major order. */
  public static void write(NativeTensor self, MemorySegment from) {
    var bytes = from.byteSize();
    if (from.isNative()) {
      writeNative(self, from);
    } else if (bytes <= Call.SCRATCH_BYTES) {
      var c = Call.begin();
      var memory = c.allocate(bytes).copyFrom(from);
      c.end(Gatun.gt_tensor_write(c.tensor(self), memory, bytes));
    } else {
      try (var arena = Arena.ofConfined()) {
        writeNative(self, arena.allocate(bytes, 16).copyFrom(from));
      }
    }
  }

  private static void writeNative(NativeTensor self, MemorySegment from) {
    var c = Call.begin();
    try {
      c.end(Gatun.gt_tensor_write(c.tensor(self), from, from.byteSize()));
    } finally {
      c.letGo(); // the segment may be closed, or another thread's
    }
  }

  /** memory.h. */
  public static NativeTensor mapFile(
      String path, long offset, long[] sizes, int dtype, boolean shared) {
    var c = Call.begin();
    c.end(
        Gatun.gt_map_file(
            c.out(), c.text(path), offset, c.longs(sizes), sizes.length, dtype, shared ? 1 : 0));
    return c.result();
  }
}
