package dev.gatun.train;

import dev.gatun.data.TokenStore;
import dev.gatun.data.batch.BatchLoader;
import dev.gatun.data.batch.KlPairs;
import dev.gatun.data.batch.PackedBatch;
import dev.gatun.data.batch.WindowPlan;
import dev.gatun.torch.Torch;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reference model's summed log-probabilities, one for each row and one for each mismatched
 * pair. They never change during a run, so they are computed once and kept in Gatun's cache, under
 * a key of model, data, pairing and truncation. A run computes those of the windows that it will
 * train on and that no run before it has computed; the rest are NaN, on disk too. Where pairs are
 * formed afresh, each epoch's are a round of their own.
 */
final class ReferenceLogProbs implements SummedReference {
  private static final long MAGIC = 0x676174756e726566L; // "gatunref"

  private final double[] matched;
  private final List<double[]> mismatched = new ArrayList<>(); // of each round

  ReferenceLogProbs(int rows) {
    matched = unknown(rows);
    mismatched.add(unknown(rows));
  }

  /** Rows of the data. */
  int rows() {
    return matched.length;
  }

  private static double[] unknown(int rows) {
    var values = new double[rows];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  private double[] mismatched(int round) {
    while (mismatched.size() <= round) mismatched.add(unknown(matched.length));
    return mismatched.get(round);
  }

  @Override
  public double[] matched(PackedBatch batch) {
    return pick(matched, batch);
  }

  @Override
  public double[] mismatched(PackedBatch batch) {
    return pick(mismatched(batch.round()), batch);
  }

  private static double[] pick(double[] values, PackedBatch batch) {
    var picked = new double[batch.sequences()];
    for (var i = 0; i < picked.length; i++) picked[i] = values[batch.row(i)];
    return picked;
  }

  static Path file(String modelHash, TokenStore store, WindowPlan plan, String dtype) {
    var key =
        Fingerprint.of(
            modelHash,
            store.contentHash(),
            Integer.toString(store.maxLength()),
            plan.pairingHash(),
            dtype);
    return Torch.cache().resolve("reference").resolve(key + ".logps");
  }

  /**
   * What the cache holds under this file name; nothing where there is no such file of this size.
   */
  static ReferenceLogProbs read(Path file, int rows) {
    var found = new ReferenceLogProbs(rows);
    if (!Files.exists(file)) return found;
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      var values = (Files.size(file) - 16) / 8;
      if (rows == 0 || values < 2L * rows || in.readLong() != MAGIC || in.readLong() != rows) {
        return found;
      }
      get(in, found.matched);
      for (var round = 0; round < values / rows - 1; round++) get(in, found.mismatched(round));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  private static void get(DataInputStream in, double[] to) throws IOException {
    for (var i = 0; i < to.length; i++) to[i] = in.readDouble();
  }

  /** Whether the windows of the first steps are all known. */
  boolean covers(WindowPlan plan, long steps) {
    for (var step = 0L; step < steps; step++) {
      if (!knows(plan, step)) return false;
    }
    return true;
  }

  private boolean knows(WindowPlan plans, long step) {
    var plan = plans.at(step);
    var window = plan.window(step);
    var pairs = plan.settings().klPairs() == KlPairs.MISMATCHED;
    var partnered = mismatched(plans.round(step));
    for (var i = 0; i < plan.windowSize(window); i++) {
      var row = plan.row(window, i);
      for (var j = 0; j < plan.members(row); j++) {
        var response = plan.member(row, j);
        if (Double.isNaN(matched[response]) || pairs && Double.isNaN(partnered[response])) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Runs the reference model over the windows of the first steps that are not known yet, in the
   * micro-batches that training will use.
   */
  void compute(
      Policy reference,
      TokenStore store,
      WindowPlan plan,
      long steps,
      SegmentAllocator memory,
      TrainingListener listener,
      StopRequest stop) {
    var pairs = plan.settings().klPairs() == KlPairs.MISMATCHED;
    try (var loader = BatchLoader.start(store, plan, 0, 2, memory)) {
      for (var step = 0L; step < steps && !stop.requested(); step++) {
        var window = loader.next();
        for (var m = 0; m < window.microBatches() && !knows(plan, step); m++) {
          if (!knowsMatched(window.matched(m))) fillMatched(reference, window.matched(m));
          if (pairs) fillMismatched(reference, window.mismatched(m));
        }
        window.release();
        listener.onReference(step + 1, steps);
      }
    }
  }

  boolean knowsMatched(PackedBatch batch) {
    return knows(matched, batch);
  }

  boolean knowsMismatched(PackedBatch batch) {
    return knows(mismatched(batch.round()), batch);
  }

  private static boolean knows(double[] values, PackedBatch batch) {
    for (var i = 0; i < batch.sequences(); i++) {
      if (Double.isNaN(values[batch.row(i)])) return false;
    }
    return true;
  }

  void fillMatched(Policy reference, PackedBatch batch) {
    fill(reference, batch, matched);
  }

  void fillMismatched(Policy reference, PackedBatch batch) {
    fill(reference, batch, mismatched(batch.round()));
  }

  private static void fill(Policy reference, PackedBatch batch, double[] values) {
    var logProbs = new double[batch.sequences()];
    reference.logProbs(batch, logProbs, 0);
    for (var i = 0; i < logProbs.length; i++) values[batch.row(i)] = logProbs[i];
  }

  /** Keeps them for later runs. */
  void write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      var part = Files.createTempFile(file.getParent(), "logps", ".part");
      try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
        out.writeLong(MAGIC);
        out.writeLong(matched.length);
        put(matched, out);
        for (var values : mismatched) put(values, out);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TrainingException(
          "the reference model's log-probabilities cannot be kept in "
              + file.getParent()
              + " ("
              + e
              + "): make room there, or set GATUN_CACHE to another folder",
          e);
    }
  }

  private static void put(double[] values, DataOutputStream out) throws IOException {
    for (var value : values) out.writeDouble(value);
  }
}
