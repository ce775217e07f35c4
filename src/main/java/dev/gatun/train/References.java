package dev.gatun.train;

import dev.gatun.model.CausalLM;
import dev.gatun.torch.Device;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's reference log-probabilities come from, at the least cost: the cache, or a pass of
 * the untrained policy before training, when one number for each sequence will do and never
 * changes; the policy with its new adapter off; or a model of its own, when the reference moves, or
 * every token's log-probability is asked for.
 */
final class References implements AutoCloseable {
  private final TrainingArguments arguments;
  private final Start start;
  private final String modelHash;
  private final Device device;
  private final SegmentAllocator memory;
  private final TrainingListener listener;
  private final StopRequest stop;
  private final List<LiveReference> following = new ArrayList<>();
  private @Nullable ReferenceModel own;

  References(
      TrainingArguments arguments,
      Start start,
      String modelHash,
      Device device,
      SegmentAllocator memory,
      TrainingListener listener,
      StopRequest stop) {
    this.arguments = arguments;
    this.start = start;
    this.modelHash = modelHash;
    this.device = device;
    this.memory = memory;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * The reference of the rows that the first steps train on.
   *
   * @param model what is trained; its adapter, if it has one, as the run began
   * @param policy the same
   * @param checkpoint that the run goes on from
   */
  Reference of(
      TrainingData data,
      long steps,
      CausalLM model,
      Policy policy,
      Optional<Checkpoint> checkpoint) {
    if (!needsModel()) {
      return ahead(data, steps, checkpoint.isEmpty() || start.hasAdapter() ? policy : null);
    }
    var live = live(model, policy, checkpoint);
    if (arguments.comparison().humanline() != null) {
      return new HumanlineReference(arguments.comparison().humanline(), live);
    }
    var known = own != null && own.moved() ? null : file(data);
    var rows = data.store().rows();
    var reference =
        new LiveReference(
            live,
            data.plan().repeats(),
            known == null ? new ReferenceLogProbs(rows) : ReferenceLogProbs.read(known, rows),
            known);
    following.add(reference);
    return reference;
  }

  private boolean needsModel() {
    return start.isBaseWithNewAdapter()
        || arguments.comparison().sync() != null
        || arguments.comparison().humanline() != null;
  }

  private LiveModel live(CausalLM model, Policy policy, Optional<Checkpoint> checkpoint) {
    if (start.isBaseWithNewAdapter()) return new LiveModel(policy, start.off(model));
    if (own == null) own = ReferenceModel.load(start, checkpoint, device);
    return own.live(device);
  }

  /**
   * The log-probabilities of the rows that the first steps train on: while windows stay the same,
   * an epoch's at most.
   *
   * @param untrained the policy, while it still is the reference model; null in a resumed run
   *     without an adapter, where the reference is loaded anew if the cache has been lost
   */
  private ReferenceLogProbs ahead(TrainingData data, long steps, @Nullable Policy untrained) {
    var file = file(data);
    var known = ReferenceLogProbs.read(file, data.store().rows());
    var windows = data.plan().distinct(steps);
    if (known.covers(data.plan(), windows)) return known;
    if (untrained != null) {
      known.compute(untrained, data.store(), data.plan(), windows, memory, listener, stop);
    } else {
      try (var reference = start.original(device)) {
        var policy = new Policy(reference, device);
        known.compute(policy, data.store(), data.plan(), windows, memory, listener, stop);
      }
    }
    known.write(file); // also what a stopped run has: the next one goes on from there
    return known;
  }

  private Path file(TrainingData data) {
    // Another version may compute in another order, and a policy equal to its reference must have
    // rewards of exactly 0.
    var kind = GatunVersion.text() + " " + arguments.dtype() + " " + device.type();
    return ReferenceLogProbs.file(modelHash, data.store(), data.plan(), kind);
  }

  /** After each optimizer step, counted from 1: moves the reference where it is to follow. */
  void afterStep(long step, CausalLM trained) {
    var sync = arguments.comparison().sync();
    if (own == null || sync == null || !sync.due(step)) return;
    following.forEach(LiveReference::forget);
    own.moveTowards(trained.parameters(), sync.alpha());
  }

  /** Writes into a checkpoint what the reference has become. */
  void save(Path checkpoint) {
    if (own != null) own.save(checkpoint);
  }

  @Override
  public void close() {
    if (own != null) own.close();
  }
}
