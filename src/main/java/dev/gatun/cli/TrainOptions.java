package dev.gatun.cli;

import dev.gatun.align.Humanline;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.train.DataOrder;
import dev.gatun.train.KlPairing;
import dev.gatun.train.KlScope;
import dev.gatun.train.Normalization;
import dev.gatun.train.ReferenceSync;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code train} but for model and device, by what they are about. */
final class TrainOptions {
  private TrainOptions() {}

  /** What to learn from, and where the result goes. */
  static final class Data extends DataOptions {
    @Option(
        names = "--output-dir",
        paramLabel = "DIR",
        order = 11,
        description =
            "Folder for the trained model, metrics.jsonl, run.json and checkpoints. Must be new, empty, or that"
                + " of an earlier run, which is then replaced or, with --resume, continued.")
    @Nullable Path outputDir;

    @Option(
        names = "--eval-data",
        paramLabel = "FILE|SQL",
        order = 12,
        description = "Feedback to measure on, not to learn from.")
    @Nullable String evalData;

    @Option(
        names = "--eval-udm-embeddings",
        paramLabel = "FILE",
        order = 12,
        description = "What --udm-embeddings is to --data, for --eval-data, where it is a file.")
    @Nullable Path evalEmbeddings;

    @Option(
        names = "--allow-one-class",
        order = 16,
        description = "Train although all rows are desirable, or all undesirable.")
    boolean allowOneClass;

    @Option(
        names = "--data-order",
        paramLabel = "ORDER",
        order = 17,
        defaultValue = "shuffled",
        completionCandidates = Values.DataOrders.class,
        description =
            "shuffled: every step sees both classes, every epoch in another order; sequential: file order, as"
                + " TRL trains. (default: ${DEFAULT-VALUE})")
    DataOrder dataOrder = DataOrder.SHUFFLED;
  }

  /** What is minimized, and over what. */
  static final class Loss extends LossOptions {
    @Option(
        names = "--kl-scope",
        paramLabel = "SCOPE",
        order = 24,
        defaultValue = "window",
        completionCandidates = Values.KlScopes.class,
        description =
            "Rows that share a reference point: window, all of an optimizer step; micro-batch, as TRL has it."
                + " (default: ${DEFAULT-VALUE})")
    KlScope klScope = KlScope.WINDOW;

    @Option(
        names = "--kl-pairing",
        paramLabel = "PAIRING",
        order = 24,
        defaultValue = "fixed",
        completionCandidates = Values.KlPairings.class,
        description =
            "kto: whose completions a prompt is mismatched with: fixed, the same one in every epoch, so that the"
                + " reference model sees each pair once; fresh, windows and pairs formed anew for every epoch."
                + " (default: ${DEFAULT-VALUE})")
    KlPairing klPairing = KlPairing.FIXED;

    @Option(
        names = "--loss-normalization",
        paramLabel = "BY",
        order = 25,
        defaultValue = "rows",
        completionCandidates = Values.Normalizations.class,
        description =
            "What the weighted losses of a step are divided by: rows, their number, as TRL has it; weights, the"
                + " sum of the weights. (default: ${DEFAULT-VALUE})")
    Normalization normalization = Normalization.ROWS;

    @Option(
        names = "--humanline",
        order = 27,
        description =
            "Hold each token's log-ratio of model and reference within bounds, beyond which it has no gradient. The"
                + " reference is computed along, token by token.")
    boolean humanline;

    @Option(
        names = "--log-epsilon-p",
        paramLabel = "X",
        order = 27,
        description = "Lower bound of --humanline, below 0. (default: -1)")
    @Nullable Double logEpsilonP;

    @Option(
        names = "--log-epsilon-r",
        paramLabel = "X",
        order = 27,
        description = "Upper bound of --humanline, above 0. (default: 1.5)")
    @Nullable Double logEpsilonR;

    @Option(
        names = "--sync-ref-model",
        order = 28,
        description =
            "Move the reference model towards the trained one as training goes (TR-DPO). It is then a second model in"
                + " memory.")
    boolean syncRefModel;

    @Option(
        names = "--ref-model-mixup-alpha",
        paramLabel = "X",
        order = 28,
        description =
            "--sync-ref-model: the trained model's share when the reference moves, 0 to 1. (default: 0.6)")
    @Nullable Double mixupAlpha;

    @Option(
        names = "--ref-model-sync-steps",
        paramLabel = "N",
        order = 28,
        description = "--sync-ref-model: optimizer steps from one move to the next. (default: 512)")
    @Nullable Long syncSteps;

    /**
     * The bounds of a token's log-ratio, or null without {@code --humanline}.
     *
     * @throws UsageException when an option would have no effect
     */
    @Nullable Humanline humanline() {
      needs(humanline, "--humanline", "--log-epsilon-p", logEpsilonP);
      needs(humanline, "--humanline", "--log-epsilon-r", logEpsilonR);
      if (!humanline) return null;
      return new Humanline(
          Objects.requireNonNullElse(logEpsilonP, Humanline.DEFAULT.lower()),
          Objects.requireNonNullElse(logEpsilonR, Humanline.DEFAULT.upper()));
    }

    /**
     * How the reference follows, or null without {@code --sync-ref-model}.
     *
     * @throws UsageException when an option would have no effect
     */
    @Nullable ReferenceSync referenceSync() {
      needs(syncRefModel, "--sync-ref-model", "--ref-model-mixup-alpha", mixupAlpha);
      needs(syncRefModel, "--sync-ref-model", "--ref-model-sync-steps", syncSteps);
      if (!syncRefModel) return null;
      return new ReferenceSync(
          Objects.requireNonNullElse(mixupAlpha, ReferenceSync.DEFAULT.alpha()),
          Objects.requireNonNullElse(syncSteps, ReferenceSync.DEFAULT.steps()));
    }

    private static void needs(boolean on, String by, String flag, @Nullable Object value) {
      if (!on && value != null) {
        throw new UsageException(flag + " is about " + by + ": add that, or leave it out");
      }
    }
  }

  /** How it is minimized. */
  static final class Optimization {
    @Option(
        names = "--learning-rate",
        paramLabel = "X",
        order = 30,
        defaultValue = "1e-6",
        description = "Highest learning rate of AdamW. (default: ${DEFAULT-VALUE})")
    double learningRate;

    @Option(
        names = "--per-device-train-batch-size",
        paramLabel = "N",
        order = 31,
        defaultValue = "8",
        description =
            "Rows computed at once; a pair or a set of responses is one. (default: ${DEFAULT-VALUE})")
    int batchSize;

    @Option(
        names = "--gradient-accumulation-steps",
        paramLabel = "N",
        order = 32,
        defaultValue = "1",
        description = "Batches of one optimizer step. (default: ${DEFAULT-VALUE})")
    int accumulation;

    @Option(
        names = "--num-train-epochs",
        paramLabel = "X",
        order = 33,
        defaultValue = "1",
        description = "Rounds over the data; may be a fraction. (default: ${DEFAULT-VALUE})")
    double epochs;

    @Option(
        names = "--max-steps",
        paramLabel = "N",
        order = 34,
        defaultValue = "0",
        description = "Optimizer steps, instead of epochs; goes round the data as often as needed.")
    long maxSteps;

    @Option(
        names = "--lr-scheduler-type",
        paramLabel = "SCHEDULE",
        order = 35,
        defaultValue = "linear",
        completionCandidates = Values.Schedules.class,
        description = "linear, constant or cosine. (default: ${DEFAULT-VALUE})")
    LearningRateSchedule schedule = LearningRateSchedule.LINEAR;

    @Option(
        names = "--warmup-steps",
        paramLabel = "N",
        order = 36,
        defaultValue = "0",
        description =
            "Steps over which the learning rate rises from 0. (default: ${DEFAULT-VALUE})")
    long warmupSteps;

    @Option(
        names = "--max-grad-norm",
        paramLabel = "X",
        order = 37,
        defaultValue = "1",
        description =
            "Gradients are scaled down to this norm; 0: never. (default: ${DEFAULT-VALUE})")
    double maxGradNorm;

    @Option(
        names = "--adam-beta1",
        paramLabel = "X",
        order = 38,
        defaultValue = "0.9",
        description = "AdamW: memory of the gradient. (default: ${DEFAULT-VALUE})")
    double adamBeta1;

    @Option(
        names = "--adam-beta2",
        paramLabel = "X",
        order = 39,
        defaultValue = "0.999",
        description = "AdamW: memory of its square. (default: ${DEFAULT-VALUE})")
    double adamBeta2;

    @Option(
        names = "--adam-epsilon",
        paramLabel = "X",
        order = 40,
        defaultValue = "1e-8",
        description = "AdamW: keeps divisions finite. (default: ${DEFAULT-VALUE})")
    double adamEpsilon;

    @Option(
        names = "--weight-decay",
        paramLabel = "X",
        order = 41,
        defaultValue = "0",
        description =
            "AdamW: decay of weights, not of biases and norms. (default: ${DEFAULT-VALUE})")
    double weightDecay;

    AdamW.Settings adamW() {
      return new AdamW.Settings(adamBeta1, adamBeta2, adamEpsilon);
    }
  }

  /** What happens beside the steps. */
  static final class Run {
    @Option(
        names = "--seed",
        paramLabel = "N",
        order = 50,
        defaultValue = "42",
        description = "Decides the order of the data. (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(
        names = "--logging-steps",
        paramLabel = "N",
        order = 51,
        defaultValue = "1",
        description = "Steps between lines of metrics. (default: ${DEFAULT-VALUE})")
    int loggingSteps;

    @Option(
        names = "--eval-steps",
        paramLabel = "N",
        order = 52,
        defaultValue = "0",
        description = "Steps between evaluations; 0: after each epoch. (default: ${DEFAULT-VALUE})")
    long evalSteps;

    @Option(
        names = "--save-steps",
        paramLabel = "N",
        order = 53,
        defaultValue = "0",
        description =
            "Steps between checkpoints; 0: none before the end, but Ctrl-C saves one."
                + " (default: ${DEFAULT-VALUE})")
    long saveSteps;

    @Option(
        names = "--resume",
        arity = "0..1",
        fallbackValue = "true",
        paramLabel = "DIR",
        order = 54,
        description = "Go on from the last checkpoint in --output-dir, or from this one.")
    @Nullable Path resume;
  }
}
