package dev.gatun.torch;

import dev.gatun.ffi.DispatcherCalls;
import dev.gatun.ffi.NativeObject;
import dev.gatun.ffi.NativeTensor;
import dev.gatun.ffi.TorchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Schema schema;
    private final @Nullable OperatorGuard guard;

    private Operator(
        DispatcherCalls.Operator operator, Schema schema, @Nullable OperatorGuard guard) {
      this.operator = operator;
      this.schema = schema;
      this.guard = guard;
    }

    /**
     * The same operator without Gatun's own checks. Some operators of libtorch, most of them
     * internal ones, crash or write outside their memory when their arguments do not fit each
     * other: {@link #call} refuses such arguments, or those operators as a whole. Who calls them
     * through this knows what they need.
     */
    public Operator unguarded() {
      return guard == null ? this : new Operator(operator, schema, null);
    }

    /** What it takes and returns. */
    public Schema schema() {
      return schema;
    }

    /**
     * Calls it.
     *
     * @param arguments in the schema's order; trailing ones with defaults may be left out. Tensor,
     *     Long, Integer, Double, Float, Boolean, String (also for a device), DType, Layout,
     *     MemoryFormat, Device, Generator, Opaque, null (None), long[], int[], double[], boolean[],
     *     Shape, {@link #DEFAULT}, or a List of these
     * @throws dev.gatun.ffi.TorchException.Type when an argument does not fit the schema, which the
     *     message shows
     * @throws dev.gatun.ffi.TorchException.Value when there are too many, or one is missing
     * @throws dev.gatun.ffi.TorchException.Unsafe for arguments that libtorch is known not to
     *     survive; see {@link #unguarded}
     */
    public Results call(@Nullable Object... arguments) {
      var declared = schema.arguments();
      if (arguments.length > declared.size())
        throw new TorchException.Value(
            arguments.length + " arguments are too many: " + schema.text());
      var converted = new Object[arguments.length];
      for (var i = 0; i < arguments.length; i++) {
        var argument = arguments[i];
        if (argument != DEFAULT && !declared.get(i).accepts(argument))
          throw mismatch(declared.get(i), argument);
        converted[i] = toNative(argument);
        // The native library puts a single number in all places of a list of fixed length.
        if (converted[i] instanceof long[] one
            && one.length == 1
            && declared.get(i).type().length() > 1) {
          converted[i] = one[0];
        }
      }
      if (guard != null) guard.check(arguments);
      return new Results(
          schema, DispatcherCalls.call(operator, converted, schema.results().size()));
    }

    private TorchException mismatch(Schema.Argument wanted, @Nullable Object given) {
      return new TorchException.Type(
          "argument '"
              + wanted.name()
              + "' is "
              + wanted.type()
              + " but got "
              + describe(given)
              + ": "
              + schema.text());
    }

    /** As PyTorch writes it. */
    @Override
    public String toString() {
      return schema.text();
    }
  }

  /** What an operator returned, in the schema's order. */
  public static final class Results {
    private final Schema schema;
    private final @Nullable Object[] values;

    private Results(Schema schema, @Nullable Object[] results) {
      this.schema = schema;
      this.values = results;
      for (var i = 0; i < results.length; i++) results[i] = fromNative(results[i]);
    }

    public int size() {
      return values.length;
    }

    /** The one result; never null. */
    Object only() {
      return Objects.requireNonNull(values[0]);
    }

    /** Result {@code index}, which must be a tensor. */
    public Tensor tensor(int index) {
      if (index >= 0 && index < values.length && values[index] instanceof Tensor tensor)
        return tensor;
      throw new IllegalArgumentException("result " + index + " is not a tensor: " + schema.text());
    }

    /**
     * Result {@code index}, which must be a list of tensors; one that the operator left undefined
     * is null.
     */
    public List<Tensor> tensors(int index) {
      if (index >= 0 && index < values.length && values[index] instanceof List<?> list) {
        var tensors = new ArrayList<Tensor>();
        for (var tensor : list) tensors.add((Tensor) tensor);
        return Collections.unmodifiableList(tensors);
      }
      throw new IllegalArgumentException(
          "result " + index + " is not a list of tensors: " + schema.text());
    }

    /**
     * Result {@code index}: null, Tensor, List of Tensor, Long (also for a dtype, by its number),
     * Double, Boolean, String, long[], double[], boolean[], Generator or Opaque.
     */
    public @Nullable Object get(int index) {
      return values[index];
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
    var resolved = resolve(base, overload);
    var schema = Schema.parse(resolved.schema());
    var found = new Operator(resolved, schema, OperatorGuard.of(schema));
    FOUND.put(name, found);
    return found;
  }

  private static DispatcherCalls.Operator resolve(String name, String overload) {
    try {
      return DispatcherCalls.find(name, overload);
    } catch (TorchException.Value unknown) {
      var message = unknown.getMessage();
      if (message.contains("; there is ")) throw unknown; // other overloads of this name
      var known = names().stream().map(full -> full.replaceFirst("\\..*", "")).toList();
      var near = NearNames.question(name, known);
      throw near.isEmpty() ? unknown : new TorchException.Value(message + near);
    }
  }

  /**
   * torch.ops.load_library: loads a library that registers operators with TORCH_LIBRARY. They are
   * called like any other, for the life of the process.
   *
   * @throws IllegalArgumentException when there is no such file
   * @throws dev.gatun.ffi.TorchException.Io when it does not load; the loader's reason names what
   *     is missing
   */
  public static void load(Path library) {
    if (!Files.isRegularFile(library))
      throw new IllegalArgumentException(
          "there is no operator library " + library.toAbsolutePath());
    DispatcherCalls.load(library.toAbsolutePath().toString());
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
      case Integer number -> (long) number;
      case Float number -> (double) number;
      case DType dtype -> (long) dtype.number();
      case Layout layout -> (long) layout.number();
      case MemoryFormat format -> (long) format.number();
      case Device device -> device.toString();
      case Opaque object -> object.handle;
      case int[] numbers -> Arrays.stream(numbers).asLongStream().toArray();
      case Shape shape -> shape.toArray();
      case List<?> items -> listToNative(items);
      default -> argument;
    };
  }

  private static Object listToNative(List<?> items) {
    var tensors = new NativeTensor[items.size()];
    var others = tensors.length == 0;
    for (var i = 0; i < tensors.length && !others; i++) {
      var item = items.get(i);
      others = item != null && !(item instanceof Tensor);
      if (item instanceof Tensor tensor) tensors[i] = tensor.handle;
    }
    if (!others) return tensors;
    var converted = new ArrayList<@Nullable Object>();
    for (var item : items) converted.add(toNative(item));
    return converted;
  }

  private static @Nullable Object fromNative(@Nullable Object result) {
    return switch (result) {
      case NativeTensor tensor -> new Tensor(tensor);
      case NativeObject object -> Opaque.of(object);
      case NativeTensor[] tensors -> {
        var list = new ArrayList<@Nullable Tensor>();
        for (var tensor : tensors) list.add(tensor == null ? null : new Tensor(tensor));
        yield Collections.unmodifiableList(list);
      }
      case null, default -> result;
    };
  }

  /** What was given, in the schema's words. */
  private static String describe(@Nullable Object given) {
    return switch (given) {
      case null -> "None";
      case Tensor _ -> "Tensor";
      case Long _, Integer _ -> "int";
      case Double _, Float _ -> "float";
      case Boolean _ -> "bool";
      case String _ -> "str";
      case long[] numbers -> "int[" + numbers.length + "]";
      case int[] numbers -> "int[" + numbers.length + "]";
      case Shape shape -> "int[" + shape.dim() + "]";
      case double[] numbers -> "float[" + numbers.length + "]";
      case boolean[] flags -> "bool[" + flags.length + "]";
      case Opaque object -> object.type();
      case List<?> list ->
          list.isEmpty() ? "an empty list" : "a list with " + describe(odd(list)) + " in it";
      default -> "a Java " + given.getClass().getSimpleName();
    };
  }

  /** The element that most likely is the wrong one: the first that is no tensor. */
  private static @Nullable Object odd(List<?> list) {
    for (var item : list) {
      if (!(item instanceof Tensor)) return item;
    }
    return list.getFirst();
  }
}
