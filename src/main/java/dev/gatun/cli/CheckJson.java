package dev.gatun.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.data.BadRow;
import dev.gatun.data.Source;
import dev.gatun.data.check.Lengths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link DataCheck} as one JSON object. */
final class CheckJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckJson() {}

  static String of(DataCheck check) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(map(check));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> map(DataCheck check) {
    var report = check.report();
    var summary = check.summary();
    var map = new LinkedHashMap<String, Object>();
    map.put("rows", report.rows());
    map.put("desirable", report.desirable());
    map.put("undesirable", report.undesirable());
    map.put("groups", summary.groups());
    map.put("rows_in_groups", summary.groupedRows());
    check
        .weights()
        .ifPresent(weights -> {
          map.put("desirable_weight", List.of(weights.desirableFrom(), weights.desirableTo()));
          map.put(
              "undesirable_weight", List.of(weights.undesirableFrom(), weights.undesirableTo()));
        });
    map.put("bad_rows", report.badRows());
    map.put("first_bad_rows", report.firstBadRows().stream().map(BadRow::toString).toList());
    map.put("unit", check.unit());
    if (check.cuts()) {
      map.put("max_length", check.maxLength());
      map.put("truncated", report.truncated());
      map.put("dropped", report.dropped());
      map.put("dropped_empty", report.droppedEmpty());
      map.put("prefix_mismatches", report.prefixMismatches());
      map.put(
          "first_prefix_mismatches",
          report.firstPrefixMismatches().stream().map(Source::toString).toList());
      map.put("text_without_eos", report.textWithoutEos());
    }
    map.put("prompt_length", lengths(summary.prompt()));
    map.put("completion_length", lengths(summary.completion()));
    map.put("length", lengths(summary.together()));
    map.put("histogram", summary.together().histogram());
    map.put(check.unit() + "_per_epoch", summary.tokens());
    map.put("learned_per_epoch", summary.learned());
    map.put("prompts", summary.prompts());
    map.put("prompts_desirable_only", summary.promptsDesirableOnly());
    map.put("prompts_undesirable_only", summary.promptsUndesirableOnly());
    map.put("duplicates", summary.duplicates());
    map.put("contradictions", summary.contradictions());
    map.put("ignored_columns", report.ignoredColumns());
    map.put("examples", check.examples().stream().map(CheckJson::example).toList());
    return map;
  }

  private static Map<String, Object> lengths(Lengths lengths) {
    var map = new LinkedHashMap<String, Object>();
    map.put("shortest", lengths.shortest());
    map.put("median", lengths.quantile(0.5));
    map.put("p90", lengths.quantile(0.9));
    map.put("p99", lengths.quantile(0.99));
    map.put("longest", lengths.longest());
    map.put("mean", lengths.mean());
    return map;
  }

  private static Map<String, Object> example(Example example) {
    var map = new LinkedHashMap<String, Object>();
    map.put("source", example.source().toString());
    map.put("label", example.desirable());
    map.put("prompt", example.promptTokens());
    map.put("completion", example.completionTokens());
    map.put("cut", example.cut());
    map.put("pieces", example.pieces());
    return map;
  }
}
