package dev.gatun.lab;

import dev.gatun.data.AssistantTurns;
import dev.gatun.data.BadRowPolicy;
import dev.gatun.demo.BaseModel;
import dev.gatun.demo.Readers;
import dev.gatun.demo.StoryGrammar;
import dev.gatun.demo.Storyteller;
import dev.gatun.demo.Telling;
import dev.gatun.model.CausalLM;
import dev.gatun.model.ModelSource;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.safetensors.SafetensorsFile;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import dev.gatun.train.Scorer;
import dev.gatun.train.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the studies take place: a language whose grammar is known, a model that speaks it, and a
 * taste that is a program. Nothing here depends on a study. Safe for use by several threads.
 */
final class World {
  /** Raised when the same keys would give other outcomes than before. */
  static final int EDITION = 1;

  static final int MAX_LENGTH = 128;

  // The model's own probabilities: what is sampled is what the KL divergence is about.
  private static final double TEMPERATURE = 1;
  private static final int ROUNDS = 4;
  private static final int PROMPT_SENTENCES = 2; // by then a story has named its plot
  private static final long HELD_OUT = 1_000_003; // no seed of a repetition

  private final Form form;
  private final Path base;
  private final StoryGrammar grammar = StoryGrammar.standard();
  private final Readers taste = new Readers(grammar, 0, 1, 1);
  private final Map<Long, Pool> pools = new ConcurrentHashMap<>();
  private final Prompts heldOut;
  private final Map<List<Judgement>, double[]> baseLogProbs = new ConcurrentHashMap<>();

  /** Beginnings of stories, and what each is about. */
  private record Prompts(List<String> plots, List<String> texts) {}

  /**
   * @param folder for the base model and for what runs leave
   */
  World(Path folder, Form form) throws IOException {
    this.form = form;
    this.base = folder.resolve("base-model");
    BaseModel.unpack(base);
    widen(base);
    this.heldOut = prompts(form.measured(), HELD_OUT);
  }

  // A folder keeps its dtype when it is trained: bfloat16 would round away a part of what was
  // learnt.
  private static void widen(Path folder) throws IOException {
    var file = folder.resolve("model.safetensors");
    var items = new ArrayList<SafetensorsWriter.Item>();
    try (var narrow = SafetensorsFile.open(file)) {
      for (var entry : narrow.entries()) {
        items.add(
            new SafetensorsWriter.Item(entry.name(), DType.FLOAT32, narrow.read(entry.name())));
      }
      SafetensorsWriter.write(file, narrow.metadata(), items);
    } finally {
      items.forEach(item -> item.value().close());
    }
    var config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replace("\"dtype\": \"bfloat16\"", "\"dtype\": \"float32\""));
  }

  Form form() {
    return form;
  }

  /** The folder of the model that every run starts from and is compared with. */
  Path base() {
    return base;
  }

  /** Plots whose stories happen at home; the others are adventures. The two topics of a study. */
  static Set<String> home() {
    return Set.of("bake", "garden", "learn", "party", "toy");
  }

  /** The stories that training sets of a repetition are chosen from. */
  Pool pool(long seed) {
    return pools.computeIfAbsent(seed, this::sample);
  }

  private Pool sample(long seed) {
    // About one prompt in eight has stories of one kind only.
    var prompts = prompts(form.pairs() * 5 / 4 + 24, seed);
    return pool(prompts, seed, form.pairs());
  }

  /** Stories that no run trains on: one that is liked and one that is not, of each prompt. */
  List<Judgement> unseen() {
    var pool = pools.computeIfAbsent(HELD_OUT, _ -> pool(heldOut, HELD_OUT, form.measured() / 2));
    return pool.pairs().stream().flatMap(pair -> pair.both().stream()).toList();
  }

  private Pool pool(Prompts prompts, long seed, int pairs) {
    var rounds = new ArrayList<List<Telling>>();
    for (var round = 0; round < ROUNDS; round++) {
      rounds.add(tell(base, prompts.texts(), ROUNDS * seed + round));
    }
    return Pool.of(prompts.plots(), rounds, taste::like, pairs);
  }

  private Prompts prompts(int count, long seed) {
    var random = new SplittableRandom(seed);
    var plots = new ArrayList<String>();
    var texts = new ArrayList<String>();
    for (var i = 0; i < count; i++) {
      var plot = grammar.plots().get(i % grammar.plots().size());
      plots.add(plot);
      texts.add(grammar.sample(random, plot).prompt(PROMPT_SENTENCES));
    }
    return new Prompts(plots, texts);
  }

  private static List<Telling> tell(Path model, List<String> prompts, long seed) {
    try (var tokenizer = Tokenizer.load(model);
        var teller = CausalLM.load(model, DType.FLOAT32, Device.CPU)) {
      return new Storyteller(teller, tokenizer, TEMPERATURE).tell(prompts, seed);
    }
  }

  /**
   * New stories of a model to the held-out prompts, in their order: its thumb is what is truly
   * liked.
   */
  List<Judgement> freshStories(Path model, long seed) {
    var told = tell(model, heldOut.texts(), seed);
    var stories = new ArrayList<Judgement>();
    for (var i = 0; i < told.size(); i++) {
      var telling = told.get(i);
      if (telling.completion().isBlank()) telling = new Telling(telling.prompt(), " .");
      var liked = taste.like(telling);
      stories.add(
          new Judgement(
              heldOut.plots().get(i), telling.prompt(), telling.completion(), liked, liked, 1));
    }
    return stories;
  }

  boolean grammatical(Judgement story) {
    return grammar.accepts(story.prompt() + story.completion());
  }

  /** Summed log-probability of each completion under a model. */
  double[] logProbs(Path model, List<Judgement> rows) {
    var settings =
        new Scorer.Settings(
            MAX_LENGTH,
            32,
            BadRowPolicy.STOP,
            null,
            AssistantTurns.LAST,
            DType.FLOAT32,
            Device.CPU);
    try (var scorer = Scorer.read(model, Judgement.source(rows), settings)) {
      if (scorer.rows() != rows.size()) {
        throw new IllegalStateException(scorer.rows() + " of " + rows.size() + " rows were scored");
      }
      return scorer.logProbs(ModelSource.of(model), (_, _) -> {}, new StopRequest());
    }
  }

  /** How much more likely each completion is under a model than under the base model, in nats. */
  double[] logRatios(Path model, List<Judgement> rows) {
    var policy = logProbs(model, rows);
    var reference = baseLogProbs.get(rows);
    if (reference == null) reference = logProbs(base, rows);
    var ratios = new double[policy.length];
    for (var i = 0; i < ratios.length; i++) ratios[i] = policy[i] - reference[i];
    return ratios;
  }

  /** As {@link #logRatios}, for rows that will be asked for again. */
  double[] logRatiosKept(Path model, List<Judgement> rows) {
    baseLogProbs.computeIfAbsent(rows, all -> logProbs(base, all));
    return logRatios(model, rows);
  }
}
