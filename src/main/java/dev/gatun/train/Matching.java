package dev.gatun.train;

import dev.gatun.model.CausalLM;
import dev.gatun.torch.Device;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a run's rows under {@code --udm}: of those it learns from, and of those it is
 * measured on, by one classifier.
 *
 * @param ratios the classifier, or null where nothing is matched
 */
record Matching(RowWeights train, RowWeights evaluation, @Nullable DensityRatios ratios) {
  private static final Matching NONE = new Matching(RowWeights.GIVEN, RowWeights.GIVEN, null);

  /**
   * Fits the classifier, or takes over a checkpoint's.
   *
   * @param reference the reference model, or null where it is not in memory: it is then loaded anew
   */
  static Matching of(
      TrainingArguments arguments,
      Optional<Checkpoint> checkpoint,
      TrainingData train,
      @Nullable TrainingData evaluation,
      @Nullable CausalLM reference,
      Device device,
      TrainingListener listener) {
    return switch (arguments.udm()) {
      case OFF -> NONE;
      case EMBEDDINGS ->
          of(arguments, checkpoint, train, evaluation, new PromptEmbeddings.Given(), listener);
      case REFERENCE -> {
        if (reference != null) {
          var embeddings = new PromptEmbeddings.OfModel(reference);
          yield of(arguments, checkpoint, train, evaluation, embeddings, listener);
        }
        try (var loaded = CausalLM.loadToTrain(arguments.model(), arguments.dtype(), device)) {
          var embeddings = new PromptEmbeddings.OfModel(loaded);
          yield of(arguments, checkpoint, train, evaluation, embeddings, listener);
        }
      }
    };
  }

  private static Matching of(
      TrainingArguments arguments,
      Optional<Checkpoint> checkpoint,
      TrainingData train,
      @Nullable TrainingData evaluation,
      PromptEmbeddings embeddings,
      TrainingListener listener) {
    var ratios =
        checkpoint
            .map(saved -> DensityRatios.load(saved.folder()))
            .orElseGet(() ->
                DensityRatios.fit(train.store(), arguments.udm(), embeddings, arguments.seed()));
    var weights = ratios.of(train.store(), embeddings);
    listener.onDensityRatios(weights);
    var others =
        evaluation == null
            ? RowWeights.GIVEN
            : new RowWeights(ratios.of(evaluation.store(), embeddings));
    return new Matching(new RowWeights(weights), others, ratios);
  }

  /**
   * Refuses to go on from a checkpoint whose rows were weighted in another way.
   *
   * @throws TrainingException naming what differs
   */
  static void requireSame(TrainingArguments arguments, Checkpoint checkpoint) {
    var before =
        DensityRatios.isIn(checkpoint.folder())
            ? DensityRatios.load(checkpoint.folder()).by()
            : Udm.OFF;
    if (before == arguments.udm()) return;
    throw new TrainingException(
        "--resume: the run began "
            + described(before)
            + ", and was to go on "
            + described(arguments.udm()));
  }

  private static String described(Udm udm) {
    return switch (udm) {
      case OFF -> "without --udm";
      case REFERENCE -> "with --udm by the reference model";
      case EMBEDDINGS -> "with --udm by embeddings of the data";
    };
  }

  /** Keeps the classifier, if there is one, beside a model. */
  void save(Path folder) {
    if (ratios != null) ratios.save(folder);
  }
}
