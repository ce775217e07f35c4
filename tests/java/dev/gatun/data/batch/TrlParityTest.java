package dev.gatun.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.data.IngestSettings;
import dev.gatun.data.Ingestion;
import dev.gatun.data.WordEncoder;
import dev.gatun.data.format.FeedbackFile;
import java.io.ByteArrayInputStream;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sequential order gives the reference trainer's batches: the same token ids in the same rows,
 * matched and mismatched, with the same completion tokens. Made by {@code
 * golden/data/make_trl_batches.py} from TRL 1.13's own code.
 */
class TrlParityTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void sequential_batches_are_those_of_the_reference_trainer() throws Exception {
    JsonNode golden;
    try (var in = getClass().getResourceAsStream("/golden/data/trl-batches.json")) {
      golden = JSON.readTree(Objects.requireNonNull(in));
    }
    assertThat(JSON.convertValue(golden.get("special"), String[].class))
        .containsExactlyElementsOf(WordEncoder.SPECIAL);
    var encoder = WordEncoder.withTemplate(golden.get("words").asInt());
    for (var entry : golden.get("cases").properties()) {
      check(entry.getKey(), entry.getValue(), encoder);
    }
  }

  private void check(String name, JsonNode golden, WordEncoder encoder) throws Exception {
    var content = new ByteArrayInputStream(JSON.writeValueAsBytes(golden.get("rows")));
    var settings = IngestSettings.of(golden.get("max_length").asInt(), folder);
    int batchSize = golden.get("batch_size").asInt();
    try (var file = FeedbackFile.read(content, "rows");
        var made = Ingestion.run(file, encoder, settings)) {
      var plan = WindowPlan.sequential(made.store(), WindowSettings.of(batchSize, 1));
      assertThat(plan.windowsPerEpoch()).as(name).isEqualTo(golden.get("batches").size());
      try (var loader = BatchLoader.start(made.store(), plan, 0)) {
        int step = 0;
        for (var batch : golden.get("batches")) {
          var where = name + ", batch " + step++;
          var window = loader.next();
          assertThat(sequences(window.matched(0))).as(where).isEqualTo(golden(batch, "matched"));
          assertThat(sequences(window.mismatched(0)))
              .as(where + " mismatched")
              .isEqualTo(golden(batch, "mismatched"));
          for (int b = 0; b < batch.get("labels").size(); b++) {
            assertThat(window.matched(0).desirable(b))
                .as(where)
                .isEqualTo(batch.get("labels").get(b).booleanValue());
          }
          window.release();
        }
      }
    }
  }

  /** Each sequence as its ids, a star behind those that are predicted. */
  private static List<String> sequences(PackedBatch batch) {
    List<StringBuilder> out = new ArrayList<>();
    var starred = new boolean[(int) batch.tokens()];
    for (int i = 0; i < batch.predicted(); i++) {
      int target = (int) batch.predictors().getAtIndex(ValueLayout.JAVA_LONG, i) + 1;
      starred[target] = true;
      assertThat(batch.targets().getAtIndex(ValueLayout.JAVA_LONG, i))
          .isEqualTo(batch.inputIds().getAtIndex(ValueLayout.JAVA_LONG, target));
    }
    for (int b = 0; b < batch.sequences(); b++) {
      var text = new StringBuilder();
      for (int i = 0; i < batch.length(b); i++) {
        int at = batch.offset(b) + i;
        text.append(batch.inputIds().getAtIndex(ValueLayout.JAVA_LONG, at));
        text.append(starred[at] ? "* " : " ");
      }
      out.add(text);
    }
    return out.stream().map(StringBuilder::toString).toList();
  }

  private static List<String> golden(JsonNode batch, String kind) {
    List<String> out = new ArrayList<>();
    for (var sequence : batch.get(kind)) {
      var text = new StringBuilder();
      for (int i = 0; i < sequence.get("ids").size(); i++) {
        text.append(sequence.get("ids").get(i).asLong());
        text.append(sequence.get("completion_mask").get(i).asInt() == 1 ? "* " : " ");
      }
      out.add(text.toString());
    }
    return out;
  }
}
