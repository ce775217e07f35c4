package dev.gatun.model;

import dev.gatun.model.Generation.Stop;
import dev.gatun.nn.KvCache;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Continues prompts, one at a time, with a cache of keys and values. */
final class Generator {
  private final CausalLM model;
  private final GenerationOptions options;

  Generator(CausalLM model, GenerationOptions options) {
    this.model = model;
    this.options = options;
  }

  Generation generate(int[] prompt, IntConsumer onToken) {
    check(prompt);
    var sampler = new Sampler(options);
    var made = IntStream.builder();
    var fed = Arrays.stream(prompt).asLongStream().toArray();
    try (var _ = Autograd.inferenceMode();
        var cache = new KvCache(model.config().decoder().layers(), firstCapacity(prompt))) {
      for (var count = 1; ; count++) {
        var token = next(fed, cache, sampler);
        made.add(token);
        onToken.accept(token);
        if (model.config().eosIds().contains(token))
          return new Generation(made.build().toArray(), Stop.END_OF_TEXT);
        if (count == options.maxNewTokens())
          return new Generation(made.build().toArray(), Stop.LENGTH);
        fed = new long[] {token};
      }
    }
  }

  private int next(long[] fed, KvCache cache, Sampler sampler) {
    try (var _ = TensorScope.open()) {
      var positions = LongStream.range(cache.length(), cache.length() + fed.length).toArray();
      var device = model.device();
      var input =
          new PackedSequences(
              Tensor.of(fed).to(device), Tensor.of(positions).to(device), new long[] {fed.length});
      var hidden = model.hiddenStates(input, cache);
      cache.advance(fed.length);
      return sampler.next(model.logits(hidden.narrow(0, fed.length - 1, 1)).squeeze(0));
    }
  }

  // Room for the whole text, unless it is a long one, which grows as it comes.
  private long firstCapacity(int[] prompt) {
    return prompt.length + Math.min(options.maxNewTokens(), 512L);
  }

  private void check(int[] prompt) {
    if (prompt.length == 0)
      throw new ModelException("the prompt is empty: give at least one token");
    var vocab = model.config().decoder().vocabSize();
    for (var token : prompt) {
      if (token < 0 || token >= vocab) {
        throw new ModelException(
            "token "
                + token
                + " is outside the model's vocabulary of "
                + vocab
                + ": use the tokenizer of the model's folder");
      }
    }
  }
}
