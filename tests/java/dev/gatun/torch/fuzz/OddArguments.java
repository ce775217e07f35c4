package dev.gatun.torch.fuzz;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Generator;
import dev.gatun.torch.Layout;
import dev.gatun.torch.MemoryFormat;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Schema;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Arguments for one call, of the types that a schema asks for and otherwise of every kind: the same
 * ones for the same random numbers. Tensors mostly share a shape and a dtype, so that many calls
 * come through an operator's checks. Owned by the open scope, but for the generators.
 */
final class OddArguments implements AutoCloseable {
  private static final long[] LENGTHS = {0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 16};
  private static final long[] WHOLE = {0, 1, 1, 1, 2, 2, 3, 4, 5, 8, -1, -1, -2, -3, -5, 16, 63};
  private static final long[] HUGE = {
    1L << 20, 1L << 31, -(1L << 31), 1L << 40, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final double[] REAL = {0, 1, 1, 0.5, 0.1, 2, -1, -0.5, 1e-5, 3, 10};
  private static final double[] FAR = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308, -1e308, 5e-324
  };
  private static final String[] WORDS = {
    "mean",
    "sum",
    "none",
    "",
    "max",
    "reflect",
    "ij",
    "linear",
    "nearest",
    "floor",
    "trunc",
    "tanh",
    "forward",
    "L",
    "reduced",
    "complete",
    "gelsd",
    "amax",
    "prod",
    "constant",
    "n%s",
    "\u00e9"
  };

  private final Random random;
  private final long[] shape;
  private final DType dtype;
  private final StringJoiner text = new StringJoiner(", ", "(", ")");
  private final List<Generator> owned = new ArrayList<>();
  private final @Nullable Object[] values;

  OddArguments(Random random, Schema schema) {
    this.random = random;
    shape = lengths(random.nextInt(5));
    dtype = dtype();
    var declared = schema.arguments();
    // Some calls end early, some leave single arguments to their defaults.
    var given = declared.size();
    while (given > 0 && declared.get(given - 1).defaultValue() != null && one(3)) given--;
    values = new Object[given];
    for (var i = 0; i < given; i++) {
      var argument = declared.get(i);
      if (argument.defaultValue() != null && one(4)) {
        values[i] = Operators.DEFAULT;
        text.add("default");
      } else {
        values[i] = value(argument.type());
      }
    }
  }

  @Nullable Object[] values() {
    return values;
  }

  /** What they are, for people. */
  @Override
  public String toString() {
    return text.toString();
  }

  /** Whether one of them takes part in autograd. */
  boolean wantGradients() {
    for (var value : values) {
      if (value instanceof Tensor tensor && tensor.requiresGrad()) return true;
    }
    return false;
  }

  @Override
  public void close() {
    for (var one : owned) one.close();
  }

  // ---- One value ----

  private @Nullable Object value(Schema.Type type) {
    if (type.optional() && one(3)) {
      text.add("None");
      return null;
    }
    var element = type.element();
    if (element == null) return single(type.base());
    var length = type.length() >= 0 && !one(6) ? type.length() : random.nextInt(4);
    // Lists of lengths and dimensions often go with the tensors' shape.
    if (type.length() < 0 && shape.length > 0 && one(2)) length = shape.length;
    return switch (element.base()) {
      case "int", "SymInt" -> {
        var numbers = random.longs(length, 0, WHOLE.length).map(i -> whole()).toArray();
        text.add(java.util.Arrays.toString(numbers));
        yield numbers;
      }
      case "float", "SymFloat" -> {
        var numbers = random.longs(length, 0, REAL.length).mapToDouble(_ -> real()).toArray();
        text.add(java.util.Arrays.toString(numbers));
        yield numbers;
      }
      case "bool", "SymBool" -> {
        var flags = new boolean[(int) length];
        for (var i = 0; i < flags.length; i++) flags[i] = random.nextBoolean();
        text.add(java.util.Arrays.toString(flags));
        yield flags;
      }
      default -> {
        var items = new ArrayList<@Nullable Object>();
        for (var i = 0; i < length; i++) items.add(value(element));
        text.add("in a list of " + length);
        yield Collections.unmodifiableList(items);
      }
    };
  }

  private Object single(String base) {
    var value =
        switch (base) {
          case "Tensor" -> tensor();
          case "int", "SymInt" -> whole();
          case "float", "SymFloat" -> real();
          case "Scalar" -> one(2) ? (Object) whole() : real();
          case "bool", "SymBool" -> random.nextBoolean();
          case "str", "Dimname" -> WORDS[random.nextInt(WORDS.length)];
          case "Device" -> one(8) ? "meta" : Device.CPU;
          case "ScalarType" -> dtype();
          case "Layout" -> Layout.values()[random.nextInt(Layout.values().length)];
          case "MemoryFormat" ->
              MemoryFormat.values()[random.nextInt(MemoryFormat.values().length)];
          case "Generator" -> {
            var generator = new Generator(Device.CPU).manualSeed(random.nextInt());
            owned.add(generator);
            yield generator;
          }
          default -> throw new Unsuitable(base);
        };
    if (!(value instanceof Tensor)) {
      text.add(value instanceof Generator ? "generator" : value.toString());
    }
    return value;
  }

  /** A type that nothing can be made for here. */
  static final class Unsuitable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsuitable(String type) {
      super(type, null, false, false);
    }
  }

  private long whole() {
    return one(25) ? HUGE[random.nextInt(HUGE.length)] : WHOLE[random.nextInt(WHOLE.length)];
  }

  private double real() {
    return one(12) ? FAR[random.nextInt(FAR.length)] : REAL[random.nextInt(REAL.length)];
  }

  private DType dtype() {
    if (one(2)) return DType.FLOAT32;
    return DType.values()[random.nextInt(DType.values().length)];
  }

  private long[] lengths(int dimensions) {
    return random.ints(dimensions, 0, LENGTHS.length).mapToLong(i -> LENGTHS[i]).toArray();
  }

  private boolean one(int of) {
    return random.nextInt(of) == 0;
  }

  // ---- Tensors ----

  private Tensor tensor() {
    var sizes = one(3) ? lengths(random.nextInt(6)) : shape;
    var type = one(4) ? (one(2) ? DType.INT64 : dtype()) : dtype;
    var made = elements(Shape.of(sizes), type);
    var kind = "";
    if (one(3)) {
      kind = KINDS[random.nextInt(KINDS.length)];
      try {
        made = variant(made, kind);
      } catch (RuntimeException notOfThis) {
        kind = "no " + kind;
      }
    }
    if ((type.isFloatingPoint() || type.isComplex()) && one(3)) {
      try {
        made = made.detach().requiresGrad_(true);
        kind += " leaf";
      } catch (RuntimeException notOfThis) {
        // an inference tensor, for one
      }
    }
    text.add(type + Shape.of(sizes).toString() + (kind.isEmpty() ? "" : " " + kind));
    return made;
  }

  private Tensor elements(Shape sizes, DType type) {
    var seed = random.nextInt(1000);
    var count = sizes.numel();
    // A fixed sequence: neither libtorch's own generator nor its state has a part in it.
    var ramp = Tensor.arange(count, DType.FLOAT64, Device.CPU).add(seed).mul(0.7345).sin().mul(3);
    var shaped = ramp.reshape(sizes.toArray()).to(type);
    if (one(10) && type.isFloatingPoint()) return shaped.div(shaped.mul(0));
    if (one(10) && type == DType.INT64) return shaped.mul(1L << 40);
    return shaped;
  }

  private static final String[] KINDS = {
    "transposed",
    "expanded",
    "every other",
    "flipped strides",
    "huge strides",
    "unsqueezed",
    "channels last",
    "sparse",
    "sparse rows",
    "quantized",
    "meta",
    "conjugate",
    "negative",
    "zero",
    "scalar",
    "non-leaf",
    "many dimensions",
    "shared",
    "offset"
  };

  private Tensor variant(Tensor x, String kind) {
    return switch (kind) {
      case "transposed" -> x.transpose(0, -1);
      case "expanded" -> {
        var sizes = x.shape().toArray();
        var first = one("aten::narrow", x, 0, 0, 1);
        yield first.expand(sizes);
      }
      case "every other" -> one("aten::slice.Tensor", x, 0, 0, null, 2);
      case "flipped strides" -> x.permute(reversed(x.dim()));
      case "huge strides" -> {
        var sizes = x.shape().toArray();
        var strides = x.strides();
        for (var i = 0; i < sizes.length; i++) if (sizes[i] <= 1) strides[i] = 1L << 40;
        yield one("aten::as_strided", x, sizes, strides);
      }
      case "unsqueezed" -> x.unsqueeze(-1);
      case "channels last" -> one("aten::contiguous", x, MemoryFormat.CHANNELS_LAST);
      case "sparse" -> one("aten::to_sparse", x);
      case "sparse rows" -> one("aten::to_sparse_csr", x);
      case "quantized" -> one("aten::quantize_per_tensor", x.to(DType.FLOAT32), 0.1, 0L, 13L);
      case "meta" -> one("aten::to.device", x, "meta", x.dtype());
      case "conjugate" -> one("aten::_conj", x.to(DType.COMPLEX64));
      case "negative" -> one("aten::_neg_view", x);
      case "zero" -> one("aten::_efficientzerotensor", x.shape(), x.dtype());
      case "scalar" -> x.reshape(-1).get(0);
      case "non-leaf" -> x.detach().requiresGrad_(true).mul(1);
      case "many dimensions" -> {
        var sizes = new long[70];
        java.util.Arrays.fill(sizes, 1);
        yield x.reshape(-1).get(0).expand(sizes);
      }
      case "shared" -> x.reshape(-1);
      case "offset" -> one("aten::narrow", x, 0, 1, x.size(0) - 1);
      default -> throw new IllegalStateException(kind);
    };
  }

  private static long[] reversed(int dimensions) {
    var order = new long[dimensions];
    for (var i = 0; i < dimensions; i++) order[i] = dimensions - 1 - i;
    return order;
  }

  private static Tensor one(String operator, @Nullable Object... arguments) {
    return Operators.call(operator, arguments).tensor(0);
  }
}
