package dev.gatun.train;

import static dev.gatun.train.TrainingException.require;

import dev.gatun.align.Humanline;
import dev.gatun.align.Kto;
import dev.gatun.align.Objective;
import dev.gatun.data.AssistantTurns;
import dev.gatun.model.LoraConfig;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.torch.DType;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a run, with the reference trainer's argument names and Gatun's defaults.
 * Immutable; made by {@link #builder}.
 *
 * @param model folder of the model to start from, which is the reference model too
 * @param outputDir the run folder: the trained model, metrics, checkpoints
 * @param epochs rounds over the data; {@code maxSteps} wins over it
 * @param maxSteps optimizer steps, or 0 to count epochs
 * @param perDeviceTrainBatchSize rows of a micro-batch; a pair or a set of responses is one
 * @param gradientAccumulationSteps micro-batches of an optimizer step
 * @param maxLength tokens of prompt and completion together; the start is kept
 * @param warmupSteps optimizer steps over which the learning rate rises from 0
 * @param maxGradNorm gradients are scaled down to this 2-norm; 0 never
 * @param loggingSteps optimizer steps between lines of metrics
 * @param saveSteps optimizer steps between checkpoints; 0 for none before the end
 * @param evalSteps optimizer steps between evaluations; 0: after each epoch
 * @param device auto, cpu, cuda or cuda:N
 * @param resume whether to go on from the last checkpoint in the output folder
 * @param resumeFrom the checkpoint to go on from instead, or null
 * @param chatTemplate a file, or the name of a built-in template, or null for the model's own
 * @param assistantTurns which turns of conversations are learned from
 * @param comparison how the policy is compared with the reference model
 * @param udm whether rows are weighted by how their prompts are distributed
 * @param lora a new adapter to train instead of all weights, or null
 * @param adapter folder of an adapter of the model to train further, or null
 * @param execution how steps are computed
 */
public record TrainingArguments(
    Path model,
    Path outputDir,
    Objective objective,
    double learningRate,
    LearningRateSchedule schedule,
    long warmupSteps,
    AdamW.Settings optimizer,
    double weightDecay,
    double maxGradNorm,
    double epochs,
    long maxSteps,
    int perDeviceTrainBatchSize,
    int gradientAccumulationSteps,
    int maxLength,
    DataOrder dataOrder,
    Comparison comparison,
    Normalization lossNormalization,
    Udm udm,
    long seed,
    int loggingSteps,
    long saveSteps,
    long evalSteps,
    DType dtype,
    String device,
    boolean resume,
    @Nullable Path resumeFrom,
    @Nullable String chatTemplate,
    AssistantTurns assistantTurns,
    boolean skipBadRows,
    boolean allowOneClass,
    @Nullable LoraConfig lora,
    @Nullable Path adapter,
    Execution execution) {

  public TrainingArguments {
    udm.requireSuits(objective);
    require(
        learningRate >= 0 && !Double.isInfinite(learningRate),
        "--learning-rate must be 0 or more",
        learningRate);
    require(warmupSteps >= 0, "--warmup-steps must be 0 or more", warmupSteps);
    require(
        weightDecay >= 0 && !Double.isInfinite(weightDecay),
        "--weight-decay must be 0 or more",
        weightDecay);
    require(maxGradNorm >= 0, "--max-grad-norm must be 0 (never clip) or more", maxGradNorm);
    require(maxSteps >= 0, "--max-steps must be 0 (count epochs) or more", maxSteps);
    require(
        maxSteps > 0 || epochs > 0 && !Double.isInfinite(epochs),
        "--num-train-epochs must be above 0",
        epochs);
    require(
        perDeviceTrainBatchSize >= 1,
        "--per-device-train-batch-size must be at least 1",
        perDeviceTrainBatchSize);
    require(
        gradientAccumulationSteps >= 1,
        "--gradient-accumulation-steps must be at least 1",
        gradientAccumulationSteps);
    require(maxLength >= 2, "--max-length must be at least 2", maxLength);
    require(loggingSteps >= 1, "--logging-steps must be at least 1", loggingSteps);
    require(saveSteps >= 0, "--save-steps must be 0 (only at the end) or more", saveSteps);
    require(evalSteps >= 0, "--eval-steps must be 0 (after each epoch) or more", evalSteps);
    comparison.requireFit(
        objective,
        dataOrder,
        execution,
        lora != null ? "--use-peft" : adapter != null ? "--adapter " + adapter : null);
    require(dtype.isFloatingPoint(), "--dtype must be a floating-point type", dtype);
  }

  /**
   * Where to resume from, if at all: a checkpoint folder, or empty for the last one of the output
   * folder.
   */
  public Optional<Path> resumeCheckpoint() {
    return Optional.ofNullable(resumeFrom);
  }

  public static Builder builder(Path model, Path outputDir) {
    return new Builder(model, outputDir);
  }

  /** Starts from the defaults; each method sets one argument and returns this. */
  public static final class Builder {
    private final Path model;
    private final Path outputDir;
    private Objective objective = new Kto(0.1, 1, 1);
    private double learningRate = 1e-6;
    private LearningRateSchedule schedule = LearningRateSchedule.LINEAR;
    private long warmupSteps;
    private AdamW.Settings optimizer = AdamW.Settings.DEFAULT;
    private double weightDecay = 0;
    private double maxGradNorm = 1;
    private double epochs = 1;
    private long maxSteps;
    private int batchSize = 8;
    private int accumulation = 1;
    private int maxLength = 1024;
    private DataOrder dataOrder = DataOrder.SHUFFLED;
    private Comparison comparison = Comparison.DEFAULT;
    private Normalization lossNormalization = Normalization.ROWS;
    private Udm udm = Udm.OFF;
    private long seed = 42;
    private int loggingSteps = 1;
    private long saveSteps;
    private long evalSteps;
    private DType dtype = DType.FLOAT32;
    private String device = "auto";
    private boolean resume;
    private @Nullable Path resumeFrom;
    private @Nullable String chatTemplate;
    private AssistantTurns assistantTurns = AssistantTurns.LAST;
    private boolean skipBadRows;
    private boolean allowOneClass;
    private @Nullable LoraConfig lora;
    private @Nullable Path adapter;
    private Execution execution = Execution.DEFAULT;

    private Builder(Path model, Path outputDir) {
      this.model = model;
      this.outputDir = outputDir;
    }

    public Builder objective(Objective value) {
      objective = value;
      return this;
    }

    public Builder learningRate(double value) {
      learningRate = value;
      return this;
    }

    public Builder schedule(LearningRateSchedule value) {
      schedule = value;
      return this;
    }

    public Builder warmupSteps(long value) {
      warmupSteps = value;
      return this;
    }

    public Builder optimizer(AdamW.Settings value) {
      optimizer = value;
      return this;
    }

    /** Of weights, not of biases and norms: {@link dev.gatun.optim.ParameterGroup#sparingNorms}. */
    public Builder weightDecay(double value) {
      weightDecay = value;
      return this;
    }

    public Builder maxGradNorm(double value) {
      maxGradNorm = value;
      return this;
    }

    public Builder epochs(double value) {
      epochs = value;
      return this;
    }

    public Builder maxSteps(long value) {
      maxSteps = value;
      return this;
    }

    public Builder perDeviceTrainBatchSize(int value) {
      batchSize = value;
      return this;
    }

    public Builder gradientAccumulationSteps(int value) {
      accumulation = value;
      return this;
    }

    public Builder maxLength(int value) {
      maxLength = value;
      return this;
    }

    public Builder dataOrder(DataOrder value) {
      dataOrder = value;
      return this;
    }

    public Builder klScope(KlScope value) {
      comparison = comparison.with(value);
      return this;
    }

    public Builder klPairing(KlPairing value) {
      comparison = comparison.with(value);
      return this;
    }

    /** Holds each token's log-ratio within bounds; null: none has any. */
    public Builder humanline(@Nullable Humanline value) {
      comparison = comparison.with(value);
      return this;
    }

    /** Lets the reference follow the policy; null: it stays what the run starts from. */
    public Builder referenceSync(@Nullable ReferenceSync value) {
      comparison = comparison.with(value);
      return this;
    }

    /** Weights thumbs down as if their prompts were distributed as those of thumbs up. */
    public Builder udm(Udm value) {
      udm = value;
      return this;
    }

    public Builder lossNormalization(Normalization value) {
      lossNormalization = value;
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder loggingSteps(int value) {
      loggingSteps = value;
      return this;
    }

    public Builder saveSteps(long value) {
      saveSteps = value;
      return this;
    }

    public Builder evalSteps(long value) {
      evalSteps = value;
      return this;
    }

    public Builder dtype(DType value) {
      dtype = value;
      return this;
    }

    public Builder device(String value) {
      device = value;
      return this;
    }

    /** Goes on from the last checkpoint in the output folder. */
    public Builder resume() {
      resume = true;
      return this;
    }

    /** Goes on from this checkpoint. */
    public Builder resumeFrom(Path checkpoint) {
      resume = true;
      resumeFrom = checkpoint;
      return this;
    }

    public Builder chatTemplate(@Nullable String value) {
      chatTemplate = value;
      return this;
    }

    /** {@code LAST} unless said. */
    public Builder assistantTurns(AssistantTurns value) {
      assistantTurns = value;
      return this;
    }

    /** Leaves bad rows out and counts them, instead of stopping before training. */
    public Builder skipBadRows(boolean value) {
      skipBadRows = value;
      return this;
    }

    public Builder allowOneClass(boolean value) {
      allowOneClass = value;
      return this;
    }

    /** Trains a new adapter of the model instead of its weights; null: the weights. */
    public Builder lora(@Nullable LoraConfig value) {
      lora = value;
      return this;
    }

    /** Trains an adapter that is there, on the model; null: there is none. */
    public Builder adapter(@Nullable Path value) {
      adapter = value;
      return this;
    }

    /** How steps are computed. */
    public Builder execution(Execution value) {
      execution = value;
      return this;
    }

    public TrainingArguments build() {
      return new TrainingArguments(
          model,
          outputDir,
          objective,
          learningRate,
          schedule,
          warmupSteps,
          optimizer,
          weightDecay,
          maxGradNorm,
          epochs,
          maxSteps,
          batchSize,
          accumulation,
          maxLength,
          dataOrder,
          comparison,
          lossNormalization,
          udm,
          seed,
          loggingSteps,
          saveSteps,
          evalSteps,
          dtype,
          device,
          resume,
          resumeFrom,
          chatTemplate,
          assistantTurns,
          skipBadRows,
          allowOneClass,
          lora,
          adapter,
          execution);
    }
  }
}
