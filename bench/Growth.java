import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.model.CausalLM;
import dev.gatun.plot.Axis;
import dev.gatun.plot.LinePlot;
import dev.gatun.plot.Series;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * How a training run's time and memory grow with rows, lengths, batch and vocabulary: trains a
 * small random model in a process of its own for each point, and prints a table and plots. Started
 * by bench/growth.sh.
 *
 * <p>Arguments: work folder, folder for the plots, tokenizer folder, steps, the axes to measure.
 */
final class Growth {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final int WORDS = 60; // of the tokenizer: w4 to w63

  /** What is varied, from a common middle. */
  record Point(int rows, int length, int batch, int vocabulary) {
    static final Point MIDDLE = new Point(1000, 64, 8, 512);
  }

  /**
   * What was measured.
   *
   * @param tokensPerSecond median of the steps after the first three
   * @param peakMb of the process's resident memory
   * @param firstStep seconds from the command to the first line of metrics
   * @param again the same in a second run, which finds what the first has kept
   */
  record Measured(
      Point point, double tokensPerSecond, double peakMb, double firstStep, double again) {}

  /** A question: the points that answer it, and what is drawn. */
  record Question(String name, List<Point> points) {}

  private final Path work;
  private final Path tokenizer;
  private final int steps;

  private Growth(Path work, Path tokenizer, int steps) {
    this.work = work;
    this.tokenizer = tokenizer;
    this.steps = steps;
  }

  public static void main(String[] args) throws Exception {
    var growth = new Growth(Path.of(args[0]), Path.of(args[2]), Integer.parseInt(args[3]));
    var plots = Path.of(args[1]);
    System.out.println(
        "| varied | rows | length | batch | vocabulary | tokens/s | peak MB | first step | again |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (var question : questions(List.of(args[4].split(",")))) {
      var found = new ArrayList<Measured>();
      for (var point : question.points()) {
        var measured = growth.measure(point);
        found.add(measured);
        System.out.println(line(question.name(), measured));
      }
      plot(question.name(), found, plots);
    }
  }

  /** Of names such as {@code length}, or {@code length=64+8192} for these values alone. */
  private static List<Question> questions(List<String> asked) {
    return asked.stream().map(Growth::question).toList();
  }

  private static Question question(String asked) {
    var name = asked.replaceFirst("=.*", "");
    var middle = Point.MIDDLE;
    return switch (name) {
      case "rows" ->
          question(
              asked,
              List.of(1_000, 10_000, 100_000, 1_000_000),
              n -> new Point(n, 32, middle.batch(), middle.vocabulary()));
      case "length" ->
          question(
              asked,
              List.of(64, 256, 1024, 4096, 8192),
              n -> new Point(64, n, 2, middle.vocabulary()));
      case "batch" ->
          question(asked, List.of(2, 8, 32, 128), n -> new Point(2000, 64, n, middle.vocabulary()));
      case "vocabulary" ->
          question(
              asked,
              List.of(512, 4_096, 32_000, 151_000),
              n -> new Point(1000, 64, middle.batch(), n));
      default -> throw new IllegalArgumentException(name + " is no axis");
    };
  }

  private static Question question(String asked, List<Integer> usual, IntFunction<Point> point) {
    var parts = asked.split("=");
    var values =
        parts.length == 1
            ? usual
            : Arrays.stream(parts[1].split("\\+")).map(Integer::valueOf).toList();
    return new Question(parts[0], values.stream().map(point::apply).toList());
  }

  private static String line(String name, Measured m) {
    var p = m.point();
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,d | %,d | %,d | %,.0f | %,.0f | %.1f s | %.1f s |",
        name,
        p.rows(),
        p.length(),
        p.batch(),
        p.vocabulary(),
        m.tokensPerSecond(),
        m.peakMb(),
        m.firstStep(),
        m.again());
  }

  private static void plot(String name, List<Measured> found, Path plots) throws IOException {
    Files.createDirectories(plots);
    var speed = new ArrayList<Series.Point>();
    var memory = new ArrayList<Series.Point>();
    for (var m : found) {
      var x =
          switch (name) {
            case "rows" -> m.point().rows();
            case "length" -> m.point().length();
            case "batch" -> m.point().batch();
            default -> m.point().vocabulary();
          };
      speed.add(Series.Point.of(x, m.tokensPerSecond()));
      memory.add(Series.Point.of(x, m.peakMb()));
    }
    new LinePlot(
            "Tokens per second and peak memory against " + name,
            Axis.log(name),
            Axis.log("tokens/s, MB"),
            List.of(Series.measured("tokens/s", speed), Series.measured("peak MB", memory)))
        .write(plots.resolve("growth-" + name + ".svg"));
  }

  // ---- one point ----

  private Measured measure(Point point) throws IOException, InterruptedException {
    var model = model(point);
    var data = data(point);
    var first = train(point, model, data);
    var again = train(point, model, data);
    return new Measured(
        point,
        Math.max(first.tokensPerSecond, again.tokensPerSecond),
        Math.max(first.peakMb, again.peakMb),
        first.firstStep,
        again.firstStep);
  }

  private record Run(double tokensPerSecond, double peakMb, double firstStep) {}

  private Run train(Point point, Path model, Path data) throws IOException, InterruptedException {
    var output = work.resolve("run");
    delete(output);
    var metrics = output.resolve("metrics.jsonl");
    var log = work.resolve("train.log");
    var start = System.nanoTime();
    var process =
        new ProcessBuilder(
                "./gatun",
                "train",
                "--model",
                model.toString(),
                "--data",
                data.toString(),
                "--output-dir",
                output.toString(),
                "--max-length",
                Integer.toString(point.length()),
                "--per-device-train-batch-size",
                Integer.toString(point.batch()),
                "--max-steps",
                Integer.toString(steps),
                "--device",
                "cpu")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var firstStep = Double.NaN;
    var peak = 0.0;
    while (process.isAlive()) {
      if (Double.isNaN(firstStep) && Files.exists(metrics))
        firstStep = (System.nanoTime() - start) / 1e9;
      peak = Math.max(peak, peakMb(process.pid()));
      Thread.sleep(10);
    }
    if (process.exitValue() != 0)
      throw new IllegalStateException(point + ":\n" + Files.readString(log));
    return new Run(tokensPerSecond(metrics), peak, firstStep);
  }

  private static double peakMb(long pid) {
    try {
      var found = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return found.find() ? Long.parseLong(found.group(1)) / 1024.0 : 0;
    } catch (IOException e) {
      return 0; // it has just ended
    }
  }

  private static double tokensPerSecond(Path metrics) throws IOException {
    var rates = new ArrayList<Double>();
    for (var line : Files.readAllLines(metrics))
      rates.add(JSON.readTree(line).path("tokens_per_second").asDouble());
    var steady = rates.subList(3, rates.size()).stream().sorted().toList();
    return steady.get(steady.size() / 2);
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) return;
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }

  // ---- what is trained, and on what ----

  private Path model(Point point) throws IOException {
    var folder = Files.createDirectories(work.resolve("model-" + point.vocabulary()));
    var config = Files.createDirectories(work.resolve("config-" + point.vocabulary()));
    for (var name : List.of("tokenizer.json", "tokenizer_config.json"))
      Files.copy(
          tokenizer.resolve(name),
          config.resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        config.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 128, "intermediate_size": 344,
         "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 4, "head_dim": 32,
         "max_position_embeddings": 16384, "rms_norm_eps": 1e-5, "tie_word_embeddings": true, "bos_token_id": 1,
         "eos_token_id": 2, "pad_token_id": 0, "vocab_size": %d}
        """
            .formatted(point.vocabulary()));
    try (var made = CausalLM.initialize(config, 1, DType.FLOAT32, Device.CPU)) {
      made.save(folder);
    }
    return folder;
  }

  /**
   * Half prompt, half completion; lengths vary by a tenth. A file of its own, new for each point.
   */
  private Path data(Point point) throws IOException {
    var file = work.resolve("rows.jsonl");
    var random = new SplittableRandom(System.nanoTime()); // no earlier run has kept these rows
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (var row = 0; row < point.rows(); row++) {
        var half = point.length() / 2 - 2;
        var length = Math.max(1, half - random.nextInt(half / 10 + 1));
        out.write(
            "{\"prompt\": \""
                + words(random, half)
                + "\", \"completion\": \" "
                + words(random, length)
                + "\", \"label\": "
                + random.nextBoolean()
                + "}\n");
      }
    }
    return file;
  }

  private static String words(SplittableRandom random, int count) {
    var text = new StringBuilder();
    for (var i = 0; i < count; i++)
      text.append(i == 0 ? "w" : " w").append(4 + random.nextInt(WORDS));
    return text.toString();
  }
}
