package dev.gatun.train;

import dev.gatun.data.AssistantTurns;
import dev.gatun.data.BadRowPolicy;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.IngestReport;
import dev.gatun.data.IngestSettings;
import dev.gatun.data.Ingested;
import dev.gatun.data.Ingestion;
import dev.gatun.data.Source;
import dev.gatun.data.TokenizerEncoder;
import dev.gatun.data.batch.KlPairs;
import dev.gatun.model.CausalLM;
import dev.gatun.model.ModelSource;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Feedback rows, and the log-probabilities that models give their completions. Rows are numbered
 * from 0 in the order of the data, without those that were dropped.
 */
public final class Scorer implements AutoCloseable {
  /**
   * How rows become batches.
   *
   * @param maxLength tokens of prompt and completion together; the start is kept
   * @param batchSize rows computed at once
   * @param chatTemplate a file, or the name of a built-in template, or null for the model's own
   * @param assistantTurns which turns of conversations count
   */
  public record Settings(
      int maxLength,
      int batchSize,
      BadRowPolicy badRows,
      @Nullable String chatTemplate,
      AssistantTurns assistantTurns,
      DType dtype,
      Device device) {}

  /** Hears how far a pass has come. */
  @FunctionalInterface
  public interface Listener {
    void onRows(long done, long total);
  }

  private final Settings settings;
  private final Ingested ingested;
  private final List<Kept> kept;

  private Scorer(Settings settings, Ingested ingested, List<Kept> kept) {
    this.settings = settings;
    this.ingested = ingested;
    this.kept = kept;
  }

  /**
   * Reads and tokenizes feedback.
   *
   * @param tokenizer folder of the model whose tokenizer is used
   * @param data closed by this method
   * @throws IllegalArgumentException for data or a tokenizer that cannot be used
   */
  public static Scorer read(Path tokenizer, FeedbackSource data, Settings settings) {
    var ingest =
        IngestSettings.of(settings.maxLength(), Path.of(System.getProperty("java.io.tmpdir")))
            .withBadRows(settings.badRows())
            .withAssistantTurns(settings.assistantTurns());
    var kept = new ArrayList<Kept>();
    try (var numbered = new NumberedSource(data);
        var loaded = Tokenizer.load(tokenizer)) {
      var encoder = TokenizerEncoder.of(loaded, settings.chatTemplate());
      var ingested =
          Ingestion.run(
              numbered,
              encoder,
              ingest,
              row -> kept.add(new Kept(row.source(), numbered.number(row))));
      return new Scorer(settings, ingested, kept);
    }
  }

  /** A row that was not dropped, and its number among all rows. */
  private record Kept(Source source, long number) {}

  /**
   * Summed log-probabilities of the completions under a model, one for each row.
   *
   * @param stop ends the pass early; the values of rows not reached are then 0
   * @throws dev.gatun.model.ModelException when the folder is no model
   */
  public double[] logProbs(ModelSource source, Listener listener, StopRequest stop) {
    try (var model = CausalLM.load(source, settings.dtype(), settings.device())) {
      var policy = new Policy(model, settings.device());
      return RowLogProbs.of(
              policy,
              ingested.store(),
              KlPairs.NONE,
              settings.batchSize(),
              settings.device(),
              listener,
              stop)
          .matched();
    }
  }

  /** What became of the data. */
  public IngestReport report() {
    return ingested.report();
  }

  public int rows() {
    return ingested.store().rows();
  }

  /** Where a row came from. */
  public Source source(int row) {
    return kept.get(row).source;
  }

  /**
   * A row's number among all rows of the data, dropped ones included, from 0; a pair is two rows.
   */
  public long number(int row) {
    return kept.get(row).number;
  }

  public boolean desirable(int row) {
    return ingested.store().desirable(row);
  }

  public int promptTokens(int row) {
    return ingested.store().promptLength(row);
  }

  /** Tokens of the completion that count: those after truncation. */
  public int completionTokens(int row) {
    return Math.min(
        ingested.store().completionLength(row), settings.maxLength() - promptTokens(row));
  }

  @Override
  public void close() {
    ingested.close();
  }
}
