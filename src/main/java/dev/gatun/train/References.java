package dev.gatun.train;

import dev.gatun.model.CausalLM;
import dev.gatun.torch.Device;
import java.lang.foreign.SegmentAllocator;
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
   * The log-probabilities of all rows.
   *
   * @param untrained the policy, while it still is the reference model; null in a resumed run,
   *     where the reference is loaded anew if the cache has been lost
   */
  ReferenceLogProbs of(TrainingData data, @Nullable Policy untrained) {
    var kind = arguments.dtype() + " " + device.type();
    var file = ReferenceLogProbs.file(modelHash, data.store(), data.plan(), kind);
    var known = ReferenceLogProbs.read(file, data.store().rows());
    if (known.isPresent()) return known.get();
    ReferenceLogProbs computed;
    if (untrained != null) {
      computed =
          ReferenceLogProbs.compute(untrained, data.store(), data.plan(), memory, listener, stop);
    } else {
      try (var reference = CausalLM.load(arguments.model(), arguments.dtype(), device)) {
        computed =
            ReferenceLogProbs.compute(
                new Policy(reference, device), data.store(), data.plan(), memory, listener, stop);
      }
    }
    if (!stop.requested()) computed.write(file);
    return computed;
  }
}
