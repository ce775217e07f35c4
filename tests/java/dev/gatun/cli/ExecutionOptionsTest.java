package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class ExecutionOptionsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"512,512", "3k,3072", "800m,838860800", "4G,4294967296", "2 GiB,2147483648"})
  void a_size_is_a_number_with_a_unit_of_1024(String text, long bytes) {
    assertThat(new Values.Size().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "4x", "g", "1.5g"})
  void what_is_no_size_is_refused(String text) {
    assertThatThrownBy(() -> new Values.Size().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("800m");
  }

  @Test
  void they_reach_the_run() throws IOException {
    var run = folder.resolve("run");
    Outcome.of(
            Golden.train(
                LLAMA,
                FEEDBACK,
                run,
                "--tokens-per-batch",
                "64",
                "--gradient-checkpointing",
                "true",
                "--activation-memory",
                "1m"))
        .succeeds();
    var arguments = new ObjectMapper().readTree(run.resolve("run.json").toFile()).at("/arguments");
    assertThat(arguments.path("tokens_per_batch").asInt()).isEqualTo(64);
    assertThat(arguments.path("gradient_checkpointing").asText()).isEqualTo("on");
    assertThat(arguments.path("activation_memory").asLong()).isEqualTo(1 << 20);
  }

  @Test
  void a_profile_is_printed_and_written() {
    var trace = folder.resolve("trace.json");
    var run = Golden.train(LLAMA, FEEDBACK, folder.resolve("run"), "--profile", trace.toString());
    assertThat(Outcome.of(run).succeeds().out())
        .contains("profile:", "kl pass", "backward", "optimizer", "trace: " + trace);
    assertThat(trace).isNotEmptyFile();
  }

  @Test
  void batches_by_tokens_have_no_reference_point_of_their_own() {
    Outcome.of(
            Golden.train(
                LLAMA,
                FEEDBACK,
                folder.resolve("run"),
                "--tokens-per-batch",
                "64",
                "--kl-scope",
                "micro-batch"))
        .refuses("--tokens-per-batch", "--kl-scope");
  }
}
