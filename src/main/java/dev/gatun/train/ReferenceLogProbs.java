package dev.gatun.train;

import dev.gatun.data.TokenStore;
import dev.gatun.data.batch.BatchLoader;
import dev.gatun.data.batch.KlPairs;
import dev.gatun.data.batch.PackedBatch;
import dev.gatun.data.batch.WindowPlan;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The reference model's summed log-probabilities, one for each row and one for each mismatched
 * pair. They never change during a run, so they are computed once and kept in Gatun's cache, under
 * a key of model, data, pairing and truncation.
 */
final class ReferenceLogProbs {
  private static final long MAGIC = 0x676174756e726566L; // "gatunref"

  private final double[] matched;
  private final double[] mismatched;

  private ReferenceLogProbs(int rows) {
    matched = new double[rows];
    mismatched = new double[rows];
  }

  /** log pi_ref of a batch's sequences, in their order. */
  double[] matched(PackedBatch batch) {
    return pick(matched, batch);
  }

  /** As {@link #matched}, of mismatched pairs. */
  double[] mismatched(PackedBatch batch) {
    return pick(mismatched, batch);
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

  /** What the cache holds under this file name, if it is whole. */
  static Optional<ReferenceLogProbs> read(Path file, int rows) {
    try {
      if (!Files.exists(file)) return Optional.empty();
      var buffer = ByteBuffer.wrap(Files.readAllBytes(file));
      if (buffer.capacity() != 16 + 16L * rows
          || buffer.getLong() != MAGIC
          || buffer.getLong() != rows) {
        return Optional.empty();
      }
      var found = new ReferenceLogProbs(rows);
      for (var i = 0; i < rows; i++) found.matched[i] = buffer.getDouble();
      for (var i = 0; i < rows; i++) found.mismatched[i] = buffer.getDouble();
      return Optional.of(found);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /** Runs the reference model over all windows, in the micro-batches that training will use. */
  static ReferenceLogProbs compute(
      Policy reference,
      TokenStore store,
      WindowPlan plan,
      SegmentAllocator memory,
      TrainingListener listener,
      StopRequest stop) {
    var computed = new ReferenceLogProbs(store.rows());
    var pairs = plan.settings().klPairs() == KlPairs.MISMATCHED;
    try (var loader = BatchLoader.start(store, plan, 0, 2, memory)) {
      for (var done = 0; done < plan.windowsPerEpoch() && !stop.requested(); done++) {
        var window = loader.next();
        for (var m = 0; m < window.microBatches(); m++) {
          fill(reference, window.matched(m), computed.matched);
          if (pairs) fill(reference, window.mismatched(m), computed.mismatched);
        }
        window.release();
        listener.onReference(done + 1, plan.windowsPerEpoch());
      }
    }
    return computed;
  }

  private static void fill(Policy reference, PackedBatch batch, double[] values) {
    var logProbs = new double[batch.sequences()];
    reference.logProbs(batch, logProbs, 0);
    for (var i = 0; i < logProbs.length; i++) values[batch.row(i)] = logProbs[i];
  }

  /** Keeps them for later runs. */
  void write(Path file) {
    var buffer = ByteBuffer.allocate(Math.toIntExact(16 + 16L * matched.length));
    buffer.putLong(MAGIC).putLong(matched.length);
    for (var value : matched) buffer.putDouble(value);
    for (var value : mismatched) buffer.putDouble(value);
    try {
      Files.createDirectories(file.getParent());
      var part = Files.createTempFile(file.getParent(), "logps", ".part");
      Files.write(part, buffer.array());
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
}
