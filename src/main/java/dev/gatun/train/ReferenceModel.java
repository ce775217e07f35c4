package dev.gatun.train;

import dev.gatun.model.CausalLM;
import dev.gatun.nn.Parameter;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Device;
import dev.gatun.torch.TensorScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A reference model of its own, in memory beside the policy. It starts as what the run starts from;
 * once it has moved, its weights are part of each checkpoint, in the folder {@code reference}.
 */
final class ReferenceModel implements AutoCloseable {
  private static final String FOLDER = "reference";

  private final CausalLM model;
  private boolean moved;

  private ReferenceModel(CausalLM model, boolean moved) {
    this.model = model;
    this.moved = moved;
  }

  /** As the run began, or as it was at the checkpoint. */
  static ReferenceModel load(Start start, Optional<Checkpoint> checkpoint, Device device) {
    var saved =
        checkpoint.map(at -> at.folder().resolve(FOLDER)).filter(Files::isDirectory).orElse(null);
    return new ReferenceModel(
        saved == null ? start.original(device) : start.loadToTrain(saved, device), saved != null);
  }

  LiveModel live(Device device) {
    return new LiveModel(new Policy(model, device));
  }

  /** Whether it is no longer what the run began with. */
  boolean moved() {
    return moved;
  }

  /** Each weight becomes (1 - alpha) times itself plus alpha times the other's. */
  void moveTowards(List<Parameter> policy, double alpha) {
    var own = model.parameters();
    try (var _ = Autograd.noGrad();
        var _ = TensorScope.open()) {
      for (var i = 0; i < own.size(); i++) {
        own.get(i).value().lerp_(policy.get(i).value(), alpha);
        own.get(i).changed();
      }
    }
    moved = true;
  }

  /** Writes what cannot be loaded from elsewhere into a checkpoint. */
  void save(Path checkpoint) {
    if (moved) model.saveExactly(checkpoint.resolve(FOLDER));
  }

  @Override
  public void close() {
    model.close();
  }
}
