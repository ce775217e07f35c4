package dev.gatun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.data.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class FailureTest {
  private static void assertFailure(Throwable thrown, int exitCode, String... named) {
    var failure = Failure.of(thrown);
    assertThat(failure.message()).contains(named);
    assertThat(failure.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void what_the_user_can_put_right_is_2() {
    assertFailure(
        new InputException("data.jsonl:3: label: missing"), 2, "data.jsonl:3: label: missing");
    assertFailure(new NoSuchFileException("a.txt"), 2, "a.txt: no such file");
    assertFailure(
        new FileSystemException("out", null, "No space left on device"),
        2,
        "out: No space left on device");
    assertFailure(
        new UncheckedIOException(new IOException("No space left on device")),
        2,
        "No space left on device");
  }

  @Test
  void anything_else_is_1() {
    assertFailure(
        new IllegalStateException("the loader is closed"), 1, "the loader is closed", "--verbose");
    assertFailure(new NullPointerException(), 1, "NullPointerException", "report", "--verbose");
    assertFailure(new IllegalArgumentException(), 1, "IllegalArgumentException");
    assertFailure(new StackOverflowError(), 1, "StackOverflowError");
  }

  @Test
  void a_full_heap_comes_with_advice() {
    assertFailure(
        new OutOfMemoryError("Java heap space"), 1, "Java heap space", "GATUN_JAVA_OPTS=-Xmx");
  }

  // libtorch is loaded by a static initializer: what went wrong is inside.
  @Test
  void a_library_that_does_not_load_says_why() {
    var why = new IllegalStateException("libtorch 2.13.0 was not found");
    assertFailure(new ExceptionInInitializerError(why), 1, "libtorch 2.13.0 was not found");
  }

  @Test
  void an_error_while_running_never_shows_a_stack_unasked() {
    var outcome = Outcome.of("generate", "--model", Golden.LLAMA.toString(), "--prompt", "");
    assertThat(outcome.err()).doesNotContain("\tat ");
  }
}
