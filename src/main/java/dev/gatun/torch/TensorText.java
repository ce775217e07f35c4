package dev.gatun.torch;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * What {@code print(tensor)} shows in Python, character for character, with PyTorch's default
 * options: four digits, lines of 80, and of more than 1000 elements the first and last three of
 * each dimension. Source: torch/_tensor_str.py.
 */
final class TensorText {
  private static final int PRECISION = 4;
  private static final int THRESHOLD = 1000;
  private static final int EDGE = 3;
  private static final int LINE = 80;
  private static final String PREFIX = "tensor(";

  private final boolean summarized;
  private final long[] sizes; // of the tensor
  private final long[] shown; // of what is shown of it
  private final IntFunction<String> element;
  private final int width;

  private TensorText(Tensor tensor) {
    sizes = tensor.shape().toArray();
    summarized = tensor.numel() > THRESHOLD;
    var part = tensor.detach(); // reading it is no part of its graph
    for (var i = 0; i < sizes.length && summarized; i++) {
      if (sizes[i] > 2 * EDGE) part = edges(part, i);
    }
    part = part.to(Device.CPU);
    shown = part.shape().toArray();
    var dtype = tensor.dtype();
    if (dtype.isComplex()) {
      var pairs = Operators.call("aten::view_as_real", resolved(part)).tensor(0);
      var values = pairs.toDoubleArray();
      var count = values.length / 2;
      var real = new Column(count, i -> values[2 * i]);
      var imaginary = new Column(count, i -> values[2 * i + 1]);
      element = i -> real.text(i) + signed(imaginary.text(i).stripLeading());
      width = real.width + imaginary.width + 1;
    } else if (dtype.isFloatingPoint()) {
      var values = part.toDoubleArray();
      var column = new Column(values.length, i -> values[i]);
      element = column::text;
      width = column.width;
    } else {
      var values = part.toLongArray();
      IntFunction<String> word =
          dtype == DType.BOOL
              ? i -> values[i] == 0 ? "False" : "True"
              : i -> Long.toString(values[i]);
      var longest = 1;
      for (var i = 0; i < values.length; i++) longest = Math.max(longest, word.apply(i).length());
      width = longest;
      element = i -> padded(word.apply(i), width);
    }
  }

  private static Tensor resolved(Tensor tensor) {
    return Operators.call("aten::resolve_conj", tensor).tensor(0);
  }

  private static Tensor edges(Tensor tensor, int dim) {
    var size = tensor.size(dim);
    var ends = List.of(tensor.narrow(dim, 0, EDGE), tensor.narrow(dim, size - EDGE, EDGE));
    return Tensor.cat(ends, dim);
  }

  private static String signed(String imaginary) {
    return (imaginary.startsWith("-") ? "" : "+") + imaginary + "j";
  }

  private static String padded(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /**
   * The text of a tensor with strides, of any device.
   *
   * @param gradFn the node that made it; empty for none
   */
  static String of(Tensor tensor, String gradFn) {
    try (var _ = TensorScope.open()) {
      return text(tensor, gradFn);
    }
  }

  private static String text(Tensor tensor, String gradFn) {
    var suffixes = new ArrayList<String>();
    var dtype = tensor.dtype();
    var device = tensor.device();
    if (device.type() != Device.Type.CPU) suffixes.add("device='" + device + "'");
    String body;
    if (tensor.numel() == 0) {
      if (tensor.dim() != 1) suffixes.add("size=" + tuple(tensor.shape()));
      if (dtype != DType.FLOAT32) suffixes.add(named(dtype));
      body = "[]";
    } else {
      if (!List.of(DType.FLOAT32, DType.COMPLEX64, DType.INT64, DType.BOOL).contains(dtype)) {
        suffixes.add(named(dtype));
      }
      body = new TensorText(tensor).dimension(0, 0, PREFIX.length());
    }
    if (!gradFn.isEmpty()) {
      suffixes.add("grad_fn=<" + gradFn + ">");
    } else if (tensor.requiresGrad()) {
      suffixes.add("requires_grad=True");
    }
    return withSuffixes(PREFIX + body, suffixes);
  }

  private static String named(DType dtype) {
    return "dtype=torch." + dtype.name().toLowerCase(Locale.ROOT);
  }

  private static String tuple(Shape shape) {
    return shape.dim() == 1 ? "(" + shape.size(0) + ",)" : shape.toString();
  }

  private static String withSuffixes(String text, List<String> suffixes) {
    var whole = new StringBuilder(text);
    var line = text.length() - text.lastIndexOf('\n') + 1;
    for (var suffix : suffixes) {
      if (line + suffix.length() + 2 > LINE) {
        whole.append(",\n").append(" ".repeat(PREFIX.length())).append(suffix);
        line = PREFIX.length() + suffix.length();
      } else {
        whole.append(", ").append(suffix);
        line += suffix.length() + 2;
      }
    }
    return whole.append(')').toString();
  }

  // ---- Brackets ----

  /** The elements from {@code first} on, of dimension {@code dim} and those inside. */
  private String dimension(int dim, int first, int indent) {
    if (shown.length == 0) return element.apply(0);
    var inside = 1;
    for (var i = dim + 1; i < shown.length; i++) inside *= (int) shown[i];
    var last = dim == shown.length - 1;
    var parts = new ArrayList<String>();
    for (var i = 0; i < shown[dim]; i++) {
      if (summarized && sizes[dim] > 2 * EDGE && i == EDGE) parts.add(last ? " ..." : "...");
      var at = first + i * inside;
      parts.add(last ? element.apply(at) : dimension(dim + 1, at, indent + 1));
    }
    var gap = "\n".repeat(last ? 1 : shown.length - dim - 1) + " ".repeat(indent + 1);
    if (!last) return "[" + String.join("," + gap, parts) + "]";
    var perLine = Math.max(1, (LINE - indent) / (width + 2));
    var lines = new ArrayList<String>();
    for (var i = 0; i < parts.size(); i += perLine) {
      lines.add(String.join(", ", parts.subList(i, Math.min(i + perLine, parts.size()))));
    }
    return "[" + String.join("," + gap, lines) + "]";
  }

  // ---- Numbers ----

  /** One way to write all of these numbers. */
  private static final class Column {
    private interface Numbers {
      double get(int i);
    }

    private final Numbers numbers;
    private final boolean scientific;
    private final boolean whole;
    private final int width;

    Column(int count, Numbers numbers) {
      this.numbers = numbers;
      var least = Double.POSITIVE_INFINITY;
      var most = 0.0;
      var integers = true;
      for (var i = 0; i < count; i++) {
        var value = numbers.get(i);
        if (value == 0 || !Double.isFinite(value)) continue;
        least = Math.min(least, Math.abs(value));
        most = Math.max(most, Math.abs(value));
        integers &= value == Math.ceil(value);
      }
      whole = integers;
      scientific = most > 0 && (most / least > 1000 || most > 1e8 || (!whole && least < 1e-4));
      var longest = 1;
      for (var i = 0; i < count; i++) {
        var value = numbers.get(i);
        // Those that are 0 or not finite get what room there is.
        if (value != 0 && Double.isFinite(value))
          longest = Math.max(longest, plain(value).length());
      }
      width = longest;
    }

    String text(int i) {
      return padded(plain(numbers.get(i)), width);
    }

    private String plain(double value) {
      if (Double.isNaN(value)) return "nan";
      if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
      var sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
      var exact = new BigDecimal(Math.abs(value));
      if (scientific) return sign + scientific(exact);
      // As C rounds: the exact value, ties to even.
      var rounded = exact.setScale(whole ? 0 : PRECISION, RoundingMode.HALF_EVEN).toPlainString();
      return sign + rounded + (whole ? "." : "");
    }

    private static String scientific(BigDecimal value) {
      if (value.signum() == 0) return "0." + "0".repeat(PRECISION) + "e+00";
      var rounded = value.round(new MathContext(PRECISION + 1, RoundingMode.HALF_EVEN));
      var exponent = rounded.precision() - rounded.scale() - 1;
      var digits = rounded.unscaledValue().toString();
      digits += "0".repeat(Math.max(0, PRECISION + 1 - digits.length()));
      return "%c.%se%c%02d"
          .formatted(
              digits.charAt(0),
              digits.substring(1, PRECISION + 1),
              exponent < 0 ? '-' : '+',
              Math.abs(exponent));
    }
  }
}
