package com.example.thumbs;

import dev.gatun.align.Kto;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.train.StepMetrics;
import dev.gatun.train.Trainer;
import dev.gatun.train.TrainingArguments;
import dev.gatun.train.TrainingListener;
import java.nio.file.Path;

/** The README's example. Arguments: a model folder, a file of feedback, the folder to write. */
public final class TrainFromFile {
  public static void main(String[] args) {
    var arguments =
        TrainingArguments.builder(Path.of(args[0]), Path.of(args[2]))
            .objective(new Kto(0.1, 1, 1)) // beta, weights of thumbs up and of thumbs down
            .learningRate(5e-6)
            .perDeviceTrainBatchSize(4)
            .build();
    var progress =
        new TrainingListener() {
          @Override
          public void onStep(long step, long totalSteps, StepMetrics metrics) {
            System.out.printf("%d/%d loss %.4f%n", step, totalSteps, metrics.loss());
          }
        };
    var result = new Trainer(arguments, progress).train(FeedbackFile.open(args[1]), null);
    System.out.println("trained model in " + result.folder());
  }
}
