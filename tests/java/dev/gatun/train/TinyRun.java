package dev.gatun.train;

import dev.gatun.optim.LearningRateSchedule;
import java.nio.file.Path;

/** A run of a tiny model on 45 rows, in windows of 8: six steps an epoch. */
final class TinyRun {
  static final TrainingListener SILENT = new TrainingListener() {};
  static final Path GOLDEN = Path.of("tests/resources/golden");
  static final Path MODEL = GOLDEN.resolve("models/llama");
  static final Path DATA = GOLDEN.resolve("kto/feedback.jsonl");

  private TinyRun() {}

  static TrainingArguments.Builder arguments(Path run) {
    return TrainingArguments.builder(MODEL, run)
        .learningRate(2e-3)
        .schedule(LearningRateSchedule.CONSTANT)
        .maxLength(20)
        .device("cpu");
  }
}
