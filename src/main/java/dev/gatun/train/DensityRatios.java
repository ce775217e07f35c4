package dev.gatun.train;

import dev.gatun.align.LogisticRegression;
import dev.gatun.data.InputException;
import dev.gatun.data.TokenStore;
import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsFile;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Underlying distribution matching of BCO: how much more often a prompt is found with thumbs up
 * than with thumbs down in the training data, by a classifier on prompts' embeddings. Rows with
 * thumbs down are weighted with it, so that their prompts are distributed as those with thumbs up.
 *
 * <p>The classifier is kept in {@value #FILE} beside the model, for the rest of a resumed run and
 * for the loss of other data.
 */
public final class DensityRatios {
  static final String FILE = "udm.safetensors";

  private static final int SAMPLED = 1024; // prompts of each class
  private static final int AT_ONCE = 32;
  private static final double LEAST = 0.5;
  private static final double MOST = 10;
  private static final String CLASSIFIER = "classifier"; // the weights, and last the intercept
  private static final String BY = "embeddings"; // of the file's notes

  private final Udm by;
  private final LogisticRegression classifier;

  private DensityRatios(Udm by, LogisticRegression classifier) {
    this.by = by;
    this.classifier = classifier;
  }

  /**
   * Fits the classifier.
   *
   * @param store with rows of both classes
   * @param seed decides which prompts it learns from, where a class has more than 1024 rows
   */
  static DensityRatios fit(TokenStore store, Udm by, PromptEmbeddings embeddings, long seed) {
    var random = new SplittableRandom(seed);
    var sample = new ArrayList<>(sample(rows(store, true), random));
    sample.addAll(sample(rows(store, false), random));
    var positive = new boolean[sample.size()];
    for (var i = 0; i < positive.length; i++) positive[i] = store.desirable(sample.get(i));
    try (var _ = TensorScope.open()) {
      var parts = new ArrayList<Tensor>();
      for (var chunk : chunks(sample)) parts.add(embeddings.of(store, chunk));
      return new DensityRatios(by, LogisticRegression.fit(Tensor.cat(parts, 0), positive));
    }
  }

  /**
   * Refuses data that has no two classes to match.
   *
   * @throws TrainingException when a class is absent
   */
  static void requireBothClasses(TokenStore store) {
    var up = store.desirableRows();
    if (up > 0 && up < store.rows()) return;
    throw new TrainingException(
        "--udm: all "
            + store.rows()
            + " rows are "
            + (up == 0 ? "undesirable" : "desirable")
            + ", and matching the prompts of the two classes needs both; leave --udm out");
  }

  /** What prompts are compared by. */
  public Udm by() {
    return by;
  }

  /**
   * The factor of each row's loss: p / (1 - p), within [0.5, 10], of thumbs down; 1 of thumbs up.
   *
   * @throws InputException when the rows' embeddings are not of the length that it was fitted on
   */
  double[] of(TokenStore store, PromptEmbeddings embeddings) {
    var factors = new double[store.rows()];
    Arrays.fill(factors, 1);
    for (var chunk : chunks(rows(store, false))) {
      try (var _ = TensorScope.open()) {
        var vectors = embeddings.of(store, chunk);
        requireLength(vectors.size(1));
        var logits = classifier.logits(vectors);
        for (var i = 0; i < logits.length; i++) {
          factors[chunk.get(i)] = Math.clamp(Math.exp(logits[i]), LEAST, MOST);
        }
      }
    }
    return factors;
  }

  private void requireLength(long found) {
    var expected = classifier.coefficients().length - 1;
    if (found == expected) return;
    throw new InputException(
        "--udm: the embeddings have "
            + found
            + " numbers, those of the training data have "
            + expected
            + "; make both with the same model");
  }

  private static List<Integer> rows(TokenStore store, boolean desirable) {
    var rows = new ArrayList<Integer>();
    for (var row = 0; row < store.rows(); row++) {
      if (store.desirable(row) == desirable) rows.add(row);
    }
    return rows;
  }

  /** So many rows of a class, each once: the beginning of a shuffle. */
  private static List<Integer> sample(List<Integer> rows, SplittableRandom random) {
    var size = Math.min(rows.size(), SAMPLED);
    var shuffled = new ArrayList<>(rows);
    for (var i = 0; i < size; i++) {
      var j = i + random.nextInt(shuffled.size() - i);
      var held = shuffled.get(i);
      shuffled.set(i, shuffled.get(j));
      shuffled.set(j, held);
    }
    return shuffled.subList(0, size);
  }

  private static List<List<Integer>> chunks(List<Integer> rows) {
    var chunks = new ArrayList<List<Integer>>();
    for (var from = 0; from < rows.size(); from += AT_ONCE) {
      chunks.add(rows.subList(from, Math.min(from + AT_ONCE, rows.size())));
    }
    return chunks;
  }

  // ---- in a folder ----

  /** Writes the classifier into a model's folder. */
  void save(Path folder) {
    var file = folder.resolve(FILE);
    try (var _ = TensorScope.open()) {
      var weights = Tensor.of(classifier.coefficients());
      SafetensorsWriter.write(
          file,
          Map.of(BY, by.name().toLowerCase(Locale.ROOT)),
          List.of(new SafetensorsWriter.Item(CLASSIFIER, DType.FLOAT64, weights)));
    } catch (IOException e) {
      throw RunFolder.cannotWrite(file, e);
    }
  }

  /** Takes the classifier along to a model that is made of a trained one, where that has one. */
  public static void copy(Path from, Path to) {
    if (!isIn(from)) return;
    var file = to.resolve(FILE);
    try {
      Files.copy(from.resolve(FILE), file);
    } catch (IOException e) {
      throw RunFolder.cannotWrite(file, e);
    }
  }

  /** Whether a folder holds a classifier. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /**
   * The classifier of a model that was trained with {@code --udm}.
   *
   * @throws InputException when the folder has none
   */
  public static DensityRatios load(Path folder) {
    var path = folder.resolve(FILE);
    if (!isIn(folder)) {
      throw new InputException(
          "--udm: " + folder + " has no " + FILE + ": it was not trained with --udm");
    }
    try (var file = SafetensorsFile.open(path);
        var weights = file.read(CLASSIFIER)) {
      var classifier = LogisticRegression.of(weights.toDoubleArray());
      return switch (file.metadata().getOrDefault(BY, "")) {
        case "reference" -> new DensityRatios(Udm.REFERENCE, classifier);
        case "embeddings" -> new DensityRatios(Udm.EMBEDDINGS, classifier);
        default -> throw new InputException(path + ": does not say what its embeddings are");
      };
    }
  }
}
