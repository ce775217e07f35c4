package dev.gatun.testing;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * What a tensor should be. Elements are compared on the host; nothing stays behind, and neither
 * tensor is changed or closed.
 */
public final class TensorAssert extends AbstractAssert<TensorAssert, Tensor> {
  TensorAssert(@Nullable Tensor actual) {
    super(actual, TensorAssert.class);
  }

  public TensorAssert hasShape(long... sizes) {
    isNotNull();
    var expected = Shape.of(sizes);
    if (!actual.shape().equals(expected)) fail("shape", expected, actual.shape());
    return this;
  }

  public TensorAssert hasDtype(DType expected) {
    isNotNull();
    if (actual.dtype() != expected) fail("dtype", expected, actual.dtype());
    return this;
  }

  public TensorAssert isOnDevice(Device expected) {
    isNotNull();
    if (!actual.device().equals(expected)) fail("device", expected, actual.device());
    return this;
  }

  /**
   * As torch.allclose: the shapes are equal, and so is every element within {@code atol + rtol *
   * |expected|}. Infinities equal themselves; NaN is close to nothing. Elements are compared as
   * float64, dtypes and devices may differ.
   *
   * @throws IllegalStateException for complex tensors
   */
  public TensorAssert isCloseTo(Tensor expected, double rtol, double atol) {
    isNotNull();
    if (!actual.shape().equals(expected.shape())) fail("shape", expected.shape(), actual.shape());
    var wanted = expected.toDoubleArray();
    var found = actual.toDoubleArray();
    LongToDoubleFunction excess = i -> excess(found[(int) i], wanted[(int) i], rtol, atol);
    var mismatches = new Mismatches(wanted.length, i -> excess.applyAsDouble(i) > 0);
    if (mismatches.count == 0) return this;
    var worst = mismatches.first;
    for (var i = worst + 1; i < wanted.length; i++) {
      if (excess.applyAsDouble(i) > excess.applyAsDouble(worst)) worst = i;
    }
    LongFunction<String> element =
        i -> {
          var apart = Math.abs(found[(int) i] - wanted[(int) i]);
          var allowed = atol + rtol * Math.abs(wanted[(int) i]);
          return "expected %s but was %s, %s apart where %s is allowed"
              .formatted(wanted[(int) i], found[(int) i], apart, allowed);
        };
    throw failure(
        "%s%n  worst at %s: %s",
        mismatches.message(actual, "be close within rtol " + rtol + " and atol " + atol, element),
        index(actual.shape(), worst),
        element.apply(worst));
  }

  /** As {@link #isCloseTo(Tensor, double, double)}, for the values in row-major order. */
  public TensorAssert isCloseTo(double[] expected, double rtol, double atol) {
    isNotNull();
    try (var _ = TensorScope.open()) {
      return isCloseTo(Tensor.of(expected).reshape(actual.shape().toArray()), rtol, atol);
    }
  }

  /**
   * For a tensor: the same shape and dtype, and the same bits in every element, so that NaN equals
   * itself and 0.0 is not -0.0; the devices may differ.
   */
  @Override
  public TensorAssert isEqualTo(@Nullable Object expected) {
    if (!(expected instanceof Tensor tensor)) return super.isEqualTo(expected);
    isNotNull();
    if (!actual.shape().equals(tensor.shape())) fail("shape", tensor.shape(), actual.shape());
    hasDtype(tensor.dtype());
    try (var arena = Arena.ofConfined()) {
      var item = actual.dtype().bytes();
      var wanted = bytes(tensor, arena);
      var found = bytes(actual, arena);
      if (wanted.mismatch(found) < 0) return this;
      var mismatches =
          new Mismatches(
              actual.numel(),
              i -> wanted.asSlice(i * item, item).mismatch(found.asSlice(i * item, item)) >= 0);
      var numbers = actual.dtype().isComplex() ? null : actual.toDoubleArray();
      var expectedNumbers = numbers == null ? null : tensor.toDoubleArray();
      throw failure(
          "%s",
          mismatches.message(
              actual,
              "have the same bits",
              i ->
                  "expected "
                      + element(expectedNumbers, wanted, i, item)
                      + " but was "
                      + element(numbers, found, i, item)));
    }
  }

  /** The elements that are not as expected. */
  private static final class Mismatches {
    private final long elements;
    private long count;
    private long first = -1;

    Mismatches(long elements, LongPredicate mismatch) {
      this.elements = elements;
      for (var i = 0L; i < elements; i++) {
        if (mismatch.test(i) && count++ == 0) first = i;
      }
    }

    String message(Tensor actual, String expectation, LongFunction<String> element) {
      return "expected tensor %s %s to %s, but %d of %d elements differ:%n  first at %s: %s"
          .formatted(
              actual.shape(),
              actual.dtype(),
              expectation,
              count,
              elements,
              index(actual.shape(), first),
              element.apply(first));
    }
  }

  private void fail(String what, Object expected, Object found) {
    throw failureWithActualExpected(
        found, expected, "expected a tensor of %s %s but was %s", what, expected, found);
  }

  /** By how much an element is further away than allowed: positive for a mismatch. */
  private static double excess(double found, double wanted, double rtol, double atol) {
    if (found == wanted) return 0;
    var excess = Math.abs(found - wanted) - (atol + rtol * Math.abs(wanted));
    return Double.isNaN(excess) ? Double.POSITIVE_INFINITY : excess;
  }

  private static MemorySegment bytes(Tensor tensor, Arena arena) {
    try (var _ = TensorScope.open()) {
      var memory = arena.allocate(tensor.numel() * tensor.dtype().bytes(), 8);
      tensor.to(Device.CPU).read(memory);
      return memory;
    }
  }

  private static String element(
      double @Nullable [] numbers, MemorySegment memory, long i, long item) {
    var bits = memory.asSlice(i * item, item).toArray(ValueLayout.JAVA_BYTE);
    var hex = HexFormat.of().formatHex(bits);
    return numbers == null ? "bytes " + hex : numbers[(int) i] + " (bytes " + hex + ")";
  }

  /** As {@code [1, 0]}: where the element of this row-major position is. */
  private static String index(Shape shape, long position) {
    var index = new long[shape.dim()];
    for (var d = shape.dim() - 1; d >= 0; d--) {
      index[d] = position % shape.size(d);
      position /= shape.size(d);
    }
    return Arrays.toString(index);
  }
}
