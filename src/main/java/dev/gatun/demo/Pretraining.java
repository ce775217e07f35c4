package dev.gatun.demo;

import dev.gatun.model.CausalLM;
import dev.gatun.model.PackedSequences;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.GradientClipping;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.optim.ParameterGroup;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Makes the demo's base model: a small Llama that has read stories of the grammar and nothing else.
 *
 * <p>The model in the resources was made by {@code ./gatun demo-model
 * src/main/resources/dev/gatun/demo/base-model}: 240,000 stories, about half an hour of one core.
 */
public final class Pretraining {
  private static final int STEPS = 15_000;
  private static final int STORIES_PER_STEP = 16;
  private static final int WARMUP = 100;
  private static final double LEARNING_RATE = 4e-3;
  private static final long SEED = 1;
  private static final AdamW.Settings OPTIMIZER = new AdamW.Settings(0.9, 0.99, 1e-8);
  private static final double WEIGHT_DECAY = 0.01;

  private Pretraining() {}

  /** Hears how it goes: the mean loss per token, in nats, of the last steps. */
  public interface Progress {
    void at(int step, int steps, double loss);
  }

  /** Trains the base model and writes its folder. */
  public static void run(Path folder, Progress progress) throws IOException {
    Files.createDirectories(folder);
    var grammar = StoryGrammar.standard();
    var words = StoryTokenizer.of(grammar, 128);
    words.write(folder);
    Files.writeString(folder.resolve("config.json"), config(words.tokens().size()));
    try (var tokenizer = Tokenizer.load(folder);
        var model = CausalLM.initialize(folder, SEED, DType.FLOAT32, Device.CPU);
        var optimizer =
            new AdamW(
                ParameterGroup.sparingNorms(model.parameters(), LEARNING_RATE, WEIGHT_DECAY),
                OPTIMIZER)) {
      var random = new SplittableRandom(SEED);
      var sum = 0.0;
      for (var step = 0; step < STEPS; step++) {
        optimizer.zeroGrad();
        try (var _ = TensorScope.open()) {
          var loss = loss(model, stories(grammar, tokenizer, random));
          loss.backward();
          sum += loss.item();
        }
        GradientClipping.clip(model.parameters(), 1);
        optimizer.step(LearningRateSchedule.COSINE.factor(step + 1, WARMUP, STEPS + 1));
        if ((step + 1) % 100 == 0) {
          progress.at(step + 1, STEPS, sum / 100);
          sum = 0;
        }
      }
      model.save(folder);
    }
  }

  private static long[][] stories(
      StoryGrammar grammar, Tokenizer tokenizer, SplittableRandom random) {
    var stories = new long[STORIES_PER_STEP][];
    for (var i = 0; i < stories.length; i++) {
      var ids = tokenizer.encode(grammar.sample(random).text());
      stories[i] = Arrays.stream(Arrays.copyOf(ids, ids.length + 1)).asLongStream().toArray();
      stories[i][ids.length] = StoryTokenizer.EOS_ID;
    }
    return stories;
  }

  /** Mean over all tokens but each story's first of -log p(token | before). */
  private static Tensor loss(CausalLM model, long[][] stories) {
    var total = Arrays.stream(stories).mapToInt(story -> story.length - 1).sum();
    var predictors = new long[total];
    var targets = new long[total];
    var at = 0;
    var start = 0;
    for (var story : stories) {
      for (var i = 1; i < story.length; i++, at++) {
        predictors[at] = start + i - 1L;
        targets[at] = story[i];
      }
      start += story.length;
    }
    var hidden = model.hiddenStates(PackedSequences.of(model.device(), stories));
    var predicting = hidden.indexSelect(0, Tensor.of(predictors));
    var scores = model.logProbs(predicting, Tensor.of(targets), Long.MAX_VALUE);
    return scores.logProbs().sum().div(-(double) total);
  }

  // bfloat16 halves the file; training runs in float32.
  private static String config(int vocabulary) {
    return """
    {
      "architectures": ["LlamaForCausalLM"],
      "model_type": "llama",
      "vocab_size": %d,
      "hidden_size": 128,
      "intermediate_size": 344,
      "num_hidden_layers": 4,
      "num_attention_heads": 8,
      "num_key_value_heads": 4,
      "head_dim": 16,
      "hidden_act": "silu",
      "max_position_embeddings": 128,
      "initializer_range": 0.08,
      "rms_norm_eps": 1e-5,
      "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0},
      "tie_word_embeddings": true,
      "attention_bias": false,
      "mlp_bias": false,
      "bos_token_id": 1,
      "eos_token_id": 2,
      "pad_token_id": 0,
      "dtype": "bfloat16"
    }
    """
        .formatted(vocabulary);
  }
}
