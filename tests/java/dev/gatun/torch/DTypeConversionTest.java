package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DTypeConversionTest {
  private static final short[] ALL = new short[1 << 16];

  static {
    for (var i = 0; i < ALL.length; i++) ALL[i] = (short) i;
  }

  private static float[] widen(DType from) {
    var floats = new float[ALL.length];
    DType.convert(MemorySegment.ofArray(ALL), from, MemorySegment.ofArray(floats), DType.FLOAT32);
    return floats;
  }

  private static short[] narrow(float[] from, DType to) {
    var shorts = new short[from.length];
    DType.convert(MemorySegment.ofArray(from), DType.FLOAT32, MemorySegment.ofArray(shorts), to);
    return shorts;
  }

  @Test
  void every_float16_is_the_float_that_java_reads_and_comes_back() {
    var floats = widen(DType.FLOAT16);
    var back = narrow(floats, DType.FLOAT16);
    for (var i = 0; i < ALL.length; i++) {
      var expected = Float.float16ToFloat(ALL[i]);
      if (Float.isNaN(expected)) {
        assertThat(floats[i]).isNaN();
        assertThat(Float.float16ToFloat(back[i])).isNaN();
      } else {
        assertThat(Float.floatToRawIntBits(floats[i])).isEqualTo(Float.floatToRawIntBits(expected));
        assertThat(back[i]).isEqualTo(ALL[i]);
      }
    }
  }

  @Test
  void every_bfloat16_is_the_upper_half_of_a_float_and_comes_back() {
    var floats = widen(DType.BFLOAT16);
    var back = narrow(floats, DType.BFLOAT16);
    for (var i = 0; i < ALL.length; i++) {
      var expected = Float.intBitsToFloat(i << 16);
      if (Float.isNaN(expected)) {
        assertThat(floats[i]).isNaN();
        assertThat(Float.intBitsToFloat(back[i] << 16)).isNaN();
      } else {
        assertThat(Float.floatToRawIntBits(floats[i])).isEqualTo(i << 16);
        assertThat(back[i]).isEqualTo(ALL[i]);
      }
    }
  }

  @Test
  void narrowing_rounds_to_the_nearest_and_ties_to_even() {
    var random = new Random(1);
    var floats = new float[100_000];
    for (var i = 0; i < floats.length; i++) {
      // All exponents, and every fourth exactly half-way between two bfloat16 values.
      var bits = random.nextInt();
      var value = Float.intBitsToFloat(i % 4 == 0 ? bits & 0xffff0000 | 0x8000 : bits);
      floats[i] = Float.isNaN(value) ? 1f : value;
    }
    var half = narrow(floats, DType.FLOAT16);
    var brain = narrow(floats, DType.BFLOAT16);
    for (var i = 0; i < floats.length; i++) {
      assertThat(half[i]).isEqualTo(Float.floatToFloat16(floats[i]));
      var bits = Float.floatToRawIntBits(floats[i]);
      // Half a unit less one, and one more where the last bit kept is odd.
      assertThat(brain[i]).isEqualTo((short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16));
    }
  }

  @Test
  void native_segments_are_converted_in_place_of_copies_and_other_dtypes_too() {
    try (var arena = Arena.ofConfined()) {
      var from = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1.75, -3, 1e300);
      var to = arena.allocate(12, 4);
      DType.convert(from, DType.FLOAT64, to, DType.FLOAT32);
      assertThat(to.toArray(ValueLayout.JAVA_FLOAT))
          .containsExactly(1.75f, -3, Float.POSITIVE_INFINITY);
      DType.convert(
          MemorySegment.ofArray(new float[0]), DType.FLOAT32, arena.allocate(0), DType.BFLOAT16);
    }
  }

  @Test
  void segments_that_do_not_fit_are_refused() {
    var floats = MemorySegment.ofArray(new float[4]);
    assertThatThrownBy(() ->
            DType.convert(
                floats, DType.FLOAT32, MemorySegment.ofArray(new short[3]), DType.BFLOAT16))
        .isInstanceOf(TorchException.Value.class)
        .hasMessage("4 elements of Float do not make 3 of BFloat16");
    assertThatThrownBy(() ->
            DType.convert(MemorySegment.ofArray(new byte[6]), DType.FLOAT32, floats, DType.FLOAT32))
        .isInstanceOf(TorchException.Value.class)
        .hasMessage("6 bytes are no whole number of elements of Float");
    assertThatThrownBy(
            () -> DType.convert(floats, DType.FLOAT32, floats.asSlice(8, 8), DType.BFLOAT16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overlap");
    assertThatThrownBy(() ->
            DType.convert(
                floats,
                DType.FLOAT32,
                MemorySegment.ofArray(new short[4]).asReadOnly(),
                DType.BFLOAT16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("read-only");
    try (var arena = Arena.ofConfined()) {
      var odd = arena.allocate(17, 16).asSlice(1);
      assertThatThrownBy(() ->
              DType.convert(
                  odd, DType.FLOAT32, MemorySegment.ofArray(new short[4]), DType.BFLOAT16))
          .hasMessageContaining("not a multiple of 4");
    }
  }
}
