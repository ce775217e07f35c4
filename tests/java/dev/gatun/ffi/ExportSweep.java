package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import dev.gatun.bindings.gt_gradient_function;
import dev.gatun.torch.OddTensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Calls every function of the bindings with arguments that do not fit: null, of the wrong kind,
 * huge, negative, mismatched. What a C function cannot tell is not tried: memory shorter than its
 * count says, and a pointer that is none of the library's handles.
 *
 * <p>Parameters are known by their C types, which the headers say. A new function is called like
 * all others, and so is one with a type that is not known here, with null for it.
 */
final class ExportSweep {
  private static final int ROUNDS = Integer.getInteger("gatun.sweep.rounds", 150);
  private static final long BUFFER = 4096;
  private static final int HANDLES = 80;
  private static final List<Long> LENGTHS = List.of(0L, 1L, 2L, 3L, 4L, -1L, Long.MIN_VALUE);
  // Refused wherever a function would read as much.
  private static final List<Long> TOO_LONG = List.of(1L << 40, Long.MAX_VALUE / 8, Long.MAX_VALUE);
  private static final List<Long> NUMBERS =
      List.of(0L, 1L, -1L, 2L, -2L, 64L, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE);
  private static final List<Integer> SMALL_NUMBERS =
      List.of(0, 1, 6, 4, 7, 11, 15, -1, 2, 9, 5, 100, Integer.MAX_VALUE, Integer.MIN_VALUE);
  private static final List<Double> REALS =
      List.of(0.0, 1.0, -1.0, 1e300, -1e-300, Double.NaN, Double.NEGATIVE_INFINITY);
  private static final List<String> TEXTS =
      List.of("aten::add", "Tensor", "", "%s%n\u00e9", "a::b");
  // These take ownership away, or leave a mode behind; a handle is given to them once.
  private static final Pattern CONSUMER = Pattern.compile(".*_(release|release_all|free|close)");

  record Parameter(String type, String name) {
    boolean isPointer() {
      return type.endsWith("*");
    }

    /** Written by the function. */
    boolean isOut() {
      return isPointer() && !type.startsWith("const ");
    }
  }

  /** A function of the headers. */
  record Prototype(String name, List<Parameter> parameters) {
    boolean consumes() {
      return CONSUMER.matcher(name).matches();
    }

    boolean mayBeNull(int i) {
      var type = parameters.get(i).type;
      return !type.equals("double") && !type.matches("int\\d+_t");
    }

    /**
     * How many elements the pointer before it has: after an array or memory, not after a handle.
     */
    boolean isLength(int i) {
      return i > 0
          && parameters.get(i).type.equals("int64_t")
          && parameters.get(i - 1).isPointer()
          && !(parameters.get(i - 1).type.equals("gt_tensor*") && i == 1);
    }
  }

  private final Random random = new Random(20);
  private Arena arena = Arena.ofConfined(); // of one call
  private final Map<String, Method> functions = new LinkedHashMap<>();
  private final Map<String, Prototype> prototypes;
  private final Map<String, MemorySegment> opaque = new HashMap<>();
  private final ByteBuffer journal;
  private final MemorySegment refusal =
      gt_gradient_function.allocate(_ -> Gatun.GT_VALUE(), Arena.global());
  private List<MemorySegment> handles = List.of();
  private long calls;
  private long refused;

  private ExportSweep(Path journal, Map<String, Prototype> prototypes) throws IOException {
    this.prototypes = prototypes;
    try (var channel =
        FileChannel.open(
            journal,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE)) {
      this.journal = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
    }
    for (var method : Gatun.class.getMethods()) {
      if (method.getReturnType() == int.class && prototypes.containsKey(method.getName())) {
        functions.put(method.getName(), method);
      }
    }
  }

  /** Names of the functions in the bindings, by reflection. */
  static List<String> bound() {
    return Arrays.stream(Gatun.class.getMethods())
        .filter(method -> method.getReturnType() == int.class)
        .map(Method::getName)
        .filter(name -> name.startsWith("gt_"))
        .sorted()
        .toList();
  }

  static Map<String, Prototype> prototypes(Path headers) throws IOException {
    var found = new LinkedHashMap<String, Prototype>();
    try (var files = Files.list(headers)) {
      for (var file : files.filter(f -> f.toString().endsWith(".h")).sorted().toList()) {
        var matcher =
            Pattern.compile("GT_API gt_status (gt_\\w+)\\(([^)]*)\\);")
                .matcher(Files.readString(file));
        while (matcher.find()) {
          found.put(
              matcher.group(1), new Prototype(matcher.group(1), parameters(matcher.group(2))));
        }
      }
    }
    return found;
  }

  private static List<Parameter> parameters(String text) {
    if (text.strip().equals("void")) return List.of();
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .map(one -> {
          var matcher = Pattern.compile("(.*?)(\\w+)(\\[\\d+])?", Pattern.DOTALL).matcher(one);
          if (!matcher.matches()) throw new IllegalStateException(one);
          var type = matcher.group(1).replaceAll("\\s+", " ").replace(" *", "*").strip();
          return new Parameter(matcher.group(3) == null ? type : type + "*", matcher.group(2));
        })
        .toList();
  }

  // ---- Arguments ----

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** An argument that the function is likely to take. */
  private Object base(Prototype function, int i) {
    var parameter = function.parameters.get(i);
    return switch (parameter.type) {
      case "double" -> 1.0;
      case "int64_t" -> function.isLength(i) ? 2L : 0L;
      case "int32_t" ->
          switch (parameter.name) {
            case "dtype", "to_dtype", "from_dtype" -> Gatun.GT_FLOAT32();
            case "device_index" -> -1;
            default -> 0;
          };
      case "gt_tensor" -> function.consumes() ? MemorySegment.NULL : handles.getFirst();
      case "gt_gradient_function" -> refusal;
      case "char*" -> function.consumes() ? MemorySegment.NULL : arena.allocate(BUFFER, 16);
      case "const char*" -> text("aten::add");
      case "const gt_tensor*" ->
          function.consumes() ? arena.allocate(BUFFER, 16) : tensors(_ -> handles.getFirst());
      case "const int64_t*" -> longs(_ -> 2L);
      default ->
          parameter.isPointer()
              ? arena.allocate(BUFFER, 16)
              : opaque.getOrDefault(parameter.type, MemorySegment.NULL);
    };
  }

  private Object odd(Prototype function, int i) {
    var parameter = function.parameters.get(i);
    return switch (parameter.type) {
      case "double" -> any(REALS);
      case "int64_t" -> any(function.isLength(i) ? LENGTHS : NUMBERS);
      case "int32_t" -> any(SMALL_NUMBERS);
      case "gt_tensor" -> function.consumes() ? MemorySegment.NULL : handle();
      case "const gt_tensor*" ->
          function.consumes() || random.nextInt(4) == 0
              ? MemorySegment.NULL
              : tensors(_ -> handle());
      case "const int64_t*" ->
          random.nextInt(4) == 0 ? MemorySegment.NULL : longs(_ -> any(NUMBERS));
      case "const int32_t*" -> random.nextInt(4) == 0 ? MemorySegment.NULL : ints();
      case "const double*" -> random.nextInt(4) == 0 ? MemorySegment.NULL : reals();
      case "const char*" -> random.nextInt(4) == 0 ? MemorySegment.NULL : text(any(TEXTS));
      case "const gt_value*" -> random.nextInt(4) == 0 ? MemorySegment.NULL : values();
      default -> random.nextInt(3) == 0 ? MemorySegment.NULL : base(function, i);
    };
  }

  private MemorySegment handle() {
    return random.nextInt(8) == 0 ? MemorySegment.NULL : any(handles);
  }

  private interface At<T> {
    T at(int i);
  }

  private MemorySegment tensors(At<MemorySegment> each) {
    var memory = arena.allocate(BUFFER, 16);
    for (var i = 0; i < HANDLES; i++) memory.setAtIndex(ValueLayout.ADDRESS, i, each.at(i));
    return memory;
  }

  private MemorySegment longs(At<Long> each) {
    var memory = arena.allocate(BUFFER, 16);
    for (var i = 0; i < HANDLES; i++) memory.setAtIndex(ValueLayout.JAVA_LONG, i, each.at(i));
    return memory;
  }

  private MemorySegment ints() {
    var memory = arena.allocate(BUFFER, 16);
    for (var i = 0; i < HANDLES; i++) {
      memory.setAtIndex(ValueLayout.JAVA_INT, i, any(SMALL_NUMBERS));
    }
    return memory;
  }

  private MemorySegment reals() {
    var memory = arena.allocate(BUFFER, 16);
    for (var i = 0; i < HANDLES; i++) memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, any(REALS));
    return memory;
  }

  private MemorySegment text(String text) {
    return arena.allocateFrom(text);
  }

  /** Tags of all sorts, lengths of all sorts, and a null, a small number or a tensor. */
  private MemorySegment values() {
    var memory = arena.allocate(BUFFER, 16);
    for (var i = 0; i < HANDLES; i++) {
      var at = i * 24L;
      var tag = random.nextInt(-1, 14);
      memory.set(ValueLayout.JAVA_INT, at, tag);
      memory.set(ValueLayout.JAVA_LONG, at + 8, any(LENGTHS));
      if (tag == Gatun.GT_VALUE_TENSOR()) {
        memory.set(ValueLayout.ADDRESS, at + 16, handle());
      } else if (tag == Gatun.GT_VALUE_INT() || tag == Gatun.GT_VALUE_BOOL()) {
        memory.set(ValueLayout.JAVA_LONG, at + 16, any(NUMBERS));
      }
    }
    return memory;
  }

  // ---- Calls ----

  /** With memory that lives as long as the call. */
  private int call(Prototype function, Supplier<Object[]> arguments) {
    try (var memory = Arena.ofConfined()) {
      arena = memory;
      return call(function, arguments.get());
    }
  }

  private int call(Prototype function, Object[] arguments) {
    journal(function, arguments);
    calls++;
    int status;
    try {
      status = (int) functions.get(function.name).invoke(null, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(function.name + Arrays.toString(arguments), e);
    }
    if (status < 0 || status > Gatun.GT_CALLBACK()) fail("status " + status);
    if (status != 0) {
      refused++;
      if (message().isBlank()) fail("status " + status + " without a message");
    }
    for (var i = 0; i < arguments.length; i++) {
      var parameter = function.parameters.get(i);
      if (parameter.isOut() && arguments[i] instanceof MemorySegment out && out.address() != 0) {
        takeBack(function, parameter, out, status);
      }
    }
    return status;
  }

  /** Frees what a successful call gave; a call that failed may have given nothing. */
  private void takeBack(Prototype function, Parameter parameter, MemorySegment out, int status) {
    if (parameter.type.equals("gt_tensor*")) {
      for (var i = 0; i < HANDLES; i++) {
        var handle = out.getAtIndex(ValueLayout.ADDRESS, i);
        if (handle.address() == 0) continue;
        if (status != 0) fail("a tensor was written though the call failed");
        Gatun.gt_tensor_release(handle);
      }
      return;
    }
    var handle = out.get(ValueLayout.ADDRESS, 0);
    if (status != 0 || handle.address() == 0) return;
    if (parameter.type.equals("char**")) {
      Gatun.gt_text_free(handle);
    } else if (parameter.type.matches("gt_\\w+\\*") && !parameter.type.equals("gt_value*")) {
      var type = parameter.type.substring(0, parameter.type.length() - 1);
      if (type.equals("gt_guard") || opaque.putIfAbsent(type, handle) != null) free(type, handle);
    }
  }

  /** By the function that takes just this. */
  private void free(String type, MemorySegment handle) {
    for (var function : prototypes.values()) {
      if (function.consumes()
          && function.parameters.size() == 1
          && function.parameters.getFirst().type.equals(type)) {
        try {
          functions.get(function.name).invoke(null, handle);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @SuppressWarnings("restricted")
  private String message() {
    var text = arena.allocate(ValueLayout.ADDRESS);
    var length = arena.allocate(ValueLayout.JAVA_LONG);
    Gatun.gt_last_error(text, length);
    return Status.read(text.get(ValueLayout.ADDRESS, 0), length.get(ValueLayout.JAVA_LONG, 0));
  }

  private void fail(String problem) {
    var bytes = new byte[4096];
    journal.get(0, bytes);
    System.out.println(
        problem + ": " + new String(bytes, StandardCharsets.UTF_8).replace("\0", ""));
    System.exit(2);
  }

  /** What is called now, where it is found after a crash. */
  private void journal(Prototype function, Object[] arguments) {
    var text =
        function.name
            + Arrays.stream(arguments)
                .map(argument ->
                    argument instanceof MemorySegment memory
                        ? memory.address() == 0
                            ? "null"
                            : handles.contains(memory)
                                ? "tensor " + handles.indexOf(memory)
                                : "memory"
                        : String.valueOf(argument))
                .collect(Collectors.joining(", ", "(", ")"));
    var bytes = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 4096);
    journal.put(0, bytes);
  }

  private void sweep(Prototype function) {
    try (var _ = NativeScope.open()) {
      handles =
          OddTensors.all().values().stream()
              .map(NativeTensor::address)
              .collect(Collectors.toList());
      call(function, () -> arguments(function, false));
      for (var n = 0; n < function.parameters.size(); n++) {
        var i = n;
        for (var round = 0; round < 12; round++) call(function, i, () -> odd(function, i));
        if (function.isLength(i)) {
          // what a function writes to is as long as it says
          if (function.parameters.get(i - 1).isOut() && !function.consumes()) continue;
          for (var length : TOO_LONG) call(function, i, () -> length);
        } else if (function.mayBeNull(i)) {
          var status = call(function, i, () -> MemorySegment.NULL);
          if (status == 0 && function.parameters.get(i).isOut() && !function.consumes()) {
            fail("null for " + function.parameters.get(i) + " was taken");
          }
        }
      }
      if (function.parameters.isEmpty()) return;
      for (var round = 0; round < ROUNDS; round++) call(function, () -> arguments(function, true));
    }
  }

  /** With one argument other than usual. */
  private int call(Prototype function, int i, Supplier<Object> other) {
    return call(
        function,
        () -> {
          var arguments = arguments(function, false);
          arguments[i] = other.get();
          return arguments;
        });
  }

  private Object[] arguments(Prototype function, boolean odd) {
    var arguments = new Object[function.parameters.size()];
    for (var i = 0; i < arguments.length; i++) {
      arguments[i] = odd && random.nextInt(3) > 0 ? odd(function, i) : base(function, i);
    }
    return arguments;
  }

  /**
   * Arguments: the headers' folder, the file that names the last call. Prints how many there were.
   */
  public static void main(String[] arguments) throws IOException {
    NativeLibrary.load();
    var prototypes = prototypes(Path.of(arguments[0]));
    var sweep = new ExportSweep(Path.of(arguments[1]), prototypes);
    var only = System.getProperty("gatun.sweep.only");
    for (var function : prototypes.values()) {
      if (only == null || function.name.matches(only)) sweep.sweep(function);
    }
    System.out.printf(
        "%d functions, %d calls, %d refused%n", sweep.functions.size(), sweep.calls, sweep.refused);
  }
}
