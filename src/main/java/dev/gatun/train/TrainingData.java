package dev.gatun.train;

import dev.gatun.align.Needs;
import dev.gatun.align.Objective;
import dev.gatun.data.BadRowPolicy;
import dev.gatun.data.Embeddings;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.Grouping;
import dev.gatun.data.Groups;
import dev.gatun.data.IngestSettings;
import dev.gatun.data.Ingested;
import dev.gatun.data.RowFacts;
import dev.gatun.data.TokenCache;
import dev.gatun.data.TokenStore;
import dev.gatun.data.TokenizerEncoder;
import dev.gatun.data.batch.KlPairs;
import dev.gatun.data.batch.OneClass;
import dev.gatun.data.batch.WindowPlan;
import dev.gatun.data.batch.WindowSettings;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.Torch;
import java.nio.file.Path;

/** Feedback, tokenized, with the plan of its windows. */
final class TrainingData implements AutoCloseable {
  // A megabyte of feedback is tokenized in a fraction of a second.
  private static final long CACHED_BYTES = 1 << 20;
  private static final int CACHED_STORES = 16;

  private final Ingested ingested;
  private final WindowPlan plan;

  private TrainingData(Ingested ingested, WindowPlan plan) {
    this.ingested = ingested;
    this.plan = plan;
  }

  static TrainingData read(
      String name,
      FeedbackSource source,
      Tokenizer tokenizer,
      TrainingArguments arguments,
      TrainingListener listener) {
    var ingested = ingest(name, source, tokenizer, arguments, listener);
    try {
      if (arguments.udm() != Udm.OFF) DensityRatios.requireBothClasses(ingested.store());
      var rows = rows(name, ingested.store(), arguments, listener);
      var settings =
          settings(
                  arguments,
                  arguments.gradientAccumulationSteps(),
                  arguments.allowOneClass() ? OneClass.ALLOW : oneClass(arguments.objective()))
              .withTokensPerBatch(arguments.execution().tokensPerBatch());
      var plan =
          switch (arguments.dataOrder()) {
            case SEQUENTIAL -> WindowPlan.sequential(rows, settings);
            case SHUFFLED -> shuffled(rows, settings, arguments);
          };
      return new TrainingData(ingested, plan);
    } catch (RuntimeException refused) {
      ingested.close();
      throw refused;
    }
  }

  private static WindowPlan shuffled(
      RowFacts rows, WindowSettings settings, TrainingArguments arguments) {
    return switch (arguments.comparison().klPairing()) {
      case FIXED -> WindowPlan.shuffled(rows, settings, arguments.seed());
      case FRESH -> WindowPlan.fresh(rows, settings, arguments.seed());
    };
  }

  /** Evaluation data: micro-batches in file order, each a window of its own. */
  static TrainingData readEvaluation(
      FeedbackSource source,
      Tokenizer tokenizer,
      TrainingArguments arguments,
      TrainingListener listener) {
    var ingested = ingest("evaluation", source, tokenizer, arguments, listener);
    try {
      var settings = settings(arguments, 1, OneClass.ALLOW);
      var rows = rows("evaluation", ingested.store(), arguments, listener);
      return new TrainingData(
          ingested, WindowPlan.evaluation(rows, settings, arguments.perDeviceTrainBatchSize()));
    } catch (RuntimeException refused) {
      ingested.close();
      throw refused;
    }
  }

  private static RowFacts rows(
      String name, TokenStore store, TrainingArguments arguments, TrainingListener listener) {
    var grouping = grouping(arguments.objective().needs().responses());
    var rows = Groups.of(store, grouping);
    if (grouping != Grouping.SINGLE) {
      listener.onGroups(name, rows.rows(), Groups.leftOut(store, rows));
    }
    return rows;
  }

  /** Which responses an objective wants together. */
  static Grouping grouping(Needs.Responses responses) {
    return switch (responses) {
      case SINGLE -> Grouping.SINGLE;
      case DESIRABLE -> Grouping.DESIRABLE;
      case PAIRS -> Grouping.PAIRS;
      case SETS -> Grouping.SETS;
    };
  }

  private static OneClass oneClass(Objective objective) {
    return objective.needs().responses() == Needs.Responses.SINGLE
        ? OneClass.REFUSE
        : OneClass.ALLOW;
  }

  private static WindowSettings settings(
      TrainingArguments arguments, int accumulation, OneClass oneClass) {
    var pairs = arguments.objective().needs().mismatchedPairs() ? KlPairs.MISMATCHED : KlPairs.NONE;
    return new WindowSettings(arguments.perDeviceTrainBatchSize(), accumulation, pairs, oneClass);
  }

  private static Ingested ingest(
      String name,
      FeedbackSource source,
      Tokenizer tokenizer,
      TrainingArguments arguments,
      TrainingListener listener) {
    var settings =
        IngestSettings.of(arguments.maxLength(), Path.of(System.getProperty("java.io.tmpdir")))
            .withBadRows(arguments.skipBadRows() ? BadRowPolicy.SKIP : BadRowPolicy.STOP)
            .withAssistantTurns(arguments.assistantTurns())
            .withEmbeddings(embeddings(arguments.udm()));
    var encoder = TokenizerEncoder.of(tokenizer, arguments.chatTemplate());
    var cache = new TokenCache(Torch.cache().resolve("tokens"), CACHED_BYTES, CACHED_STORES);
    var ingested = cache.ingest(source, encoder, encoder.fingerprint(), settings);
    listener.onData(name, ingested.report());
    return ingested;
  }

  /** What becomes of the vectors that rows bring along. */
  static Embeddings embeddings(Udm udm) {
    return udm == Udm.EMBEDDINGS ? Embeddings.KEPT : Embeddings.IGNORED;
  }

  /** The objective, with what depends on these rows filled in. */
  Objective fit(Objective objective) {
    return objective.forClasses(ingested.report().desirable(), ingested.report().undesirable());
  }

  TokenStore store() {
    return ingested.store();
  }

  WindowPlan plan() {
    return plan;
  }

  @Override
  public void close() {
    ingested.close();
  }
}
