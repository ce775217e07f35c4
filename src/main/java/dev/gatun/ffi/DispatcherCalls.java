package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import dev.gatun.bindings.gt_value;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** dispatcher.h: operators by name, with Java values for gt_value. */
public final class DispatcherCalls {
  /** Stands for an argument that takes the schema's default. */
  public static final Object DEFAULT = new Object();

  // The layout of gt_value.
  private static final long SIZE = gt_value.sizeof();
  private static final long TAG = offset("tag");
  private static final long LENGTH = offset("length");
  private static final long AS = offset("as");

  // Read once: on the way of every argument.
  private static final int NONE = Gatun.GT_VALUE_NONE();
  private static final int TENSOR = Gatun.GT_VALUE_TENSOR();
  private static final int TENSOR_LIST = Gatun.GT_VALUE_TENSOR_LIST();
  private static final int OBJECT = Gatun.GT_VALUE_OBJECT();

  private static long offset(String field) {
    return gt_value.layout().byteOffset(MemoryLayout.PathElement.groupElement(field));
  }

  /** A resolved operator: valid for the life of the process. */
  public record Operator(MemorySegment address, String schema) {}

  private DispatcherCalls() {}

  /** Throws {@link TorchException.Value} when there is no such operator. */
  public static Operator find(String name, String overload) {
    var c = Call.begin();
    c.end(Gatun.gt_operator_find(c.out(), c.text(name), c.text(overload)));
    var address = c.addressResult(0);
    c.end(Gatun.gt_operator_schema(c.out(0), c.out(1), address));
    var schema = Status.read(c.addressResult(0), c.longResult(1));
    return new Operator(address, schema);
  }

  /** All operators, as {@code name.overload}, sorted. */
  public static List<String> names() {
    var c = Call.begin();
    c.end(Gatun.gt_operator_names(c.out(0), c.out(1)));
    return c.ownedText().lines().toList();
  }

  /** Loads a library that registers operators. */
  public static void load(String path) {
    var c = Call.begin();
    c.end(Gatun.gt_operator_load(c.text(path)));
  }

  /**
   * Calls an operator.
   *
   * @param arguments null (None), {@link #DEFAULT}, Long, Double, Boolean, String, NativeTensor,
   *     NativeObject, long[], double[], boolean[], a NativeTensor[] with nulls, or a List of any of
   *     these
   * @param results how many the schema says
   * @return one value for each result: null, Long, Double, Boolean, String, NativeTensor,
   *     NativeObject, long[], double[], boolean[], or a NativeTensor[] with nulls
   */
  public static @Nullable Object[] call(
      Operator operator, @Nullable Object[] arguments, int results) {
    var c = Call.begin();
    var values = c.allocate(Math.max(1, arguments.length) * SIZE);
    try {
      for (var i = 0; i < arguments.length; i++) write(c, values, i * SIZE, arguments[i]);
    } catch (RuntimeException refused) {
      c.letGo();
      throw refused;
    }
    var places = c.allocate(Math.max(1, results) * SIZE);
    c.end(
        Gatun.gt_operator_call(
            places, c.out(), results, operator.address(), values, arguments.length));
    var count = (int) c.longResult();
    if (count == 1 && places.get(ValueLayout.JAVA_INT, TAG) == TENSOR) {
      // The usual case, on the short way: adopt gives the handle back itself should it fail.
      return new Object[] {adopt(c, places.get(ValueLayout.JAVA_LONG, AS))};
    }
    try {
      var read = new Object[count];
      for (var i = 0; i < count; i++) read[i] = read(c, places, i * SIZE);
      return read;
    } finally {
      giveBack(places, count);
    }
  }

  private static void write(Call c, MemorySegment to, long at, @Nullable Object value) {
    switch (value) {
      case null -> tag(to, at, NONE);
      case NativeTensor tensor -> number(to, at, TENSOR, c.tensor(tensor).address());
      case Long number -> number(to, at, Gatun.GT_VALUE_INT(), number);
      case Boolean flag -> number(to, at, Gatun.GT_VALUE_BOOL(), flag ? 1 : 0);
      case Double number ->
          number(to, at, Gatun.GT_VALUE_DOUBLE(), Double.doubleToRawLongBits(number));
      case String text -> {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        list(to, at, Gatun.GT_VALUE_STRING(), bytes.length, c.text(text));
      }
      case long[] numbers ->
          list(to, at, Gatun.GT_VALUE_INT_LIST(), numbers.length, c.longs(numbers));
      case double[] numbers -> {
        var bits = Arrays.stream(numbers).mapToLong(Double::doubleToRawLongBits).toArray();
        list(to, at, Gatun.GT_VALUE_DOUBLE_LIST(), numbers.length, c.longs(bits));
      }
      case boolean[] flags -> {
        var bits = new long[flags.length];
        for (var i = 0; i < flags.length; i++) bits[i] = flags[i] ? 1 : 0;
        list(to, at, Gatun.GT_VALUE_BOOL_LIST(), flags.length, c.longs(bits));
      }
      case NativeTensor[] tensors ->
          list(to, at, TENSOR_LIST, tensors.length, c.tensors(Arrays.asList(tensors)));
      case NativeObject object -> number(to, at, OBJECT, c.object(object).address());
      case List<?> items -> {
        var memory = c.allocate(Math.max(1, items.size()) * SIZE);
        for (var i = 0; i < items.size(); i++) write(c, memory, i * SIZE, items.get(i));
        list(to, at, Gatun.GT_VALUE_LIST(), items.size(), memory);
      }
      default -> {
        if (value != DEFAULT) throw new IllegalStateException("no argument: " + value.getClass());
        tag(to, at, Gatun.GT_VALUE_DEFAULT());
      }
    }
  }

  private static void tag(MemorySegment to, long at, int tag) {
    to.set(ValueLayout.JAVA_INT, at + TAG, tag);
  }

  private static void number(MemorySegment to, long at, int tag, long bits) {
    tag(to, at, tag);
    to.set(ValueLayout.JAVA_LONG, at + AS, bits);
  }

  private static void list(MemorySegment to, long at, int tag, long length, MemorySegment data) {
    number(to, at, tag, data.address());
    to.set(ValueLayout.JAVA_LONG, at + LENGTH, length);
  }

  @SuppressWarnings("restricted") // lists whose length the native library gave
  private static @Nullable Object read(Call c, MemorySegment from, long at) {
    var tag = from.get(ValueLayout.JAVA_INT, at + TAG);
    var bits = from.get(ValueLayout.JAVA_LONG, at + AS);
    var length = from.get(ValueLayout.JAVA_LONG, at + LENGTH);
    if (tag == NONE) return null;
    if (tag == Gatun.GT_VALUE_INT()) return bits;
    if (tag == Gatun.GT_VALUE_DOUBLE()) return Double.longBitsToDouble(bits);
    if (tag == Gatun.GT_VALUE_BOOL()) return bits != 0;
    if (tag == TENSOR) {
      tag(from, at, NONE); // Java's from here
      return adopt(c, bits);
    }
    if (tag == OBJECT) {
      var object = ObjectCalls.opaque(MemorySegment.ofAddress(bits));
      tag(from, at, NONE);
      return object;
    }
    var data = MemorySegment.ofAddress(bits);
    if (tag == Gatun.GT_VALUE_STRING()) return Status.read(data, length);
    var memory = data.reinterpret(length * 8);
    var items = memory.toArray(ValueLayout.JAVA_LONG);
    if (tag == Gatun.GT_VALUE_INT_LIST()) return items;
    if (tag == Gatun.GT_VALUE_DOUBLE_LIST())
      return Arrays.stream(items).mapToDouble(Double::longBitsToDouble).toArray();
    if (tag == Gatun.GT_VALUE_BOOL_LIST()) {
      var flags = new boolean[items.length];
      for (var i = 0; i < items.length; i++) flags[i] = items[i] != 0;
      return flags;
    }
    var tensors = new NativeTensor[items.length];
    for (var i = 0; i < items.length; i++) {
      memory.setAtIndex(ValueLayout.JAVA_LONG, i, 0); // Java's from here
      tensors[i] = adopt(c, items[i]);
    }
    return tensors;
  }

  // An operator may leave a result undefined.
  private static @Nullable NativeTensor adopt(Call c, long address) {
    return address == 0 ? null : c.adopt(MemorySegment.ofAddress(address));
  }

  /** Frees the memory of results, and what an error kept from becoming Java's. */
  private static void giveBack(MemorySegment results, int count) {
    for (var i = 0; i < count; i++) {
      var tag = results.get(ValueLayout.JAVA_INT, i * SIZE + TAG);
      var data = MemorySegment.ofAddress(results.get(ValueLayout.JAVA_LONG, i * SIZE + AS));
      if (tag == TENSOR) Gatun.gt_tensor_release(data);
      if (tag == OBJECT) Gatun.gt_object_release(data);
      if (tag == TENSOR_LIST) {
        Gatun.gt_tensor_release_all(data, results.get(ValueLayout.JAVA_LONG, i * SIZE + LENGTH));
      }
    }
    Gatun.gt_values_free(results, count);
  }
}
