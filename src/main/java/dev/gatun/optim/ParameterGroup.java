package dev.gatun.optim;

import dev.gatun.nn.Parameter;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Parameters that are trained alike: one entry of torch.optim's param_groups.
 *
 * @param learningRate of these parameters, which {@link Optimizer#step(double)} scales
 * @param weightDecay 0 for none
 */
public record ParameterGroup(List<Parameter> parameters, double learningRate, double weightDecay) {
  // Which parameters transformers' trainer does not decay, by name.
  private static final Predicate<String> SPARED =
      Pattern.compile(
              "bias|layernorm|rmsnorm|(^|\\.)norm($|\\.)|_norm($|\\.)", Pattern.CASE_INSENSITIVE)
          .asPredicate();

  public ParameterGroup {
    parameters = List.copyOf(parameters);
    if (!(learningRate >= 0) || learningRate == Double.POSITIVE_INFINITY)
      throw new IllegalArgumentException(
          "the learning rate must be 0 or more, got " + learningRate);
    if (!(weightDecay >= 0) || weightDecay == Double.POSITIVE_INFINITY)
      throw new IllegalArgumentException("the weight decay must be 0 or more, got " + weightDecay);
  }

  /**
   * The groups of transformers' trainer: weights that decay, and biases and norm weights, told by
   * their names, that do not. A group without parameters is left out.
   */
  public static List<ParameterGroup> sparingNorms(
      List<Parameter> parameters, double learningRate, double weightDecay) {
    var decayed = parameters.stream().filter(p -> !SPARED.test(p.name())).toList();
    var spared = parameters.stream().filter(p -> SPARED.test(p.name())).toList();
    return Stream.of(
            new ParameterGroup(decayed, learningRate, weightDecay),
            new ParameterGroup(spared, learningRate, 0))
        .filter(group -> !group.parameters().isEmpty())
        .toList();
  }
}
