package dev.gatun.train;

import dev.gatun.model.Adapter;
import dev.gatun.model.CausalLM;
import dev.gatun.model.ModelSource;
import dev.gatun.torch.Device;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a run starts from, which is its reference model too: a model folder, that with a new
 * adapter, or that with an adapter which is there.
 */
final class Start {
  private final TrainingArguments arguments;
  private final ModelSource source;
  private @Nullable String fingerprint;

  /**
   * Looks at what the arguments name.
   *
   * @throws TrainingException when a new adapter is asked for on top of another
   */
  Start(TrainingArguments arguments) {
    this.arguments = arguments;
    this.source = ModelSource.of(arguments.model(), arguments.adapter());
    if (arguments.lora() != null && source.adapter() != null) {
      throw new TrainingException(
          "--use-peft asks for a new adapter, but "
              + source.adapter()
              + " is one already: leave --use-peft and --lora-* out to train it further, or make a"
              + " model of it first: ./gatun merge");
    }
  }

  ModelSource source() {
    return source;
  }

  /** Whether the run trains an adapter, and not all weights. */
  boolean hasAdapter() {
    return arguments.lora() != null || source.adapter() != null;
  }

  /**
   * The policy. With an adapter it is as the run began, so that the reference can be computed with
   * it; {@link #resume} then brings it to where the run was. Otherwise it is the checkpoint's.
   */
  CausalLM load(Optional<Checkpoint> checkpoint, Device device) {
    var lora = arguments.lora();
    if (lora != null) {
      return CausalLM.loadWithLora(
          source.base(), lora, arguments.seed(), arguments.dtype(), device);
    }
    return checkpoint.isEmpty() || hasAdapter()
        ? original(device)
        : loadToTrain(checkpoint.get().folder(), device);
  }

  /** What the run starts from, without a new adapter: its reference. */
  CausalLM original(Device device) {
    return source.adapter() == null
        ? loadToTrain(source.base(), device)
        : CausalLM.load(source, arguments.dtype(), device);
  }

  /** A model folder's model, as it is trained. */
  CausalLM loadToTrain(Path folder, Device device) {
    return CausalLM.loadToTrain(folder, arguments.dtype(), device);
  }

  /** Whether the reference model is the policy with its adapter off. */
  boolean isBaseWithNewAdapter() {
    return arguments.lora() != null;
  }

  /** Switches a new adapter off. */
  Supplier<Adapter.Setting> off(CausalLM model) {
    return model.adapter().orElseThrow()::off;
  }

  /** Takes a checkpoint's adapter over. */
  void resume(CausalLM model, Checkpoint checkpoint) {
    model.adapter().ifPresent(adapter -> adapter.load(checkpoint.folder()));
  }

  /** SHA-256 of all that the reference model consists of. */
  String fingerprint() {
    if (fingerprint != null) return fingerprint;
    var base = Fingerprint.ofModel(source.base());
    var adapter = source.adapter();
    fingerprint = adapter == null ? base : Fingerprint.of(base, Fingerprint.ofModel(adapter));
    return fingerprint;
  }
}
