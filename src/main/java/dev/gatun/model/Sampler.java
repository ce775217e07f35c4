package dev.gatun.model;

import dev.gatun.torch.DType;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/** Chooses tokens. Its draws follow from its seed alone: libtorch's generators take no part. */
final class Sampler {
  private final GenerationOptions options;
  private final SplittableRandom random;

  Sampler(GenerationOptions options) {
    this.options = options;
    this.random = new SplittableRandom(options.seed());
  }

  /** The next token for scores (vocab). */
  int next(Tensor logits) {
    if (!Double.isFinite(logits.amax().item())) {
      throw new ModelException(
          "the model's scores are not finite numbers: its weights are damaged, or too large for "
              + logits.dtype());
    }
    if (options.temperature() == 0) return (int) logits.argmax(-1).itemLong();
    return draw(probabilities(logits, options).toDoubleArray());
  }

  /** Probabilities (vocab), float64, after temperature, top-k and top-p in transformers' order. */
  static Tensor probabilities(Tensor logits, GenerationOptions options) {
    var scores = logits.to(DType.FLOAT64).div(options.temperature());
    var vocab = scores.numel();
    if (options.topK() > 0 && options.topK() < vocab) {
      var smallest = scores.topk(options.topK(), -1).values().amin(); // ties with it stay
      scores = scores.maskedFill(scores.lt(smallest), Double.NEGATIVE_INFINITY);
    }
    if (options.topP() < 1) {
      var ordered = scores.sort(-1);
      var below = Functional.softmax(ordered.values(), -1).cumsum(-1);
      var dropped = below.le(1 - options.topP());
      // The most probable token stays, however small topP is.
      var last = Tensor.zeros(Shape.of(1), DType.BOOL, dropped.device());
      var removed = Tensor.cat(List.of(dropped.narrow(0, 0, vocab - 1), last), 0);
      scores =
          scores.maskedFill(
              removed.scatter(0, ordered.indices(), removed), Double.NEGATIVE_INFINITY);
    }
    return Functional.softmax(scores, -1);
  }

  private int draw(double[] probabilities) {
    var left = random.nextDouble();
    var chosen = -1;
    for (var token = 0; token < probabilities.length; token++) {
      if (probabilities[token] == 0) continue;
      chosen = token; // the last possible one, should rounding leave a remainder
      left -= probabilities[token];
      if (left < 0) break;
    }
    return chosen;
  }
}
