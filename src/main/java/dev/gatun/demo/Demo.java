package dev.gatun.demo;

import dev.gatun.align.Kto;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.model.CausalLM;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.train.StepMetrics;
import dev.gatun.train.Trainer;
import dev.gatun.train.TrainingArguments;
import dev.gatun.train.TrainingException;
import dev.gatun.train.TrainingListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What {@code gatun train} does without arguments: a small storyteller that ends half of its
 * stories sadly meets readers who like happy endings and say so with mistakes; KTO on their thumbs;
 * the same beginnings told before and after, and measured.
 */
public final class Demo {
  /** Where everything is left, so that it can be looked at. */
  private static final Path FOLDER = Path.of("gatun-demo");

  private static final long SEED = 42;
  private static final int READ = 1600;
  private static final int MEASURED = 400;
  private static final int SHOWN = 3;
  private static final int BATCH = 16;
  private static final double LEARNING_RATE = 5e-4;

  // More than KTO's usual 0.1: it holds a small model that learns fast close to the language of its
  // base.
  private static final double BETA = 0.5;

  private final PrintStream out;
  private final StoryGrammar grammar = StoryGrammar.standard();
  private final Readers readers = Readers.hardToPlease(grammar);

  private Demo(PrintStream out) {
    this.out = out;
  }

  /** Runs in the folder {@code gatun-demo} of the working folder. */
  public static void run(PrintStream out) {
    try {
      new Demo(out).run();
    } catch (IOException e) {
      throw new TrainingException(
          "the demo cannot write to "
              + FOLDER.toAbsolutePath()
              + " ("
              + e
              + "): run it in a folder that you may write to",
          e);
    }
  }

  private void run() throws IOException {
    var base = FOLDER.resolve("base-model");
    BaseModel.unpack(base);
    out.println(
        "A storyteller of 0.9 million parameters, trained on made-up children's stories, ends about half of them sadly.");
    out.println(
        "Its readers like happy endings. They give thumbs; one in ten is a mistake, and most are down.");
    out.println();

    var told = tell(base, beginnings(READ, SEED), SEED);
    var thumbs = readers.judgeAll(told, new SplittableRandom(SEED));
    var file = FOLDER.resolve("feedback.jsonl");
    thumbs.write(file);
    out.printf(
        Locale.ROOT,
        "%d stories told, %d thumbs up and %d down: %s%n",
        told.size(),
        thumbs.up(),
        thumbs.down(),
        file);

    var prompts = beginnings(MEASURED, SEED + 1);
    var before = tell(base, prompts, SEED);
    var aligned = FOLDER.resolve("aligned");
    train(base, file, aligned, thumbs);
    var after = tell(aligned, prompts, SEED);

    var shown = new ArrayList<DemoReport.Comparison>();
    for (var i = 0; i < SHOWN; i++) {
      shown.add(
          new DemoReport.Comparison(
              prompts.get(i), before.get(i).completion(), after.get(i).completion()));
    }
    out.println();
    out.print(
        new DemoReport(shown, thumbs, readers.measure(before), readers.measure(after)).render());
    out.println();
    out.println("The aligned model is in " + aligned + ". Go on a story yourself:");
    out.println(
        "  ./gatun generate --model "
            + aligned
            + " --prompt \""
            + prompts.getFirst()
            + "\" --temperature "
            + Storyteller.TEMPERATURE);
  }

  /** The first one or two sentences of stories that are not told again. */
  private List<String> beginnings(int count, long seed) {
    var random = new SplittableRandom(seed);
    var prompts = new ArrayList<String>();
    for (var i = 0; i < count; i++)
      prompts.add(grammar.sample(random).prompt(1 + Draw.below(random, 2)));
    return prompts;
  }

  private static List<Telling> tell(Path folder, List<String> prompts, long seed) {
    try (var tokenizer = Tokenizer.load(folder);
        var model = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
      return new Storyteller(model, tokenizer, Storyteller.TEMPERATURE).tell(prompts, seed);
    }
  }

  private void train(Path base, Path feedback, Path aligned, Feedback thumbs) {
    // As --desirable-weight auto would have it: both classes weigh the same.
    var desirable = Math.max(1, (double) thumbs.down() / thumbs.up());
    var undesirable = Math.max(1, (double) thumbs.up() / thumbs.down());
    var arguments =
        TrainingArguments.builder(base, aligned)
            .objective(new Kto(BETA, desirable, undesirable))
            .learningRate(LEARNING_RATE)
            .schedule(LearningRateSchedule.LINEAR)
            .perDeviceTrainBatchSize(BATCH)
            .maxLength(128)
            .epochs(4)
            .device("cpu")
            .build();
    new Trainer(arguments, new Progress()).train(FeedbackFile.open(feedback), null);
  }

  private final class Progress implements TrainingListener {
    @Override
    public void onStep(long step, long totalSteps, StepMetrics metrics) {
      if (step % 20 != 0 && step != totalSteps) return;
      out.printf(
          Locale.ROOT,
          "KTO step %d of %d: loss %.3f, kl %.2f, margin %.2f, %.0f tokens/s%n",
          step,
          totalSteps,
          metrics.loss(),
          metrics.kl(),
          metrics.margin(),
          metrics.tokensPerSecond());
      out.flush();
    }
  }
}
