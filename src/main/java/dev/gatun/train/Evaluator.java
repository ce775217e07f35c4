package dev.gatun.train;

import dev.gatun.align.Bootstrap;
import dev.gatun.align.Objective;
import dev.gatun.align.RewardHistogram;
import dev.gatun.data.Embeddings;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.IngestReport;
import dev.gatun.data.IngestSettings;
import dev.gatun.data.Ingested;
import dev.gatun.data.Ingestion;
import dev.gatun.data.Passage;
import dev.gatun.data.Reservoir;
import dev.gatun.data.TokenizerEncoder;
import dev.gatun.data.batch.KlPairs;
import dev.gatun.model.CausalLM;
import dev.gatun.model.ModelSource;
import dev.gatun.text.Tokenizer;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures a model beside its reference on feedback: loss and metrics of an objective, the true KL
 * of the two by drawing responses, and how often the model's responses win. One model is in memory
 * at a time.
 */
public final class Evaluator implements AutoCloseable {
  // Rows to find different prompts among, for each prompt that is wanted.
  private static final int CANDIDATES = 4;
  private static final int BINS = 20;

  /**
   * What is measured.
   *
   * @param rows how rows become batches
   * @param ratios what weights thumbs down by their prompts, or null
   * @param prompts how many prompts of the data get a response; 0 for none
   * @param maxNewTokens where responses are cut
   * @param seed of the responses
   */
  public record Settings(
      Scorer.Settings rows,
      Objective objective,
      @Nullable DensityRatios ratios,
      Bootstrap bootstrap,
      int prompts,
      int maxNewTokens,
      long seed) {
    public Settings {
      if (ratios != null) ratios.by().requireSuits(objective);
      if (prompts < 0) {
        throw new IllegalArgumentException("--samples must be 0 or more, got " + prompts);
      }
      if (maxNewTokens < 1) {
        throw new IllegalArgumentException(
            "--max-new-tokens must be at least 1, got " + maxNewTokens);
      }
    }

    private Embeddings embeddings() {
      return TrainingData.embeddings(ratios == null ? Udm.OFF : ratios.by());
    }
  }

  /** Hears how far the work has come. */
  @FunctionalInterface
  public interface Listener {
    void onProgress(String task, long done, long total);
  }

  /** A prompt that gets a response. */
  private record Prompt(int row, Passage passage) {}

  private final ModelSource policy;
  private final Settings settings;
  private final Tokenizer tokenizer;
  private final Ingested ingested;
  private final List<Prompt> prompts;
  private final Listener listener;
  private final StopRequest stop;

  private Evaluator(
      ModelSource policy,
      Settings settings,
      Tokenizer tokenizer,
      Ingested ingested,
      List<Prompt> prompts,
      Listener listener,
      StopRequest stop) {
    this.policy = policy;
    this.settings = settings;
    this.tokenizer = tokenizer;
    this.ingested = ingested;
    this.prompts = prompts;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * Reads and tokenizes feedback.
   *
   * @param data closed by this method
   * @throws IllegalArgumentException for data or a tokenizer that cannot be used
   */
  public static Evaluator read(
      ModelSource policy,
      FeedbackSource data,
      Settings settings,
      Listener listener,
      StopRequest stop) {
    var rows = settings.rows();
    var ingest =
        IngestSettings.of(rows.maxLength(), Path.of(System.getProperty("java.io.tmpdir")))
            .withBadRows(rows.badRows())
            .withAssistantTurns(rows.assistantTurns())
            .withEmbeddings(settings.embeddings());
    var candidates = new Reservoir<Prompt>(CANDIDATES * settings.prompts(), settings.seed());
    var count = new int[1];
    try (data) {
      var tokenizer = Tokenizer.load(policy.tokenizer());
      try {
        var ingested =
            Ingestion.run(
                data,
                TokenizerEncoder.of(tokenizer, rows.chatTemplate()),
                ingest,
                row -> candidates.add(new Prompt(count[0]++, row.prompt())));
        var prompts = different(candidates.kept(), ingested, settings.prompts());
        return new Evaluator(policy, settings, tokenizer, ingested, prompts, listener, stop);
      } catch (RuntimeException e) {
        tokenizer.close();
        throw e;
      }
    }
  }

  /** A model needs a token to go on from, and no prompt is asked twice. */
  private static List<Prompt> different(List<Prompt> candidates, Ingested data, int wanted) {
    var seen = new HashSet<Long>();
    return candidates.stream()
        .filter(prompt -> data.store().promptLength(prompt.row) > 0)
        .filter(prompt -> seen.add(data.store().promptKey(prompt.row)))
        .limit(wanted)
        .toList();
  }

  /** What became of the data. */
  public IngestReport report() {
    return ingested.report();
  }

  /** Measures without judging responses. */
  public Optional<Findings> run(ModelSource reference) {
    return run(reference, null);
  }

  /**
   * Measures.
   *
   * @param contest who judges responses of both models, or null
   * @return empty when it was stopped
   * @throws IllegalArgumentException when the models do not share a tokenizer
   */
  public Optional<Findings> run(ModelSource reference, @Nullable Contest contest) {
    requireSameTokenizer("--reference", reference);
    if (contest instanceof Contest.ScoringModel scoring) {
      requireSameTokenizer("--scoring-model", scoring.model());
    }
    var asked = prompts.stream().map(this::tokens).toList();
    var pairs = settings.objective().needs().mismatchedPairs() ? KlPairs.MISMATCHED : KlPairs.NONE;
    var responses = new ArrayList<Continuations>();
    try {
      RowLogProbs own;
      double[] ownLogProbs;
      try (var model = load(policy)) {
        var scores = new Policy(model, settings.rows().device());
        own = rows("model", scores, pairs);
        responses.add(draw("responses", model, asked, settings.seed()));
        ownLogProbs = responses.getFirst().logProbs(scores, settings.rows(), stop);
      }
      RowLogProbs other;
      RowWeights weights;
      var referenceLogProbs = new ArrayList<double[]>();
      try (var model = load(reference)) {
        var scores = new Policy(model, settings.rows().device());
        other = rows("reference", scores, pairs);
        weights = weights(model);
        if (contest != null) {
          responses.add(
              draw("reference's responses", model, asked, settings.seed() + asked.size()));
        }
        for (var each : responses) {
          referenceLogProbs.add(each.logProbs(scores, settings.rows(), stop));
        }
      }
      if (stop.requested()) return Optional.empty();
      var metrics =
          new FeedbackMetrics(ingested.store(), settings.objective(), weights, own, other);
      var histogram = RewardHistogram.of(metrics.rewards(true), metrics.rewards(false), BINS);
      var kl =
          asked.isEmpty()
              ? null
              : kl(responses.getFirst(), ownLogProbs, referenceLogProbs.getFirst());
      var winRate =
          contest == null || asked.isEmpty()
              ? null
              : new WinRates(
                      prompts.stream().map(Prompt::passage).toList(),
                      responses,
                      referenceLogProbs,
                      settings.rows(),
                      stop)
                  .of(contest, settings.bootstrap());
      return stop.requested()
          ? Optional.empty()
          : Optional.of(
              new Findings(
                  metrics.prompts(),
                  metrics.metrics(settings.bootstrap()),
                  histogram,
                  kl,
                  winRate));
    } finally {
      responses.forEach(Continuations::close);
    }
  }

  private void requireSameTokenizer(String flag, ModelSource other) {
    try (var found = Tokenizer.load(other.tokenizer())) {
      if (found.fingerprint().equals(tokenizer.fingerprint())) return;
    }
    throw new IllegalArgumentException(
        flag
            + " "
            + other.base()
            + ": its tokenizer is another than that of "
            + policy.base()
            + ", so that their log-probabilities cannot be compared");
  }

  private CausalLM load(ModelSource source) {
    return CausalLM.load(source, settings.rows().dtype(), settings.rows().device());
  }

  private RowLogProbs rows(String task, Policy scores, KlPairs pairs) {
    return RowLogProbs.of(
        scores,
        ingested.store(),
        pairs,
        settings.rows().batchSize(),
        settings.rows().device(),
        (done, total) -> listener.onProgress(task, done, total),
        stop);
  }

  private RowWeights weights(CausalLM reference) {
    var ratios = settings.ratios();
    if (ratios == null) return RowWeights.GIVEN;
    var embeddings =
        ratios.by() == Udm.EMBEDDINGS
            ? new PromptEmbeddings.Given()
            : new PromptEmbeddings.OfModel(reference);
    return new RowWeights(ratios.of(ingested.store(), embeddings));
  }

  private Continuations draw(String task, CausalLM model, List<int[]> asked, long seed) {
    return Continuations.draw(
        model,
        tokenizer,
        asked,
        settings.maxNewTokens(),
        seed,
        (done, total) -> listener.onProgress(task, done, total),
        stop);
  }

  private int[] tokens(Prompt prompt) {
    return ingested.store().prompt(prompt.row).toArray(ValueLayout.JAVA_INT_UNALIGNED);
  }

  private static Findings.SampledKl kl(
      Continuations responses, double[] policy, double[] reference) {
    var ratios = new double[policy.length];
    Arrays.setAll(ratios, i -> policy[i] - reference[i]);
    var mean = Arrays.stream(ratios).average().orElseThrow();
    var squares = Arrays.stream(ratios).map(ratio -> (ratio - mean) * (ratio - mean)).sum();
    var n = ratios.length;
    var tokens = 0L;
    for (var i = 0; i < n; i++) tokens += responses.tokens(i);
    return new Findings.SampledKl(
        mean, Math.sqrt(squares / (n - 1) / n), n, (double) tokens / n, responses.cut());
  }

  @Override
  public void close() {
    ingested.close();
    tokenizer.close();
  }
}
