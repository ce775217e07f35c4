package dev.gatun.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.align.RewardHistogram;
import dev.gatun.model.ModelSource;
import dev.gatun.train.Findings;
import dev.gatun.train.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An {@link Evaluation} as one JSON object; what is not a number is null. */
final class EvaluationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EvaluationJson() {}

  static String of(Evaluation evaluation) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(map(evaluation));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> map(Evaluation evaluation) {
    var settings = evaluation.settings();
    var findings = evaluation.findings();
    var map = new LinkedHashMap<String, Object>();
    map.put("model", name(evaluation.model()));
    map.put("reference", name(evaluation.reference()));
    map.put("data", evaluation.data());
    map.put("objective", settings.objective().name());
    map.put("objective_settings", settings.objective().settings());
    map.put("udm", settings.ratios() != null);
    map.put("max_length", settings.rows().maxLength());
    map.put("bootstrap", settings.bootstrap().resamples());
    map.put("confidence", settings.bootstrap().confidence());
    map.put("seed", settings.seed());
    map.put("rows", evaluation.report().rows());
    map.put("desirable", evaluation.report().desirable());
    map.put("undesirable", evaluation.report().undesirable());
    map.put("compared", findings.prompts());
    var metrics = new LinkedHashMap<String, Object>();
    for (var metric : findings.metrics()) metrics.put(metric.name(), metric(metric));
    map.put("metrics", metrics);
    map.put("reward_histogram", histogram(findings.histogram()));
    if (findings.kl() != null) map.put("sampled_kl", kl(findings.kl(), settings.maxNewTokens()));
    if (findings.winRate() != null) map.put("win_rate", winRate(findings.winRate()));
    return map;
  }

  private static String name(ModelSource source) {
    return (source.adapter() == null ? source.base() : source.adapter()).toString();
  }

  private static Map<String, Object> metric(Metric metric) {
    var map = new LinkedHashMap<String, Object>();
    put(map, "value", metric.value());
    if (metric.hasInterval()) map.put("interval", List.of(metric.low(), metric.high()));
    return map;
  }

  private static Map<String, Object> histogram(RewardHistogram histogram) {
    var map = new LinkedHashMap<String, Object>();
    map.put("edges", histogram.edges());
    map.put("desirable", histogram.desirable());
    map.put("undesirable", histogram.undesirable());
    return map;
  }

  private static Map<String, Object> kl(Findings.SampledKl kl, int maxNewTokens) {
    var map = new LinkedHashMap<String, Object>();
    put(map, "mean", kl.mean());
    put(map, "stderr", kl.stderr());
    map.put("prompts", kl.prompts());
    map.put("mean_tokens", kl.tokens());
    map.put("max_new_tokens", maxNewTokens);
    map.put("cut", kl.cut());
    return map;
  }

  private static Map<String, Object> winRate(Findings.WinRate winRate) {
    var map = metric(winRate.rate());
    map.put("judge", winRate.judge());
    map.put("prompts", winRate.prompts());
    put(map, "model_score", winRate.policy());
    put(map, "reference_score", winRate.reference());
    return map;
  }

  private static void put(Map<String, Object> map, String name, double value) {
    map.put(name, Double.isFinite(value) ? value : null);
  }
}
