import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the same rows in several programs by turns, and prints what each took beside the first. A
 * disturbance then meets all of them, and the ratios within a round can be trusted more than the
 * times. Started by bench/bridge.sh.
 *
 * <p>Arguments: {@code --rounds N}, {@code --rows A,B}, and for each program {@code
 * NAME|ABOUT|COMMAND}, where ROW in the command stands for the row.
 */
final class Bridge {
  private static final List<String> ROWS =
      List.of(
          "numel",
          "size",
          "add",
          "addFree",
          "scope",
          "door",
          "index",
          "wrap",
          "segment",
          "copyIn",
          "copyOut",
          "matmul64",
          "matmul1024",
          "attention",
          "mlpStep",
          "upcall");
  private static final Pattern ITERATION =
      Pattern.compile("Iteration +\\d+: ([\\d.,]+)[^\\n]*? ns/op");

  record Program(String name, String about, String command) {
    String run(String row) {
      try {
        var process =
            new ProcessBuilder(command.replace("ROW", row).strip().split("\\s+"))
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException("starting " + command, e);
      }
    }

    /** Nanoseconds of the fastest iteration, or NaN where the program does not have the row. */
    double time(String row) {
      var output = run(row);
      var best = Double.NaN;
      for (var found = ITERATION.matcher(output); found.find(); ) {
        var time = Double.parseDouble(found.group(1).replace(",", ""));
        if (!(best <= time)) best = time;
      }
      if (Double.isNaN(best)
          && !output.toLowerCase().contains("no such row")
          && !output.contains("No matching benchmarks"))
        System.err.println(name + " failed at " + row + ":\n" + output);
      return best;
    }
  }

  public static void main(String[] arguments) throws IOException {
    var rounds = 3;
    var rows = ROWS;
    var programs = new ArrayList<Program>();
    for (var i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        case "--rows" -> rows = List.of(arguments[++i].split(","));
        default -> {
          var parts = arguments[i].split("\\|", 3);
          programs.add(new Program(parts[0], parts[1], parts[2]));
        }
      }
    }
    System.out.println(environment(programs, rounds));
    System.out.println();
    System.out.println(
        "| | "
            + programs.stream().map(Program::name).collect(Collectors.joining(" | "))
            + " |\n|---"
            + "|---:".repeat(programs.size())
            + "|");
    for (var row : rows) {
      var times = new LinkedHashMap<Program, List<Double>>();
      for (var round = 0; round < rounds; round++) {
        for (var program : programs) {
          times.computeIfAbsent(program, _ -> new ArrayList<>()).add(program.time(row));
        }
      }
      System.out.println(line(row, programs, times));
    }
  }

  /** The first program's time, and each other one's beside it: times, and times of the first. */
  private static String line(String row, List<Program> programs, Map<Program, List<Double>> times) {
    var base = times.get(programs.getFirst());
    var cells = new ArrayList<String>();
    for (var program : programs) {
      var own = times.get(program);
      if (median(own).isNaN()) {
        cells.add("-");
      } else if (own == base || median(base).isNaN()) {
        cells.add(duration(median(own)));
      } else {
        var ratios = new ArrayList<Double>();
        for (var i = 0; i < own.size(); i++) ratios.add(own.get(i) / base.get(i));
        var sorted = ratios.stream().sorted().toList();
        cells.add(
            "%s, **%.2f** (%.2f-%.2f)"
                .formatted(
                    duration(median(own)), median(ratios), sorted.getFirst(), sorted.getLast()));
      }
    }
    return "| " + row + " | " + String.join(" | ", cells) + " |";
  }

  private static Double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static String duration(double nanoseconds) {
    if (nanoseconds < 100) return "%.1f ns".formatted(nanoseconds);
    if (nanoseconds < 1e4) return "%.0f ns".formatted(nanoseconds);
    return nanoseconds < 1e6
        ? "%.1f us".formatted(nanoseconds / 1e3)
        : "%.2f ms".formatted(nanoseconds / 1e6);
  }

  private static String environment(List<Program> programs, int rounds) throws IOException {
    var about =
        programs.stream()
            .map(program -> program.name() + ": " + program.about().strip())
            .collect(Collectors.joining("; "));
    return "%s; %s, %d cores, %s %s; JDK %s; OMP_NUM_THREADS=%s; %d rounds, the fastest of 10 iterations in each. %s"
        .formatted(
            LocalDate.now(),
            processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version(),
            System.getenv().getOrDefault("OMP_NUM_THREADS", "unset"),
            rounds,
            about);
  }

  private static String processor() throws IOException {
    var information = Path.of("/proc/cpuinfo");
    if (!Files.exists(information)) return System.getProperty("os.arch");
    try (Stream<String> lines = Files.lines(information)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    }
  }
}
