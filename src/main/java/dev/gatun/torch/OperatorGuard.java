package dev.gatun.torch;

import dev.gatun.ffi.TorchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a caller and an operator of libtorch that does not check its arguments: the
 * rules of {@code guarded-operators.txt}, which says what each is for.
 */
final class OperatorGuard {
  private static final long SMALL = 1L << 31;
  private static final Map<String, List<Rule>> RULES = read();

  /** One demand: {@code same self other} is the kind {@code same} of these arguments. */
  private record Rule(String kind, List<String> arguments, String why) {}

  private final Schema schema;
  private final List<Rule> rules;

  private OperatorGuard(Schema schema, List<Rule> rules) {
    this.schema = schema;
    this.rules = rules;
  }

  /** The guard of an operator; null for those that check for themselves. */
  static @Nullable OperatorGuard of(Schema schema) {
    return names(schema)
        .map(RULES::get)
        .filter(Objects::nonNull)
        .findFirst()
        .map(rules -> new OperatorGuard(schema, rules))
        .orElse(null);
  }

  // As the file may have it: the overload, the operator, the operator whose variant in place this
  // is, and the beginnings of its name.
  private static Stream<String> names(Schema schema) {
    var name = schema.name();
    return Stream.concat(
        Stream.of(name + "." + schema.overload(), name, name.replaceFirst("_$", "")),
        IntStream.rangeClosed(0, name.length())
            .mapToObj(shorter -> name.substring(0, name.length() - shorter) + "*"));
  }

  private static Map<String, List<Rule>> read() {
    var rules = new HashMap<String, List<Rule>>();
    try (var in =
            Objects.requireNonNull(
                OperatorGuard.class.getResourceAsStream("guarded-operators.txt"));
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (var line : lines.lines().toList()) {
        var parts = line.split("#", 2);
        var words = parts[0].strip().split("\\s+");
        if (words.length < 2) continue;
        var why = parts.length > 1 ? parts[1].strip() : "";
        rules
            .computeIfAbsent(words[0], _ -> new ArrayList<>())
            .add(new Rule(words[1], List.of(words).subList(2, words.length), why));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rules;
  }

  /**
   * Lets good arguments through.
   *
   * @throws TorchException.Unsafe for others
   */
  void check(@Nullable Object[] arguments) {
    for (var rule : rules) {
      var objection = objection(rule, arguments);
      if (objection == null) continue;
      throw new TorchException.Unsafe(
          objection
              + ", which libtorch does not check and does not survive ("
              + rule.why
              + "). Operator.unguarded() leaves the check to you: "
              + schema.text());
    }
  }

  private @Nullable String objection(Rule rule, @Nullable Object[] arguments) {
    var given = given(rule.arguments, arguments);
    return switch (rule.kind) {
      case "never" -> "this operator relies on its arguments";
      case "some" -> some(given);
      case "same" -> same(given);
      case "alike" -> alike(given);
      case "floating" -> floating(given);
      case "plain" -> plain(given);
      case "vector" -> vector(given);
      case "positive" -> number(given, 1, Long.MAX_VALUE);
      case "small" -> number(given, -SMALL, SMALL);
      case "heads" -> heads(given);
      case "channels" -> channels(given);
      default -> throw new IllegalStateException("guarded-operators.txt has the rule " + rule.kind);
    };
  }

  private record Given(String name, @Nullable Object value) {
    List<?> list() {
      return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    List<Tensor> tensors() {
      return list().stream().filter(Tensor.class::isInstance).map(Tensor.class::cast).toList();
    }

    int length() {
      return switch (value) {
        case double[] numbers -> numbers.length;
        case long[] numbers -> numbers.length;
        case null, default -> list().size();
      };
    }
  }

  /** The named arguments that were given; with {@code *} all lists. */
  private List<Given> given(List<String> names, @Nullable Object[] arguments) {
    var given = new ArrayList<Given>();
    var declared = schema.arguments();
    for (var i = 0; i < arguments.length; i++) {
      var argument = declared.get(i);
      var type = argument.type();
      var list = type.element() != null && List.of("Tensor", "Scalar").contains(type.base());
      if (arguments[i] != Operators.DEFAULT
          && (names.contains(argument.name()) || (names.contains("*") && list))) {
        given.add(new Given(argument.name(), arguments[i]));
      }
    }
    return given;
  }

  // ---- The rules ----

  private static @Nullable String some(List<Given> given) {
    for (var one : given) {
      if (one.length() == 0) return "the list '" + one.name + "' is empty";
    }
    return null;
  }

  private static @Nullable String same(List<Given> given) {
    for (var one : given) {
      var first = given.getFirst();
      if (one.length() != first.length()) {
        return "the lists '%s' and '%s' have %d and %d elements"
            .formatted(first.name, one.name, first.length(), one.length());
      }
    }
    return some(given);
  }

  /** Tensors, or those of lists place by place, of one shape; a list may be empty. */
  private static @Nullable String alike(List<Given> given) {
    if (given.isEmpty()) return null;
    var first = given.getFirst();
    if (!first.tensors().stream().allMatch(OperatorGuard::isPlain)) return plain(List.of(first));
    var shapes = first.tensors().stream().map(Tensor::shape).toList();
    for (var one : given) {
      var tensors = one.tensors();
      if (tensors.isEmpty()) continue;
      if (tensors.size() != shapes.size()) return same(List.of(first, one));
      for (var i = 0; i < shapes.size(); i++) {
        if (!tensors.get(i).shape().equals(shapes.get(i)) || !isPlain(tensors.get(i))) {
          return "'%s' has the shape %s, and '%s' %s"
              .formatted(first.name, shapes.get(i), one.name, tensors.get(i).shape());
        }
      }
    }
    return null;
  }

  private static @Nullable String floating(List<Given> given) {
    for (var one : given) {
      for (var tensor : one.tensors()) {
        if (!isPlain(tensor) || !tensor.dtype().isFloatingPoint()) {
          return "'" + one.name + "' is no floating-point tensor";
        }
      }
    }
    return null;
  }

  private static @Nullable String plain(List<Given> given) {
    for (var one : given) {
      if (!one.tensors().stream().allMatch(OperatorGuard::isPlain)) {
        return "'" + one.name + "' is sparse or quantized";
      }
    }
    return null;
  }

  private static @Nullable String vector(List<Given> given) {
    for (var one : given) {
      for (var tensor : one.tensors()) {
        if (!isPlain(tensor)) return plain(given);
        if (tensor.dim() != 1 || tensor.numel() == 0) {
          return "'" + one.name + "' has the shape " + tensor.shape() + " and is no list";
        }
      }
    }
    return null;
  }

  private static @Nullable String number(List<Given> given, long least, long most) {
    for (var one : given) {
      if (one.value instanceof Number number
          && (number.longValue() < least || number.longValue() > most)) {
        return "'%s' is %d".formatted(one.name, number.longValue());
      }
    }
    return null;
  }

  private static @Nullable String heads(List<Given> given) {
    for (var one : given) {
      for (var tensor : one.tensors()) {
        if (tensor.dim() >= 3 && tensor.size(-3) == 0) {
          return "'" + one.name + "' has the shape " + tensor.shape() + " and so no heads";
        }
      }
    }
    return null;
  }

  /** The first has elements and at least two dimensions, the others one element per channel. */
  private static @Nullable String channels(List<Given> given) {
    if (given.isEmpty() || given.getFirst().tensors().isEmpty()) return null;
    var first = given.getFirst();
    var shape = first.tensors().getFirst().shape();
    if (shape.dim() < 2 || Arrays.stream(shape.toArray()).anyMatch(size -> size == 0)) {
      return "'" + first.name + "' has the shape " + shape + " and so no channels with elements";
    }
    for (var one : given.subList(1, given.size())) {
      for (var tensor : one.tensors()) {
        if (tensor.numel() != shape.size(1) || !isPlain(tensor)) {
          return "'%s' has the shape %s, for %d channels of '%s'"
              .formatted(one.name, tensor.shape(), shape.size(1), first.name);
        }
      }
    }
    return null;
  }

  // A dtype that Java knows is not quantized.
  private static boolean isPlain(Tensor tensor) {
    try {
      tensor.dtype();
      return tensor.layout() == Layout.STRIDED;
    } catch (IllegalStateException quantized) {
      return false;
    }
  }
}
