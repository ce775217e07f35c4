package dev.gatun.torch;

import dev.gatun.ffi.AutogradCalls;
import dev.gatun.ffi.HostMemory;
import dev.gatun.ffi.NativeTensor;
import dev.gatun.ffi.NnCalls;
import dev.gatun.ffi.Scalar;
import dev.gatun.ffi.ShapeCalls;
import dev.gatun.ffi.StreamCalls;
import dev.gatun.ffi.TensorCalls;
import dev.gatun.ffi.TensorClosedException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A libtorch tensor. The object is one native reference that never changes; the elements may.
 *
 * <p>Life: a tensor made while a {@link TensorScope} is open on the thread belongs to that scope,
 * which frees it; only that thread may use it. A tensor made with no scope open, or after {@link
 * #detachFromScope}, is free: any thread may use it, and {@link #close} frees it. Using a closed
 * tensor, or closing it twice, is a {@link dev.gatun.ffi.TensorClosedException}; using a scope's
 * tensor on another thread a {@link WrongThreadException}; what libtorch refuses a {@link
 * dev.gatun.ffi.TorchException}.
 */
public final class Tensor extends Joining
    implements AutoCloseable,
        Arranging,
        Comparing,
        Differentiation,
        Elementwise,
        LinearAlgebra,
        Making,
        Pointwise,
        Random,
        Reduction,
        Selecting,
        Shaping,
        Spectral,
        Statistics {
  private static final int MOST_ARRAY_ELEMENTS = Integer.MAX_VALUE - 8;

  final NativeTensor handle;

  Tensor(NativeTensor handle) {
    this.handle = handle;
  }

  // ---- Making ----

  /**
   * A CPU tensor over the segment's memory, without a copy, which lives as long as libtorch needs
   * it.
   *
   * @param segment native, writable, aligned to the dtype, of an arena that cannot be closed:
   *     Arena.ofAuto() or Arena.global()
   * @throws IllegalArgumentException for any other segment
   */
  public static Tensor of(MemorySegment segment, Shape shape, DType dtype) {
    return new Tensor(HostMemory.lend(segment, shape.sizes(), dtype.number()));
  }

  /**
   * A tensor over a device's memory, without a copy, or over pinned host memory, which an
   * accelerator then reads and writes where it lies.
   *
   * @param segment of an arena that cannot be closed: Arena.ofAuto() or Arena.global()
   * @throws IllegalArgumentException for any other segment
   * @throws dev.gatun.ffi.TorchException.Value when the memory is shorter than the shape, or the
   *     device cannot reach it
   */
  public static Tensor of(DeviceSegment segment, Shape shape, DType dtype) {
    return new Tensor(segment.lend(shape.sizes(), dtype.number()));
  }

  /**
   * torch.from_file: a CPU tensor over a file from its first byte on, copy on write: what is
   * written to the tensor stays in memory.
   *
   * @throws dev.gatun.ffi.TorchException.Io as the other {@code map} does
   */
  public static Tensor map(Path file, Shape shape, DType dtype) {
    return map(file, 0, shape, dtype, MapMode.PRIVATE);
  }

  /**
   * A CPU tensor over a part of a file. Pages are read when they are touched, so the file may be
   * larger than memory. It is unmapped when libtorch lets go of the memory.
   *
   * <p>The file must keep its length as long as the tensor lives: to touch a page behind the end of
   * a file that was cut ends the process, in Java as in C.
   *
   * @param offset where the first element starts, in bytes; a multiple of the dtype's size
   * @param mode PRIVATE (copy on write; the file need not be writable) or READ_WRITE (what is
   *     written goes to the file)
   * @throws dev.gatun.ffi.TorchException.Io when the file cannot be opened or mapped, or is shorter
   *     than offset and shape
   * @throws IllegalArgumentException for READ_ONLY: libtorch may write, and writing to such pages
   *     would end the process
   */
  public static Tensor map(Path file, long offset, Shape shape, DType dtype, MapMode mode) {
    if (mode != MapMode.PRIVATE && mode != MapMode.READ_WRITE) {
      throw new IllegalArgumentException(
          "libtorch may write to a tensor: map the file with PRIVATE, which leaves it as it is, or READ_WRITE; not "
              + mode);
    }
    return new Tensor(
        TensorCalls.mapFile(
            file.toString(), offset, shape.sizes(), dtype.number(), mode == MapMode.READ_WRITE));
  }

  /**
   * A CPU tensor with a copy of the segment's bytes, exactly as many as shape and dtype need; any
   * kind of segment.
   */
  public static Tensor copyOf(MemorySegment segment, Shape shape, DType dtype) {
    var tensor = empty(shape, dtype, Device.CPU);
    try {
      tensor.write(segment);
    } catch (RuntimeException refused) {
      tensor.close();
      throw refused;
    }
    return tensor;
  }

  /** float32, (values). */
  public static Tensor of(float... values) {
    return copyOf(MemorySegment.ofArray(values), Shape.of(values.length), DType.FLOAT32);
  }

  /** float64, (values). */
  public static Tensor of(double... values) {
    return copyOf(MemorySegment.ofArray(values), Shape.of(values.length), DType.FLOAT64);
  }

  /** int64, (values). */
  public static Tensor of(long... values) {
    return copyOf(MemorySegment.ofArray(values), Shape.of(values.length), DType.INT64);
  }

  /** torch.empty: elements are not set. */
  public static Tensor empty(Shape shape, DType dtype, Device device) {
    return new Tensor(
        TensorCalls.empty(shape.sizes(), dtype.number(), device.type().number(), device.index()));
  }

  public static Tensor zeros(Shape shape, DType dtype, Device device) {
    return full(shape, 0, dtype, device);
  }

  public static Tensor ones(Shape shape, DType dtype, Device device) {
    return full(shape, 1, dtype, device);
  }

  /** torch.full. */
  public static Tensor full(Shape shape, double value, DType dtype, Device device) {
    return new Tensor(
        TensorCalls.full(
            shape.sizes(),
            Scalar.of(value),
            dtype.number(),
            device.type().number(),
            device.index()));
  }

  /** torch.full. */
  public static Tensor full(Shape shape, long value, DType dtype, Device device) {
    return new Tensor(
        TensorCalls.full(
            shape.sizes(),
            Scalar.of(value),
            dtype.number(),
            device.type().number(),
            device.index()));
  }

  /** torch.arange(0, end). */
  public static Tensor arange(long end, DType dtype, Device device) {
    return new Tensor(
        TensorCalls.arange(0, end, 1, dtype.number(), device.type().number(), device.index()));
  }

  /** torch.rand: uniform on [0, 1), from the device's default generator. */
  public static Tensor rand(Shape shape, DType dtype, Device device) {
    return new Tensor(
        TensorCalls.rand(shape.sizes(), dtype.number(), device.type().number(), device.index()));
  }

  /** torch.randn: standard normal, from the device's default generator. */
  public static Tensor randn(Shape shape, DType dtype, Device device) {
    return new Tensor(
        TensorCalls.randn(shape.sizes(), dtype.number(), device.type().number(), device.index()));
  }

  /** torch.cat along dim. */
  public static Tensor cat(List<Tensor> tensors, long dim) {
    return new Tensor(ShapeCalls.cat(handles(tensors), dim));
  }

  /** torch.stack along a new dimension dim. */
  public static Tensor stack(List<Tensor> tensors, long dim) {
    return new Tensor(ShapeCalls.stack(handles(tensors), dim));
  }

  // ---- What it is ----

  public Shape shape() {
    return Shape.of(TensorCalls.sizes(handle));
  }

  /**
   * Length of a dimension; negative ones count from the end.
   *
   * @throws dev.gatun.ffi.TorchException.Index when there is no such dimension
   */
  public long size(int dim) {
    return TensorCalls.size(handle, dim);
  }

  public long[] strides() {
    return TensorCalls.strides(handle);
  }

  /** Number of dimensions. */
  public int dim() {
    return (int) TensorCalls.dim(handle);
  }

  /** Number of elements. */
  public long numel() {
    return TensorCalls.numel(handle);
  }

  public DType dtype() {
    return DType.ofNumber(TensorCalls.dtype(handle));
  }

  /** How its elements are stored; STRIDED unless a sparse operator made it. */
  public Layout layout() {
    return Layout.values()[TensorCalls.layout(handle)];
  }

  public Device device() {
    var device = TensorCalls.device(handle);
    return new Device(Device.Type.ofNumber(device[0]), device[1]);
  }

  public boolean isContiguous() {
    return TensorCalls.isContiguous(handle);
  }

  public boolean isClosed() {
    return handle.isClosed();
  }

  // ---- Its elements ----

  /** The value of a tensor with one element, as a double. */
  public double item() {
    return TensorCalls.itemDouble(handle);
  }

  /** The value of a tensor with one element, as a long. */
  public long itemLong() {
    return TensorCalls.itemLong(handle);
  }

  /**
   * All elements in row-major order, converted. IllegalStateException for more than a Java array
   * holds, or complex ones.
   */
  public double[] toDoubleArray() {
    var array = new double[arrayLength()];
    readAs(DType.FLOAT64, MemorySegment.ofArray(array));
    return array;
  }

  /** As {@link #toDoubleArray()}. */
  public float[] toFloatArray() {
    var array = new float[arrayLength()];
    readAs(DType.FLOAT32, MemorySegment.ofArray(array));
    return array;
  }

  /** As {@link #toDoubleArray()}; fractions are cut off. */
  public long[] toLongArray() {
    var array = new long[arrayLength()];
    readAs(DType.INT64, MemorySegment.ofArray(array));
    return array;
  }

  private int arrayLength() {
    var length = numel();
    if (length > MOST_ARRAY_ELEMENTS) {
      throw new IllegalStateException(
          "the tensor "
              + shape()
              + " has more elements than a Java array holds: read it in slices, or to a segment");
    }
    return (int) length;
  }

  private void readAs(DType dtype, MemorySegment to) {
    var own = dtype();
    if (own == dtype) {
      read(to);
      return;
    }
    if (own.isComplex()) {
      throw new IllegalStateException(
          "the tensor is complex: take its parts first, e.g. Operators.call(\"aten::view_as_real\", x).tensor(0)");
    }
    try (var _ = TensorScope.open()) {
      to(dtype).read(to);
    }
  }

  /**
   * Copies all elements, in row-major order and this dtype, to a segment of exactly their bytes.
   */
  public void read(MemorySegment to) {
    TensorCalls.read(handle, to);
  }

  /** Copies a segment of exactly this tensor's bytes into it, in row-major order. */
  public void write(MemorySegment from) {
    TensorCalls.write(handle, from);
  }

  /**
   * This tensor's own host memory, without a copy; it dies with the tensor.
   *
   * @throws IllegalStateException for a tensor that is not on the CPU or not contiguous
   */
  public MemorySegment segment() {
    if (device().type() != Device.Type.CPU) {
      throw new IllegalStateException(
          "the tensor is on "
              + device()
              + ": only host memory is a segment; copy it with to(Device.CPU)");
    }
    if (!isContiguous()) {
      throw new IllegalStateException(
          "the tensor " + shape() + " is not contiguous: use contiguous()");
    }
    return handle.segment();
  }

  /**
   * Where this tensor's memory is, for other native code. It dies with the tensor, as {@link
   * #segment} does; on the CPU too.
   *
   * @throws IllegalStateException when the tensor is not contiguous
   */
  public DeviceSegment deviceSegment() {
    if (!isContiguous()) {
      throw new IllegalStateException(
          "the tensor " + shape() + " is not contiguous: use contiguous()");
    }
    return new DeviceSegment(handle.segment(), device(), this);
  }

  // ---- Moving ----

  /** torch.Tensor.to(dtype): another reference to the same tensor when nothing changes. */
  public Tensor to(DType dtype) {
    var device = TensorCalls.device(handle);
    return new Tensor(TensorCalls.to(handle, dtype.number(), device[0], device[1], 0));
  }

  /** torch.Tensor.to(device): another reference to the same tensor when nothing changes. */
  public Tensor to(Device device) {
    return new Tensor(
        TensorCalls.to(handle, DType.NONE, device.type().number(), device.index(), 0));
  }

  /**
   * torch.Tensor.to(device, non_blocking=True): from pinned memory, the copy runs while the host
   * goes on.
   */
  public Tensor toAsync(Device device) {
    return new Tensor(
        TensorCalls.to(handle, DType.NONE, device.type().number(), device.index(), 1));
  }

  /** torch.clone, with history. */
  public Tensor copy() {
    return new Tensor(TensorCalls.copy(handle));
  }

  public Tensor contiguous() {
    return new Tensor(TensorCalls.contiguous(handle));
  }

  /** A copy in page-locked host memory. */
  public Tensor pinMemory() {
    return new Tensor(TensorCalls.pinMemory(handle));
  }

  /**
   * torch.Tensor.record_stream: once this tensor is closed, its memory is not given out again
   * before the work that the stream has queued by then is done. For a tensor that another stream
   * than its own one uses.
   */
  public void recordStream(Stream stream) {
    StreamCalls.recordStream(handle, stream.id);
  }

  /** torch.Tensor.copy_: takes source's elements, broadcast and converted; returns self. */
  public Tensor copy_(Tensor source) {
    TensorCalls.copy_(handle, source.handle);
    return this;
  }

  // ---- Linear algebra ----

  /** torch.matmul: (..., n, k) and (..., k, m) to (..., n, m). */
  public Tensor matmul(Tensor other) {
    return new Tensor(NnCalls.matmul(handle, other.handle));
  }

  // ---- Life ----

  /**
   * Makes this tensor free: it outlives its scope, any thread may use it, and {@link #close} frees
   * it. Returns self.
   */
  public Tensor detachFromScope() {
    handle.detachFromScope();
    return this;
  }

  /** Another reference to the same tensor, of the innermost open scope. */
  public Tensor alias() {
    return new Tensor(TensorCalls.retain(handle));
  }

  @Override
  public void close() {
    handle.close();
  }

  /**
   * What PyTorch prints: {@code tensor([1., 2.], requires_grad=True)}; of more than 1000 elements
   * the first and last of each dimension. Sparse and quantized tensors look as libtorch's C++
   * writes them. Never throws: of a tensor that cannot be used here it says why.
   */
  @Override
  public String toString() {
    try {
      return TensorText.of(this, AutogradCalls.gradFnName(handle));
    } catch (TensorClosedException | WrongThreadException unusable) {
      return "Tensor(" + unusable.getMessage() + ")";
    } catch (RuntimeException otherKind) { // without strides, or with a dtype of its own
      return inOtherWords();
    }
  }

  private String inOtherWords() {
    try {
      return TensorCalls.print(handle);
    } catch (RuntimeException unprintable) {
      return "Tensor(" + unprintable.getMessage() + ")";
    }
  }

  static @Nullable NativeTensor handle(@Nullable Tensor tensor) {
    return tensor == null ? null : tensor.handle;
  }

  static List<NativeTensor> handles(List<Tensor> tensors) {
    return tensors.stream().map(tensor -> tensor.handle).toList();
  }

  /** With a null for each null. */
  static List<@Nullable NativeTensor> nullableHandles(List<? extends @Nullable Tensor> tensors) {
    var handles = new ArrayList<@Nullable NativeTensor>(tensors.size());
    for (var tensor : tensors) handles.add(handle(tensor));
    return handles;
  }

  static List<Tensor> all(List<NativeTensor> handles) {
    return handles.stream().map(Tensor::new).toList();
  }
}
