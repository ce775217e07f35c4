package dev.gatun.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.data.Passage;
import dev.gatun.text.Message;
import dev.gatun.train.Judge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A program as a judge: it reads one JSON object in each line, {@code prompt} (text, or messages)
 * and {@code response}, and writes one number for each, in their order. What it says on standard
 * error is shown.
 */
record JudgeProgram(String command) implements Judge {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LINE_SHOWN = 40;

  @Override
  public double[] scores(List<Response> responses) {
    try {
      var process =
          new ProcessBuilder("sh", "-c", command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        // Beside the reading: a program that answers as it reads would wait for us otherwise.
        var writing = CompletableFuture.runAsync(() -> write(process, responses));
        var scores = read(process, responses.size());
        var code = process.waitFor();
        if (code != 0) throw refused("it ended with exit code " + code);
        writing.join();
        return scores;
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UsageException("--judge '" + command + "': cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while judging", e);
    }
  }

  private static void write(Process process, List<Response> responses) {
    try (var to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
      for (var response : responses) {
        to.write(line(response));
        to.write('\n');
      }
    } catch (IOException e) {
      // It does not read to the end; what it wrote, or its exit code, tells whether that matters.
    }
  }

  private static String line(Response response) {
    Object prompt =
        switch (response.prompt()) {
          case Passage.Text(var text) -> text;
          case Passage.Chat(var messages) -> messages.stream().map(Message::fields).toList();
        };
    try {
      return JSON.writeValueAsString(Map.of("prompt", prompt, "response", response.text()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double[] read(Process process, int count) throws IOException, InterruptedException {
    var scores = new double[count];
    try (var from =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      var at = 0;
      for (String line; (line = from.readLine()) != null; ) {
        if (line.isBlank()) continue;
        if (at == count) throw refused("it wrote more lines than it was given, " + count);
        scores[at++] = number(line.strip(), at);
      }
      if (at < count) {
        var code = process.waitFor();
        throw refused(
            "it wrote "
                + at
                + " numbers for "
                + count
                + " responses"
                + (code == 0
                    ? "; one line is expected for each"
                    : ", and ended with exit code " + code));
      }
    }
    return scores;
  }

  private double number(String text, int line) {
    try {
      var value = Double.parseDouble(text);
      if (Double.isFinite(value)) return value;
    } catch (NumberFormatException e) {
      // said below
    }
    var shown = text.length() > LINE_SHOWN ? text.substring(0, LINE_SHOWN) + "..." : text;
    throw refused("line " + line + " of what it wrote is '" + shown + "', not a number");
  }

  private UsageException refused(String reason) {
    return new UsageException("--judge '" + command + "': " + reason);
  }
}
