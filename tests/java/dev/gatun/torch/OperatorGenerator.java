package dev.gatun.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the typed methods of the operators in tests/resources/operators.txt, from the schemas of
 * the libtorch in use. {@link OperatorGeneratorTest} compares what is committed with what this
 * writes.
 */
final class OperatorGenerator {
  private static final Path LIST = Path.of("tests/resources/operators.txt");
  private static final Path PACKAGE = Path.of("src/main/java/dev/gatun/torch");
  private static final String WRITTEN =
      "// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.\n";

  // Hand-written methods: of these names only the form with all arguments is added.
  private static final List<String> BY_HAND =
      List.of("Tensor", "Pointwise", "Reduction", "Shaping", "Differentiation", "Functional");
  private static final Pattern METHOD =
      Pattern.compile(
          "^  (?:default|public|public static) [A-Za-z].*? (\\w+)\\(", Pattern.MULTILINE);
  private static final Set<String> RESERVED =
      Set.of(
          "default", "int", "float", "double", "long", "char", "short", "boolean", "new", "this");
  // Arguments of makers of tensors that nobody passes: the schema's default.
  private static final Set<String> LEFT_OUT = Set.of("layout", "device", "pin_memory");

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Map<String, List<Schema.Result>> records = new TreeMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Set<String> signatures = new HashSet<>();
  private int operators;

  /** A file: an interface of Tensor, or, with a "!" in the list, a class of static methods. */
  private record Family(String name, String about, boolean isStatic, StringBuilder body) {}

  static OperatorGenerator run() throws IOException {
    var generator = new OperatorGenerator();
    for (var file : BY_HAND) {
      var text = Files.readString(PACKAGE.resolve(file + ".java"));
      METHOD.matcher(text).results().forEach(found -> generator.taken.add(found.group(1)));
    }
    var problems = new ArrayList<String>();
    Family family = null;
    for (var line : Files.readAllLines(LIST)) {
      if (line.startsWith("## ")) {
        family = generator.begin(line.substring(3));
      } else if (!line.startsWith("#") && !line.isBlank()) {
        var parts = line.split(" \\| ", 2);
        for (var name : parts[0].split(" ")) {
          try {
            generator.add(family, name, parts[1]);
          } catch (RuntimeException refused) {
            problems.add(name + ": " + refused.getMessage());
          }
        }
      }
    }
    if (!problems.isEmpty())
      throw new IllegalStateException(LIST + ":\n  " + String.join("\n  ", problems));
    return generator;
  }

  /** How many operators have methods. */
  int operators() {
    return operators;
  }

  /** Files by name, laid out anyhow. */
  Map<String, String> files() {
    var files = new TreeMap<String, String>();
    for (var family : families.values()) files.put(family.name() + ".java", text(family));
    files.put("OperatorResults.java", results());
    return files;
  }

  void write() throws IOException {
    for (var file : files().entrySet())
      Files.writeString(PACKAGE.resolve(file.getKey()), file.getValue());
  }

  private Family begin(String header) {
    var isStatic = header.startsWith("!");
    var parts = header.substring(isStatic ? 1 : 0).split(", ", 2);
    var family = new Family(parts[0], parts[1], isStatic, new StringBuilder());
    families.put(parts[0], family);
    return family;
  }

  private void add(Family family, String name, String description) {
    var schema = Operators.find("aten::" + name).schema();
    var method = camel(schema.name().substring("aten::".length()));
    var before = signatures.size();
    var required = schema.arguments().stream().filter(a -> a.defaultValue() == null).toList();
    if (!taken.contains(method)) method(family, schema, method, description, required);
    var all = schema.arguments().stream().filter(a -> !LEFT_OUT.contains(a.name())).toList();
    if (all.size() > required.size()) method(family, schema, method, description, all);
    if (signatures.size() == before)
      throw new IllegalStateException(name + " adds nothing: its signatures are there already");
    operators++;
  }

  private void method(
      Family family,
      Schema schema,
      String method,
      String description,
      List<Schema.Argument> given) {
    var self =
        family.isStatic()
            ? -1
            : IntStream.range(0, schema.arguments().size())
                .filter(i -> schema.arguments().get(i).type().toString().equals("Tensor"))
                .findFirst()
                .orElseThrow(() ->
                    new IllegalStateException(schema.text() + " has no tensor to be a method of"));
    var parameters = new ArrayList<String>();
    var types = new ArrayList<String>();
    for (var argument : given) {
      if (self >= 0 && argument == schema.arguments().get(self)) continue;
      var last = argument == given.getLast();
      var type = javaType(argument.type(), last);
      types.add(type.replace("...", "[]").replace(" @Nullable []", "[]").replace("@Nullable ", ""));
      parameters.add(type + " " + parameter(argument));
    }
    if (!signatures.add((family.isStatic() ? "static " : "") + method + types)) return;
    var passed = new ArrayList<String>();
    for (var i = 0; i < schema.arguments().size(); i++) {
      var argument = schema.arguments().get(i);
      passed.add(
          i == self
              ? "this"
              : given.contains(argument) ? parameter(argument) : "Operators.DEFAULT");
    }
    while (passed.getLast().equals("Operators.DEFAULT")) passed.removeLast();
    var full = schema.name() + (schema.overload().isEmpty() ? "" : "." + schema.overload());
    var call = "Operators.call(\"" + full + "\", " + String.join(", ", passed) + ")";
    var inPlace = method.endsWith("_") && !family.isStatic();
    family
        .body()
        .append("\n  /** ")
        .append(pythonName(family, schema, method))
        .append(": ")
        .append(escaped(description))
        .append(inPlace ? " In place; returns self." : "")
        .append(" */\n  ")
        .append(family.isStatic() ? "public static " : "default ")
        .append(returned(schema))
        .append(" ")
        .append(method)
        .append("(")
        .append(String.join(", ", parameters))
        .append(") {\n")
        .append(body(schema, call, inPlace))
        .append("  }\n");
  }

  private String body(Schema schema, String call, boolean inPlace) {
    if (inPlace) return "    " + call + ".tensor(0).close();\n    return (Tensor) this;\n";
    var types = schema.results().stream().map(result -> result.type().toString()).toList();
    if (types.size() == 1) {
      return switch (types.getFirst()) {
        case "Tensor" -> "    return " + call + ".tensor(0);\n";
        case "Tensor[]" -> "    return " + call + ".tensors(0);\n";
        case "bool" -> "    return (boolean) " + call + ".only();\n";
        default -> throw new IllegalStateException("no Java type for " + schema.text());
      };
    }
    var name = record(schema);
    var places =
        IntStream.range(0, types.size())
            .mapToObj(i -> "results.tensor(" + i + ")")
            .collect(Collectors.joining(", "));
    return "    var results = " + call + ";\n    return new " + name + "(" + places + ");\n";
  }

  private String returned(Schema schema) {
    if (schema.results().size() > 1) return record(schema);
    return switch (schema.results().getFirst().type().toString()) {
      case "Tensor[]" -> "List<Tensor>";
      case "bool" -> "boolean";
      default -> "Tensor";
    };
  }

  /** The record of several results, named after them. */
  private String record(Schema schema) {
    var results = schema.results();
    if (!results.stream().allMatch(result -> result.type().toString().equals("Tensor")))
      throw new IllegalStateException("not all results are tensors: " + schema.text());
    var unnamed = results.getFirst().name().isEmpty();
    var names =
        unnamed
            ? Stream.of("first", "second", "third", "fourth").limit(results.size()).toList()
            : results.stream().map(Schema.Result::name).toList();
    var record = names.stream().map(OperatorGenerator::capital).collect(Collectors.joining());
    records.put(
        record, names.stream().map(n -> new Schema.Result(n, results.getFirst().type())).toList());
    return "OperatorResults." + record;
  }

  private static String javaType(Schema.Type type, boolean last) {
    var nullable = type.optional() ? "@Nullable " : "";
    if (type.element() != null) {
      return switch (type.element().toString()) {
        case "Tensor" -> nullable + "List<Tensor>";
        case "Tensor?" -> nullable + "List<@Nullable Tensor>";
        case "int", "SymInt" -> array("long", type.optional(), last);
        case "float" -> array("double", type.optional(), last);
        case "bool" -> array("boolean", type.optional(), last);
        default -> throw new IllegalStateException("no Java type for " + type);
      };
    }
    return nullable
        + switch (type.base()) {
          case "Tensor" -> "Tensor";
          case "int", "SymInt" -> type.optional() ? "Long" : "long";
          case "float" -> type.optional() ? "Double" : "double";
          case "bool" -> type.optional() ? "Boolean" : "boolean";
          case "Scalar" -> "Number";
          case "str" -> "String";
          case "ScalarType" -> "DType";
          case "MemoryFormat" -> "MemoryFormat";
          case "Generator" -> "Generator";
          default -> throw new IllegalStateException("no Java type for " + type);
        };
  }

  private static String array(String element, boolean optional, boolean last) {
    if (optional) return element + " @Nullable []";
    return element + (last ? "..." : "[]");
  }

  private static String parameter(Schema.Argument argument) {
    var name = argument.name();
    // one letter, such as the A of linear algebra, begins small in Java
    var camel = name.length() == 1 ? name.toLowerCase(java.util.Locale.ROOT) : camel(name);
    return RESERVED.contains(camel) ? camel + "_" : camel;
  }

  private static String pythonName(Family family, Schema schema, String method) {
    var name = schema.name().substring("aten::".length());
    if (family.name().equals("NeuralNetworks")) return "torch.nn.functional." + name;
    if (method.endsWith("_")) return "torch.Tensor." + name;
    for (var module : List.of("linalg", "fft", "special")) {
      if (name.startsWith(module + "_"))
        return "torch." + module + "." + name.substring(module.length() + 1);
    }
    return "torch." + name;
  }

  private String text(Family family) {
    var imports =
        (family.body().indexOf("List<") >= 0 ? "import java.util.List;\n" : "")
            + (family.body().indexOf("@Nullable") >= 0
                ? "import org.jspecify.annotations.Nullable;\n"
                : "");
    var head =
        family.isStatic()
            ? "abstract class " + family.name() + " {\n  " + family.name() + "() {}\n"
            : "sealed interface " + family.name() + " permits Tensor {";
    return WRITTEN
        + "package dev.gatun.torch;\n\n"
        + imports
        + "\n/** "
        + escaped(family.about())
        + " */\n"
        + head
        + family.body()
        + "}\n";
  }

  private String results() {
    var body = new StringBuilder();
    records.forEach((name, results) -> {
      var components =
          results.stream()
              .map(result -> "Tensor " + small(camel(result.name())))
              .collect(Collectors.joining(", "));
      body.append("\n  /** Several results of one operator, in its order. */\n")
          .append("  public record " + name + "(" + components + ") {}\n");
    });
    return WRITTEN
        + "package dev.gatun.torch;\n\n"
        + "/** What operators with several results return; the schema's names. */\n"
        + "public final class OperatorResults {\n"
        + "  private OperatorResults() {}\n"
        + body
        + "}\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String camel(String name) {
    var ending = name.endsWith("_") ? "_" : "";
    var words = name.replaceFirst("_$", "").split("_");
    var camel = new StringBuilder(words[0]);
    for (var i = 1; i < words.length; i++) camel.append(capital(words[i]));
    return camel + ending;
  }

  private static String capital(String word) {
    return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + camel(word).substring(1);
  }

  private static String small(String word) {
    return Character.toLowerCase(word.charAt(0)) + word.substring(1);
  }
}
