package dev.gatun.torch;

import dev.gatun.ffi.DispatcherCalls;
import dev.gatun.ffi.NativeTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every operator registered with libtorch's dispatcher, by its PyTorch name.
 *
 * <pre>{@code
 * var top = Operators.call("aten::kthvalue", x, 3L).tensor(0);
 * }</pre>
 */
public final class Operators {
  /** As an argument: take the schema's default. */
  public static final Object DEFAULT = DispatcherCalls.DEFAULT;

  private static final Map<String, Operator> FOUND = new ConcurrentHashMap<>();

  private Operators() {}

  /** A resolved operator, cheap to call again. */
  public static final class Operator {
    private final DispatcherCalls.Operator operator;

    private Operator(DispatcherCalls.Operator operator) {
      this.operator = operator;
    }

    /**
     * As PyTorch writes it, {@code aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1)
     * -> Tensor}.
     */
    public String schema() {
      return operator.schema();
    }

    /**
     * Calls it.
     *
     * @param arguments in the schema's order; trailing ones with defaults may be left out. Tensor,
     *     Long, Integer, Double, Boolean, String (also for a device), DType (for a dtype), null
     *     (None), long[], double[], boolean[], or a List of Tensor and null
     * @throws dev.gatun.ffi.TorchException.Type when an argument does not fit the schema, which the
     *     message shows
     */
    public Results call(@Nullable Object... arguments) {
      var converted = new ArrayList<@Nullable Object>();
      for (var argument : arguments) converted.add(toNative(argument));
      return new Results(operator.schema(), DispatcherCalls.call(operator, converted));
    }
  }

  /** What an operator returned, in the schema's order. */
  public static final class Results {
    private final String schema;
    private final List<@Nullable Object> values = new ArrayList<>();

    private Results(String schema, List<@Nullable Object> results) {
      this.schema = schema;
      for (var result : results) values.add(fromNative(result));
    }

    public int size() {
      return values.size();
    }

    /** Result {@code index}, which must be a tensor. */
    public Tensor tensor(int index) {
      if (index >= 0 && index < values.size() && values.get(index) instanceof Tensor tensor)
        return tensor;
      throw new IllegalArgumentException("result " + index + " is not a tensor: " + schema);
    }

    /**
     * Result {@code index}, which must be a list of tensors; one that the operator left undefined
     * is null.
     */
    public List<Tensor> tensors(int index) {
      if (index >= 0 && index < values.size() && values.get(index) instanceof List<?> list) {
        var tensors = new ArrayList<Tensor>();
        for (var tensor : list) tensors.add((Tensor) tensor);
        return Collections.unmodifiableList(tensors);
      }
      throw new IllegalArgumentException(
          "result " + index + " is not a list of tensors: " + schema);
    }

    /**
     * Result {@code index}: null, Tensor, List, Long, Double, Boolean, String, long[], double[] or
     * boolean[].
     */
    public @Nullable Object get(int index) {
      return values.get(index);
    }
  }

  /**
   * Looks an operator up by {@code name} or {@code name.overload}, {@code aten::add.Tensor}.
   *
   * @throws dev.gatun.ffi.TorchException.Value when there is none
   */
  public static Operator find(String name) {
    var known = FOUND.get(name);
    if (known != null) return known;
    var dot = name.indexOf('.');
    var base = dot < 0 ? name : name.substring(0, dot);
    var overload = dot < 0 ? "" : name.substring(dot + 1);
    var found = new Operator(DispatcherCalls.find(base, overload));
    FOUND.put(name, found);
    return found;
  }

  /** {@link #find} and {@link Operator#call}. */
  public static Results call(String name, @Nullable Object... arguments) {
    return find(name).call(arguments);
  }

  /** All operators, as {@code name.overload}, sorted. */
  public static List<String> names() {
    return DispatcherCalls.names();
  }

  private static @Nullable Object toNative(@Nullable Object argument) {
    return switch (argument) {
      case null -> null;
      case Tensor tensor -> tensor.handle;
      case DType dtype -> (long) dtype.number();
      case Device device -> device.toString();
      case Float number -> (double) number;
      case int[] numbers -> Arrays.stream(numbers).asLongStream().toArray();
      case Shape shape -> shape.toArray();
      case List<?> tensors -> {
        var handles = new ArrayList<@Nullable NativeTensor>();
        for (var tensor : tensors) {
          if (tensor != null && !(tensor instanceof Tensor)) {
            throw new IllegalArgumentException(
                "a list argument holds tensors, not "
                    + tensor.getClass().getSimpleName()
                    + ": use long[] or double[]");
          }
          handles.add(tensor == null ? null : ((Tensor) tensor).handle);
        }
        yield handles;
      }
      default -> argument;
    };
  }

  private static @Nullable Object fromNative(@Nullable Object result) {
    return switch (result) {
      case NativeTensor tensor -> new Tensor(tensor);
      case List<?> tensors -> {
        var list = new ArrayList<@Nullable Tensor>();
        for (var tensor : tensors)
          list.add(tensor == null ? null : new Tensor((NativeTensor) tensor));
        yield Collections.unmodifiableList(list);
      }
      case null, default -> result;
    };
  }
}
