package dev.gatun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.torch.NearNames;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The small pieces that make messages. */
final class WordsTest {
  @Nested
  final class Near {
    private static final List<String> NAMES =
        List.of(
            "--beta",
            "--seed",
            "--learning-rate",
            "--lr-scheduler-type",
            "--per-device-train-batch-size");

    @Test
    void a_slip_of_the_finger_is_near() {
      assertThat(NearNames.of("--btea", NAMES)).containsExactly("--beta");
      assertThat(NearNames.of("--Learning_Rate", NAMES)).startsWith("--learning-rate");
    }

    @Test
    void part_of_a_name_is_near() {
      assertThat(NearNames.of("--batch-size", NAMES))
          .containsExactly("--per-device-train-batch-size");
      assertThat(NearNames.of("--lr", NAMES))
          .containsExactly("--learning-rate", "--lr-scheduler-type");
      assertThat(NearNames.of("--learn", NAMES)).containsExactly("--learning-rate");
    }

    @Test
    void short_and_strange_names_are_near_nothing() {
      assertThat(NearNames.of("--xyz", NAMES)).isEmpty();
      assertThat(NearNames.of("-", NAMES)).isEmpty();
      assertThat(NearNames.question("--quux", NAMES)).isEmpty();
    }
  }

  @Nested
  final class Wrapping {
    @Test
    void short_messages_stay_as_they_are() {
      assertThat(Terminal.wrap("gatun: short\n  indented")).isEqualTo("gatun: short\n  indented");
    }

    @Test
    void long_messages_are_broken_between_words() {
      var wrapped = Terminal.wrap("gatun: " + "word ".repeat(40).strip());
      assertThat(wrapped.lines())
          .hasSize(3)
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
      assertThat(wrapped.replaceAll("\n +", " ")).isEqualTo("gatun: " + "word ".repeat(40).strip());
    }

    @Test
    void a_command_stays_whole_to_be_copied() {
      var command = "go on with: ./gatun train " + "--option value ".repeat(20);
      assertThat(Terminal.wrap("gatun: stopped\n" + command))
          .isEqualTo("gatun: stopped\n" + command);
    }

    @Test
    void a_word_longer_than_a_line_stays_whole() {
      assertThat(Terminal.wrap("gatun: " + "x".repeat(150) + " end")).contains("x".repeat(150));
    }
  }

  @Nested
  final class Bars {
    private final BarRenderer bar = new BarRenderer("#", "-");

    @Test
    void the_bar_takes_the_room_that_the_numbers_leave() {
      assertThat(bar.render("train", 5, 10, "0:05 left", "loss 0.5", 60))
          .isEqualTo("train  50% ############------------ 5/10 0:05 left  loss 0.5")
          .hasSizeLessThanOrEqualTo(60);
      assertThat(bar.render("train", 5, 10, "0:05 left", "loss 0.5", 30))
          .isEqualTo("train  50% 5/10 0:05 left  loss 0.5");
    }

    @Test
    void the_width_is_what_stty_says() {
      assertThat(TerminalWidth.parse("50 132\n")).isEqualTo(132);
      assertThat(TerminalWidth.parse("0 0\n")).isEqualTo(80);
      assertThat(TerminalWidth.parse("")).isEqualTo(80);
    }

    @Test
    void time_left_follows_the_pace_so_far() {
      assertThat(BarRenderer.left(Duration.ofSeconds(10), 5, 100)).isEqualTo("3:20 left");
      assertThat(BarRenderer.left(Duration.ofSeconds(100), 1, 100)).isEqualTo("2:46:40 left");
      assertThat(BarRenderer.left(Duration.ZERO, 0, 100)).isEqualTo("? left");
    }
  }

  @Nested
  final class Lines {
    @Test
    void a_long_task_is_told_every_ten_seconds() {
      var out = new ByteArrayOutputStream();
      var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
      var seconds = new AtomicLong();
      var progress =
          new LineProgress(
              new Terminal(stream, stream, Terminal.Mode.PLAIN),
              () -> seconds.get() * 1_000_000_000L);
      progress.begin("reference", 0, 100);
      for (var step = 1; step <= 25; step++) {
        seconds.set(step);
        progress.at(step, "");
      }
      assertThat(out.toString(StandardCharsets.UTF_8))
          .isEqualTo("reference: 10/100\nreference: 20/100\n");
    }
  }

  @Nested
  final class Quoting {
    @Test
    void words_that_a_shell_would_change_are_quoted() {
      assertThat(ShellWords.quote("runs/a-b_1.5")).isEqualTo("runs/a-b_1.5");
      assertThat(ShellWords.quote("two words")).isEqualTo("'two words'");
      assertThat(ShellWords.quote("it's")).isEqualTo("'it'\\''s'");
      assertThat(ShellWords.quote("")).isEqualTo("''");
    }
  }
}
