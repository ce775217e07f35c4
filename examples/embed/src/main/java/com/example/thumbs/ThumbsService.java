package com.example.thumbs;

import dev.gatun.align.Kto;
import dev.gatun.data.Feedback;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.Row;
import dev.gatun.data.Source;
import dev.gatun.train.Trainer;
import dev.gatun.train.TrainingArguments;
import dev.gatun.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Collects the thumbs that a product's users give, and turns them into a better model in this
 * process.
 */
public final class ThumbsService {
  private final Queue<Feedback> thumbs = new ConcurrentLinkedQueue<>();

  /** Called by whatever serves answers; any thread. */
  public void thumb(String prompt, String answer, boolean up) {
    thumbs.add(Feedback.text(prompt, answer, up, Source.line("thumbs", thumbs.size() + 1L)));
  }

  /**
   * Trains on the thumbs so far and returns the folder of the new model; called from time to time,
   * by one thread.
   */
  public Path improve(Path model, Path output) {
    var arguments =
        TrainingArguments.builder(model, output)
            .objective(new Kto(0.1, 1, 1))
            .learningRate(5e-6)
            .perDeviceTrainBatchSize(4)
            .build();
    var result =
        new Trainer(arguments, new TrainingListener() {})
            .train(new Collected(List.copyOf(thumbs)), null);
    return result.folder();
  }

  /** Feedback that is in memory, as the trainer reads it. */
  private static final class Collected implements FeedbackSource {
    private final Queue<Feedback> rows;

    Collected(List<Feedback> rows) {
      this.rows = new ArrayDeque<>(rows);
    }

    @Override
    public Row next() {
      return rows.poll();
    }

    @Override
    public Set<String> ignoredColumns() {
      return Set.of();
    }

    @Override
    public void close() {}
  }
}
