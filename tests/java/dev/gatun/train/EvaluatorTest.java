package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.align.Bootstrap;
import dev.gatun.align.ClassWeights;
import dev.gatun.align.Kto;
import dev.gatun.data.AssistantTurns;
import dev.gatun.data.BadRowPolicy;
import dev.gatun.data.Feedback;
import dev.gatun.data.Passage;
import dev.gatun.data.Row;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.model.CausalLM;
import dev.gatun.model.ModelSource;
import dev.gatun.model.PackedSequences;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final Path MODELS = Path.of("tests/resources/golden/models");
  private static final Path FEEDBACK = Path.of("tests/resources/golden/kto/feedback.jsonl");
  private static final ModelSource LLAMA = ModelSource.of(MODELS.resolve("llama"));
  private static final ModelSource OTHER = ModelSource.of(MODELS.resolve("llama-tied"));
  private static final int ALL_PROMPTS = 1000;

  private static Evaluator.Settings settings(int maxNewTokens) {
    var rows =
        new Scorer.Settings(
            100, 16, BadRowPolicy.STOP, null, AssistantTurns.LAST, DType.FLOAT32, Device.CPU);
    return new Evaluator.Settings(
        rows,
        new Kto(0.1, ClassWeights.EQUAL, true),
        null,
        new Bootstrap(20, 0.95, 42),
        ALL_PROMPTS,
        maxNewTokens,
        7);
  }

  private static Findings evaluate(ModelSource policy, ModelSource reference, int maxNewTokens) {
    try (var evaluator =
        Evaluator.read(
            policy,
            FeedbackFile.open(FEEDBACK),
            settings(maxNewTokens),
            (_, _, _) -> {},
            new StopRequest())) {
      return evaluator.run(reference).orElseThrow();
    }
  }

  @Test
  void a_model_is_no_way_from_itself() {
    var found = evaluate(LLAMA, LLAMA, 4);
    assertThat(found.kl().mean()).isZero();
    assertThat(found.kl().stderr()).isZero();
    assertThat(value(found, "loss")).isEqualTo(0.5); // sigmoid(0) of every row
    assertThat(value(found, "rewards/auc")).isEqualTo(0.5); // all ties
  }

  private static double value(Findings found, String name) {
    return found.metrics().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  // With one token the divergence is a sum over the vocabulary, sum p (log p - log q), here
  // averaged
  // over the data's prompts. Four standard errors: one run in 16,000 would be outside, and the seed
  // is fixed.
  @Test
  void the_sampled_divergence_is_the_true_one() {
    var found = evaluate(LLAMA, OTHER, 1).kl();
    assertThat(found.tokens()).isEqualTo(1);
    var prompts = prompts();
    assertThat(found.prompts()).isEqualTo(prompts.size());
    var exact = 0.0;
    try (var policy = CausalLM.load(LLAMA, DType.FLOAT32, Device.CPU);
        var reference = CausalLM.load(OTHER, DType.FLOAT32, Device.CPU)) {
      for (var prompt : prompts) exact += divergence(policy, reference, prompt) / prompts.size();
    }
    assertThat(exact).isPositive();
    assertThat(found.mean()).isEqualTo(exact, within(4 * found.stderr()));
    assertThat(found.stderr()).as("the test can tell").isLessThan(exact);
  }

  private static List<int[]> prompts() {
    var texts = new LinkedHashSet<String>();
    try (var source = FeedbackFile.open(FEEDBACK);
        var tokenizer = Tokenizer.load(LLAMA.tokenizer())) {
      for (Row row; (row = source.next()) != null; ) {
        texts.add(((Passage.Text) ((Feedback) row).prompt()).text());
      }
      return texts.stream().map(tokenizer::encode).toList();
    }
  }

  private static double divergence(CausalLM policy, CausalLM reference, int[] prompt) {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var p = next(policy, prompt);
      var q = next(reference, prompt);
      return p.exp().mul(p.sub(q)).sum().item();
    }
  }

  private static Tensor next(CausalLM model, int[] prompt) {
    var ids = Arrays.stream(prompt).asLongStream().toArray();
    var input =
        new PackedSequences(
            Tensor.of(ids),
            Tensor.of(LongStream.range(0, ids.length).toArray()),
            new long[] {ids.length});
    var hidden = model.hiddenStates(input).narrow(0, ids.length - 1, 1);
    var logits = model.logits(hidden).to(DType.FLOAT64); // (1, vocabulary)
    return logits.sub(logits.logsumexp(1).unsqueeze(1));
  }

  @Test
  void the_same_seed_draws_the_same_responses() {
    assertThat(evaluate(LLAMA, OTHER, 3).kl()).isEqualTo(evaluate(LLAMA, OTHER, 3).kl());
  }
}
