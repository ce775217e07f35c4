package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an objective says of a micro-batch.
 *
 * @param losses of each prompt before weights and normalization, (prompts), with gradient
 * @param rewards implicit reward of each response, (rows), detached; null where there is none
 * @param means further metrics: values without gradient, of any number, that are averaged
 */
public record Evaluation(Tensor losses, @Nullable Tensor rewards, Map<String, Tensor> means) {
  public static Evaluation of(Tensor losses, @Nullable Tensor rewards) {
    return new Evaluation(losses, rewards == null ? null : rewards.detach(), Map.of());
  }

  /** With more metrics. */
  public Evaluation with(Map<String, Tensor> more) {
    var evaluation = this;
    for (var metric : more.entrySet()) {
      evaluation = evaluation.with(metric.getKey(), metric.getValue());
    }
    return evaluation;
  }

  /** With one more metric. */
  public Evaluation with(String name, Tensor values) {
    var more = new LinkedHashMap<>(means);
    more.put(name, values.detach());
    return new Evaluation(losses, rewards, more);
  }
}
