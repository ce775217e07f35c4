package dev.gatun.torch.fuzz;

import dev.gatun.ffi.TorchException;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * In a Java of its own: calls random operators with {@link OddArguments} until something ends the
 * process or the time is over. Case {@code i} of a seed is always the same call. What is being
 * called stands in the journal, a mapped file, which outlives the process.
 */
final class OperatorFuzz {
  static final int JOURNAL = 1 << 16;
  static final int STUCK = 97;
  private static final long LONGEST_CASE = TimeUnit.SECONDS.toNanos(30);

  // These do what they are for to the process, the screen or the disk.
  private static final Set<String> HARMFUL =
      Set.of(
          "aten::from_file", "aten::from_file.out", "aten::warn", "prim::abs_warn", "aten::save");
  private static final Pattern SKIPPED =
      Pattern.compile(System.getProperty("gatun.fuzz.skip", "(?!)"));

  private final List<String> names;
  private final java.nio.ByteBuffer journal;
  private final long seed;
  private volatile long startedAt = System.nanoTime();
  private volatile long current;
  private long called;
  private long refused;
  private long unsuitable;
  private long differentiated;

  private OperatorFuzz(long seed, Path journal) throws IOException {
    this.seed = seed;
    var only = Pattern.compile(System.getProperty("gatun.fuzz.only", ".*"));
    names =
        Operators.names().stream()
            .filter(name -> !HARMFUL.contains(name))
            .filter(name -> only.matcher(name).matches())
            .toList();
    try (var channel =
        FileChannel.open(
            journal,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE)) {
      this.journal = channel.map(MapMode.READ_WRITE, 0, JOURNAL);
    }
  }

  /** Arguments: seed, first case, how many cases, seconds, journal. */
  public static void main(String[] arguments) throws IOException {
    var seed = Long.parseLong(arguments[0]);
    var first = Long.parseLong(arguments[1]);
    var last = first + Long.parseLong(arguments[2]);
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[3]));
    var fuzz = new OperatorFuzz(seed, Path.of(arguments[4]));
    fuzz.watch();
    var i = first;
    for (; i < last && System.nanoTime() < deadline; i++) fuzz.run(i);
    var live = Torch.liveObjects();
    System.out.printf(
        "%d %d %d %d %d %d%n",
        i, fuzz.called, fuzz.refused, fuzz.unsuitable, fuzz.differentiated, live.tensors());
  }

  private void watch() {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (System.nanoTime() - startedAt < LONGEST_CASE) {
            try {
              Thread.sleep(500);
            } catch (InterruptedException e) {
              return;
            }
          }
          Runtime.getRuntime().halt(STUCK);
        });
  }

  private void run(long i) {
    startedAt = System.nanoTime();
    current = i;
    var random = new Random(seed * 0x9E3779B97F4A7C15L + i * 0xD1B54A32D192ED03L);
    var name = names.get(random.nextInt(names.size()));
    if (SKIPPED.matcher(name).matches()) return;
    note(i, name, "arguments");
    var operator = Operators.find(name);
    Torch.manualSeed(i);
    try (var _ = TensorScope.open();
        var arguments = new OddArguments(random, operator.schema())) {
      note(i, name, arguments.toString());
      called++;
      var results = operator.call(arguments.values());
      note(i, name, arguments + " results");
      for (var r = 0; r < results.size(); r++) use(results, r, arguments.wantGradients());
    } catch (OddArguments.Unsuitable type) {
      unsuitable++;
    } catch (TorchException | IllegalArgumentException | IllegalStateException refusal) {
      if (refusal.getMessage() == null || refusal.getMessage().isBlank()) {
        throw new IllegalStateException("no message: " + operator, refusal);
      }
      refused++;
    }
  }

  // A result that is not what it says, or a graph that is not, shows when it is used.
  private void use(Operators.Results results, int r, boolean wantGradients) {
    Tensor result;
    try {
      result = results.tensor(r);
    } catch (IllegalArgumentException other) {
      return;
    }
    if (result.numel() > 100_000) return;
    result.copy();
    if (r == 0 && wantGradients && result.requiresGrad()) {
      result.sum().backward();
      differentiated++;
    }
  }

  private void note(long i, String name, String what) {
    var bytes = (i + "\t" + name + "\t" + what + "\n").getBytes(StandardCharsets.UTF_8);
    var length = Math.min(bytes.length, JOURNAL - 1);
    journal.put(0, bytes, 0, length);
    journal.put(length, (byte) 0);
  }
}
