package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import dev.gatun.bindings.gt_value;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** dispatcher.h: operators by name, with Java values for gt_value. */
public final class DispatcherCalls {
  /** Stands for an argument that takes the schema's default. */
  public static final Object DEFAULT = new Object();

  /** A resolved operator: valid for the life of the process. */
  public record Operator(MemorySegment address, String schema, int results) {}

  private DispatcherCalls() {}

  /** Throws {@link TorchException.Value} when there is no such operator. */
  public static Operator find(String name, String overload) {
    var c = Call.begin();
    c.end(Gatun.gt_operator_find(c.out(), c.text(name), c.text(overload)));
    var address = c.addressResult(0);
    c.end(Gatun.gt_operator_schema(c.out(0), c.out(1), address));
    var schema = Status.read(c.addressResult(0), c.longResult(1));
    return new Operator(address, schema, countResults(schema));
  }

  /** All operators, as {@code name.overload}, sorted. */
  public static List<String> names() {
    var c = Call.begin();
    c.end(Gatun.gt_operator_names(c.out(0), c.out(1)));
    return c.ownedText().lines().toList();
  }

  /**
   * Calls an operator.
   *
   * @param arguments null (None), {@link #DEFAULT}, Long, Double, Boolean, String, NativeTensor,
   *     long[], double[], boolean[], or a List of NativeTensor and null
   * @return one value for each result: null, Long, Double, Boolean, String, NativeTensor, long[],
   *     double[], boolean[], or a List of NativeTensor and null
   */
  public static List<@Nullable Object> call(
      Operator operator, List<? extends @Nullable Object> arguments) {
    var c = Call.begin();
    var values = c.allocate(Math.max(1, arguments.size()) * gt_value.sizeof()).fill((byte) 0);
    try {
      for (var i = 0; i < arguments.size(); i++) {
        write(c, operator, gt_value.asSlice(values, i), arguments.get(i));
      }
    } catch (RuntimeException refused) {
      c.letGo();
      throw refused;
    }
    var results = c.allocate(Math.max(1, operator.results()) * gt_value.sizeof());
    c.end(
        Gatun.gt_operator_call(
            results, c.out(), operator.results(), operator.address(), values, arguments.size()));
    var count = c.longResult();
    try {
      var read = new ArrayList<@Nullable Object>();
      for (var i = 0; i < count; i++) read.add(read(c, gt_value.asSlice(results, i)));
      return read;
    } finally {
      giveBack(results, count);
    }
  }

  // "-> Tensor" is one result, "-> (Tensor, Tensor)" two, "-> ()" none.
  private static int countResults(String schema) {
    var returns = schema.substring(schema.lastIndexOf("->") + 2).strip();
    if (!returns.startsWith("(")) return 1;
    var inside = returns.substring(1, returns.length() - 1).strip();
    return inside.isEmpty() ? 0 : (int) inside.chars().filter(ch -> ch == ',').count() + 1;
  }

  private static void write(Call c, Operator operator, MemorySegment to, @Nullable Object value) {
    switch (value) {
      case null -> gt_value.tag(to, Gatun.GT_VALUE_NONE());
      case Long number -> number(to, Gatun.GT_VALUE_INT(), number);
      case Integer number -> number(to, Gatun.GT_VALUE_INT(), number);
      case Boolean flag -> number(to, Gatun.GT_VALUE_BOOL(), flag ? 1 : 0);
      case Double number -> number(to, Gatun.GT_VALUE_DOUBLE(), Double.doubleToRawLongBits(number));
      case String text -> {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        list(to, Gatun.GT_VALUE_STRING(), bytes.length, c.text(text));
      }
      case NativeTensor tensor -> number(to, Gatun.GT_VALUE_TENSOR(), c.tensor(tensor).address());
      case long[] numbers -> list(to, Gatun.GT_VALUE_INT_LIST(), numbers.length, c.longs(numbers));
      case double[] numbers -> {
        var bits = Arrays.stream(numbers).mapToLong(Double::doubleToRawLongBits).toArray();
        list(to, Gatun.GT_VALUE_DOUBLE_LIST(), numbers.length, c.longs(bits));
      }
      case boolean[] flags -> {
        var bits = new long[flags.length];
        for (var i = 0; i < flags.length; i++) bits[i] = flags[i] ? 1 : 0;
        list(to, Gatun.GT_VALUE_BOOL_LIST(), flags.length, c.longs(bits));
      }
      case List<?> tensors -> {
        var handles = new ArrayList<@Nullable NativeTensor>();
        for (var tensor : tensors) handles.add((NativeTensor) tensor);
        list(to, Gatun.GT_VALUE_TENSOR_LIST(), handles.size(), c.tensors(handles));
      }
      default -> {
        if (value != DEFAULT) {
          throw new IllegalArgumentException(
              "a "
                  + value.getClass().getSimpleName()
                  + " cannot be passed to an operator, which takes Tensor, Long,"
                  + " Integer, Double, Boolean, String, DType, Device, null, long[], double[], boolean[] and lists of"
                  + " Tensor: "
                  + operator.schema());
        }
        gt_value.tag(to, Gatun.GT_VALUE_DEFAULT());
      }
    }
  }

  private static void number(MemorySegment to, int tag, long bits) {
    gt_value.tag(to, tag);
    gt_value.as(to).set(ValueLayout.JAVA_LONG, 0, bits);
  }

  private static void list(MemorySegment to, int tag, long length, MemorySegment data) {
    gt_value.tag(to, tag);
    gt_value.length(to, length);
    gt_value.as(to).set(ValueLayout.ADDRESS, 0, data);
  }

  @SuppressWarnings("restricted") // lists whose length the native library gave
  private static @Nullable Object read(Call c, MemorySegment from) {
    var tag = gt_value.tag(from);
    var bits = gt_value.as(from).get(ValueLayout.JAVA_LONG, 0);
    var length = gt_value.length(from);
    if (tag == Gatun.GT_VALUE_NONE()) return null;
    if (tag == Gatun.GT_VALUE_INT()) return bits;
    if (tag == Gatun.GT_VALUE_DOUBLE()) return Double.longBitsToDouble(bits);
    if (tag == Gatun.GT_VALUE_BOOL()) return bits != 0;
    if (tag == Gatun.GT_VALUE_TENSOR()) {
      gt_value.tag(from, Gatun.GT_VALUE_NONE()); // Java's from here
      return adopt(c, bits);
    }
    var data = gt_value.as(from).get(ValueLayout.ADDRESS, 0);
    if (tag == Gatun.GT_VALUE_STRING()) return Status.read(data, length);
    var items = data.reinterpret(length * 8).toArray(ValueLayout.JAVA_LONG);
    if (tag == Gatun.GT_VALUE_INT_LIST()) return items;
    if (tag == Gatun.GT_VALUE_DOUBLE_LIST())
      return Arrays.stream(items).mapToDouble(Double::longBitsToDouble).toArray();
    if (tag == Gatun.GT_VALUE_BOOL_LIST()) {
      var flags = new boolean[items.length];
      for (var i = 0; i < items.length; i++) flags[i] = items[i] != 0;
      return flags;
    }
    var tensors = new ArrayList<@Nullable NativeTensor>();
    for (var i = 0; i < items.length; i++) {
      data.reinterpret(length * 8).setAtIndex(ValueLayout.JAVA_LONG, i, 0); // Java's from here
      tensors.add(adopt(c, items[i]));
    }
    return tensors;
  }

  // An operator may leave a result undefined.
  private static @Nullable NativeTensor adopt(Call c, long address) {
    return address == 0 ? null : c.adopt(MemorySegment.ofAddress(address));
  }

  /**
   * Frees the memory of results, and the tensors in them that an error kept from becoming Java's.
   */
  private static void giveBack(MemorySegment results, long count) {
    for (var i = 0; i < count; i++) {
      var result = gt_value.asSlice(results, i);
      var data = gt_value.as(result).get(ValueLayout.ADDRESS, 0);
      if (gt_value.tag(result) == Gatun.GT_VALUE_TENSOR()) Gatun.gt_tensor_release(data);
      if (gt_value.tag(result) == Gatun.GT_VALUE_TENSOR_LIST()) {
        Gatun.gt_tensor_release_all(data, gt_value.length(result));
      }
    }
    Gatun.gt_values_free(results, count);
  }
}
