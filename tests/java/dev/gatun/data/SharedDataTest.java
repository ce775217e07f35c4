package dev.gatun.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatun.data.format.FeedbackFile;
import dev.gatun.text.Tokenizer;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real feedback files beside the checkout, where there are any. */
class SharedDataTest {

  // Counts of the files themselves: 300 conversations, half of them liked; 300 and 1,100 pairs.
  @ParameterizedTest
  @CsvSource({
    "kto_en_demo.json, 300, 150, ''",
    "dpo_en_demo.json, 600, 300, ''",
    "polite-pairs.json, 2200, 1100, 'output'"
  })
  void is_read_without_a_bad_row(String name, int rows, int desirable, String ignored) {
    var file = Path.of("../shared/data").resolve(name);
    assumeTrue(Files.exists(file), file + " is not there; it is extra");
    List<Row> read = new ArrayList<>();
    try (var source = FeedbackFile.open(file)) {
      for (Row row; (row = source.next()) != null; ) {
        read.add(row);
      }
      assertThat(String.join(",", source.ignoredColumns())).isEqualTo(ignored);
    }
    assertThat(read).hasSize(rows).allMatch(Feedback.class::isInstance);
    assertThat(read).filteredOn(row -> ((Feedback) row).desirable()).hasSize(desirable);
  }

  // transformers 5.18 on the same folder: tokenizer("Once upon a time") and
  // tokenizer("Once upon a time, there was</s>").
  @Test
  void is_tokenized_as_transformers_does(@TempDir Path folder) {
    var model = Path.of("../shared/models/stories260K");
    assumeTrue(Files.exists(model), model + " is not there; it is extra");
    var source = ListSource.of(new String[] {"Once upon a time", ", there was", "+"});
    try (var tokenizer = Tokenizer.load(model);
        var made =
            Ingestion.run(source, TokenizerEncoder.of(tokenizer), IngestSettings.of(99, folder))) {
      assertThat(made.store().prompt(0).toArray(ValueLayout.JAVA_INT))
          .containsExactly(1, 403, 407, 261, 378);
      assertThat(made.store().completion(0).toArray(ValueLayout.JAVA_INT))
          .containsExactly(432, 383, 286, 2);
    }
  }
}
