package dev.gatun.cli;

import dev.gatun.data.AssistantTurns;
import dev.gatun.data.BadRowPolicy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which feedback, and how it becomes tokens: options of every command that reads some. */
class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "FILE|SQL",
      order = 10,
      description =
          "Feedback: JSONL or a JSON array, plain or gzipped; Parquet; CSV; a query (\"SELECT ... FROM"
              + " 'feedback/*.parquet'\"); - is standard input. Rows: prompt, completion, label; or messages"
              + " and label; or prompt, chosen, rejected.")
  @Nullable String data;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      order = 13,
      defaultValue = "1024",
      description =
          "Tokens of prompt and completion together; the start is kept. (default: ${DEFAULT-VALUE})")
  int maxLength;

  @Option(
      names = "--chat-template",
      paramLabel = "FILE|NAME",
      order = 14,
      description =
          "Template for conversations instead of the model's own: a Jinja file, or a name (chatml, llama3, ...).")
  @Nullable Path chatTemplate;

  @Option(
      names = "--assistant-turns",
      paramLabel = "TURNS",
      order = 14,
      defaultValue = "last",
      completionCandidates = Values.Turns.class,
      description =
          "What counts in conversations: last, the assistant's last turn; all, every one of its turns."
              + " (default: ${DEFAULT-VALUE})")
  AssistantTurns assistantTurns = AssistantTurns.LAST;

  @Option(
      names = "--skip-bad-rows",
      order = 15,
      description = "Leave bad rows out and say how many, instead of stopping at them.")
  boolean skipBadRows;

  /** {@code --data}, where it must be. */
  String requireData(String command) {
    if (data == null) {
      throw ModelOptions.missing(command, "--data", "the feedback", "--data feedback.jsonl");
    }
    return data;
  }

  /** What {@code --chat-template} says, as text. */
  @Nullable String template() {
    return chatTemplate == null ? null : chatTemplate.toString();
  }

  BadRowPolicy badRows() {
    return skipBadRows ? BadRowPolicy.SKIP : BadRowPolicy.STOP;
  }
}
