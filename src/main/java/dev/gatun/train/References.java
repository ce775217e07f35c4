package dev.gatun.train;

import dev.gatun.model.Adapter;
import dev.gatun.model.CausalLM;
import dev.gatun.torch.Device;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reference model's log-probabilities of a data set in the cache, or computes and keeps
 * them.
 */
final class References {
  private final TrainingArguments arguments;
  private final String modelHash;
  private final Device device;
  private final SegmentAllocator memory;
  private final TrainingListener listener;
  private final StopRequest stop;

  References(
      TrainingArguments arguments,
      String modelHash,
      Device device,
      SegmentAllocator memory,
      TrainingListener listener,
      StopRequest stop) {
    this.arguments = arguments;
    this.modelHash = modelHash;
    this.device = device;
    this.memory = memory;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * The log-probabilities of the rows that the first steps train on: while windows stay the same,
   * an epoch's at most.
   *
   * @param untrained the policy, while it still is the reference model; null in a resumed run
   *     without an adapter, where the reference is loaded anew if the cache has been lost
   */
  ReferenceLogProbs of(TrainingData data, long steps, @Nullable Policy untrained) {
    var file = file(data);
    var known = ReferenceLogProbs.read(file, data.store().rows());
    var windows = data.plan().distinct(steps);
    if (known.covers(data.plan(), windows)) return known;
    if (untrained != null) {
      known.compute(untrained, data.store(), data.plan(), windows, memory, listener, stop);
    } else {
      try (var reference = CausalLM.loadToTrain(arguments.model(), arguments.dtype(), device)) {
        var policy = new Policy(reference, device);
        known.compute(policy, data.store(), data.plan(), windows, memory, listener, stop);
      }
    }
    known.write(file); // also what a stopped run has: the next one goes on from there
    return known;
  }

  /**
   * The log-probabilities of a policy with a new adapter, computed as they are asked for.
   *
   * @param off switches the adapter off
   */
  Reference ofBase(TrainingData data, Policy policy, Supplier<Adapter.Setting> off) {
    var file = file(data);
    var known = ReferenceLogProbs.read(file, data.store().rows());
    return new ReferenceOfBase(known, file, policy, off);
  }

  private Path file(TrainingData data) {
    // Another version may compute in another order, and a policy equal to its reference must have
    // rewards of exactly 0.
    var kind = GatunVersion.text() + " " + arguments.dtype() + " " + device.type();
    return ReferenceLogProbs.file(modelHash, data.store(), data.plan(), kind);
  }
}
