package dev.gatun.model;

/**
 * How a continuation is chosen. Other settings that generation_config.json may hold (penalties, its
 * own temperature) do not apply.
 *
 * @param maxNewTokens from 1
 * @param temperature divides the scores; 0: always the most probable token
 * @param topK only this many most probable tokens; 0: all
 * @param topP only the most probable tokens that together reach this probability; 1: all
 * @param seed of the draws; the same seed, prompt and model give the same text
 */
public record GenerationOptions(
    int maxNewTokens, double temperature, int topK, double topP, long seed) {
  public GenerationOptions {
    if (maxNewTokens < 1)
      throw new ModelException("max new tokens is " + maxNewTokens + ": use a number from 1");
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new ModelException(
          "temperature is " + temperature + ": use a number from 0 (0: most probable token)");
    }
    if (topK < 0)
      throw new ModelException("top-k is " + topK + ": use a number from 0 (0: all tokens)");
    if (!(topP > 0 && topP <= 1))
      throw new ModelException("top-p is " + topP + ": use a number in (0, 1]");
  }

  /** Always the most probable token. */
  public static GenerationOptions greedy(int maxNewTokens) {
    return new GenerationOptions(maxNewTokens, 0, 0, 1, 0);
  }

  /** Draws from the model's own probabilities. */
  public static GenerationOptions sampled(int maxNewTokens, long seed) {
    return new GenerationOptions(maxNewTokens, 1, 0, 1, seed);
  }
}
