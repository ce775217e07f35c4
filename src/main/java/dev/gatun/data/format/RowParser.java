package dev.gatun.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatun.data.BadRow;
import dev.gatun.data.Embeddings;
import dev.gatun.data.Feedback;
import dev.gatun.data.Passage;
import dev.gatun.data.Row;
import dev.gatun.data.Source;
import dev.gatun.text.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object into feedback. The shape is decided per row, by the fields that are there and not
 * null:
 *
 * <ol>
 *   <li>{@code prompt, completion, label}: text, or lists of messages (TRL's unpaired format);
 *   <li>{@code prompt, chosen, rejected}, or {@code chosen, rejected} that share a beginning, or
 *       {@code conversations, chosen, rejected}, or {@code instruction[, input], chosen, rejected}:
 *       two rows, the chosen one first;
 *   <li>{@code prompt, completions, scores}: a row for each of two or more responses;
 *   <li>{@code messages, label} or {@code conversations, label}: the last turn is the completion;
 *   <li>{@code instruction[, input], output, label}.
 * </ol>
 *
 * <p>An optional {@code weight} applies to the rows made from the object; {@code tools} and {@code
 * chat_template_kwargs} go to the chat template; {@code system} opens a conversation; {@code
 * embedding}, where it is asked for, is a vector for the prompt. All other columns are ignored and
 * remembered.
 */
final class RowParser {
  private static final String SHAPES =
      "expected (prompt, completion, label), (messages, label), (prompt, chosen, rejected),"
          + " (prompt, completions, scores),"
          + " (conversations, chosen, rejected) or (instruction, chosen, rejected)";

  private final Set<String> ignored = new LinkedHashSet<>();
  private final Embeddings embeddings;
  private long groups; // objects that gave several rows

  RowParser(Embeddings embeddings) {
    this.embeddings = embeddings;
  }

  Set<String> ignoredColumns() {
    return Collections.unmodifiableSet(ignored);
  }

  /** One row, or two for a pair, or as many as a set has, or one {@link BadRow}. */
  List<? extends Row> parse(JsonNode value, @Nullable String duplicate, Source source) {
    try {
      if (!(value instanceof ObjectNode object)) {
        throw new RowProblem("row", "expected an object, got " + Json.describe(value));
      }
      if (duplicate != null) {
        throw new RowProblem(duplicate, "is given twice in one object; keep one");
      }
      var fields = new Fields(object);
      var rows = withEmbedding(rows(fields, source), fields);
      ignored.addAll(fields.unused());
      return rows;
    } catch (RowProblem problem) {
      return List.of(new BadRow(source, problem.field, problem.reason()));
    }
  }

  /** Rows of one object have one prompt, and so one vector. */
  private List<? extends Row> withEmbedding(List<Feedback> rows, Fields fields) {
    if (embeddings == Embeddings.IGNORED || !fields.has("embedding")) return rows;
    var embedding = fields.embedding();
    return rows.stream().map(row -> row.with(embedding)).toList();
  }

  private List<Feedback> rows(Fields fields, Source source) {
    if (fields.has("completion")) {
      return single(fields, prompt(fields), fields.passage("completion"), source);
    }
    if (fields.has("completions")) {
      return scored(fields, source);
    }
    if (fields.has("chosen") || fields.has("rejected")) {
      return pair(fields, source);
    }
    if (fields.has("messages") || fields.has("conversations")) {
      var field = fields.has("messages") ? "messages" : "conversations";
      var turns = conversation(fields, field);
      var last = turns.getLast();
      if (!last.role().equals("assistant")) {
        throw new RowProblem(
            field, "the last turn must be the assistant's, got role \"" + last.role() + '"');
      }
      if (turns.size() < 2) {
        throw new RowProblem(field, "there is no turn before the assistant's");
      }
      return single(
          fields,
          new Passage.Chat(turns.subList(0, turns.size() - 1)),
          new Passage.Chat(List.of(last)),
          source);
    }
    if (fields.has("output") && fields.has("instruction")) {
      return single(fields, prompt(fields), new Passage.Text(fields.text("output")), source);
    }
    if (fields.has("scores")) {
      throw new RowProblem("completions", "is missing");
    }
    if (fields.has("prompt") || fields.has("instruction")) {
      throw new RowProblem("completion", "is missing");
    }
    throw new RowProblem("row", "no known set of fields: " + SHAPES + "; got " + fields.names());
  }

  private static Passage prompt(Fields fields) {
    if (fields.has("instruction") && !fields.has("prompt")) {
      return instructionPrompt(fields);
    }
    var prompt = fields.passage("prompt");
    return prompt instanceof Passage.Chat(var turns)
        ? new Passage.Chat(opened(fields, turns))
        : prompt;
  }

  /** The instruction as text, in the layout that instruction data sets of this shape share. */
  private static Passage instructionPrompt(Fields fields) {
    var text = new StringBuilder("### Instruction:\n").append(fields.text("instruction"));
    var input = fields.has("input") ? fields.text("input") : "";
    if (!input.isEmpty()) {
      text.append("\n\n### Input:\n").append(input);
    }
    return new Passage.Text(text.append("\n\n### Response:\n").toString());
  }

  private static List<Message> conversation(Fields fields, String field) {
    return opened(fields, fields.messages(field));
  }

  /** The turns, opened by the row's {@code system}, if it has one. */
  private static List<Message> opened(Fields fields, List<Message> turns) {
    var system = fields.has("system") ? fields.text("system") : "";
    if (system.isEmpty()) {
      return turns;
    }
    if (!turns.isEmpty() && turns.getFirst().role().equals("system")) {
      throw new RowProblem("system", "is given, and the conversation opens with a system turn too");
    }
    var all = new ArrayList<>(turns);
    all.addFirst(new Message("system", system));
    return all;
  }

  private static List<Feedback> single(
      Fields fields, Passage prompt, Passage completion, Source source) {
    sameKind(prompt, completion, "completion");
    notEmpty(completion, "completion");
    var variables = fields.templateVariables();
    boolean desirable = Labels.parse("label", fields.require("label"));
    return List.of(new Feedback(prompt, completion, desirable, fields.weight(), variables, source));
  }

  private List<Feedback> pair(Fields fields, Source source) {
    Passage chosen = fields.passage("chosen");
    Passage rejected = fields.passage("rejected");
    sameKind(chosen, rejected, "rejected");
    Passage prompt;
    if (fields.has("prompt") && !repeatsPrompt(fields, chosen)) {
      prompt = prompt(fields);
    } else if (fields.has("conversations")) {
      prompt = new Passage.Chat(conversation(fields, "conversations"));
    } else if (fields.has("instruction")) {
      prompt = instructionPrompt(fields);
    } else if (fields.has("messages") && isOneTurn(chosen)) {
      prompt = new Passage.Chat(conversation(fields, "messages"));
    } else {
      var split = ImplicitPrompt.split(chosen, rejected);
      prompt = split.prompt();
      chosen = split.chosen();
      rejected = split.rejected();
    }
    sameKind(prompt, chosen, "chosen");
    notEmpty(chosen, "chosen");
    notEmpty(rejected, "rejected");
    double weight = fields.weight();
    Map<String, @Nullable Object> variables = fields.templateVariables();
    var place = new Feedback.Place(groups++, 2, Double.NaN);
    return List.of(
        new Feedback(prompt, chosen, true, weight, variables, source, place, null),
        new Feedback(prompt, rejected, false, weight, variables, source, place, null));
  }

  private List<Feedback> scored(Fields fields, Source source) {
    var prompt = prompt(fields);
    var completions = fields.passages("completions");
    var scores = fields.scores(completions.size());
    double best = Arrays.stream(scores).max().orElseThrow();
    double weight = fields.weight();
    Map<String, @Nullable Object> variables = fields.templateVariables();
    long group = groups++;
    List<Feedback> rows = new ArrayList<>(scores.length);
    for (int i = 0; i < scores.length; i++) {
      var completion = completions.get(i);
      var field = "completions[" + i + "]";
      sameKind(prompt, completion, field);
      notEmpty(completion, field);
      var place = new Feedback.Place(group, scores.length, scores[i]);
      rows.add(
          new Feedback(
              prompt, completion, scores[i] == best, weight, variables, source, place, null));
    }
    return rows;
  }

  private static boolean isOneTurn(Passage passage) {
    return passage instanceof Passage.Chat chat && chat.messages().size() == 1;
  }

  /** A text prompt beside whole conversations: the conversations already hold it. */
  private static boolean repeatsPrompt(Fields fields, Passage chosen) {
    return chosen instanceof Passage.Chat chat
        && chat.messages().size() > 1
        && fields.passage("prompt") instanceof Passage.Text;
  }

  private static void sameKind(Passage first, Passage second, String field) {
    if (first.getClass() != second.getClass()) {
      throw new RowProblem(
          field,
          second instanceof Passage.Text
              ? "is text but the other side is a list of messages; give both in one form"
              : "is a list of messages but the other side is text; give both in one form");
    }
  }

  private static void notEmpty(Passage passage, String field) {
    boolean empty =
        switch (passage) {
          case Passage.Text(var text) -> text.isEmpty();
          case Passage.Chat(var messages) -> messages.stream().allMatch(RowParser::isSilent);
        };
    if (empty) {
      throw new RowProblem(field, "is empty: there is nothing to learn from");
    }
  }

  private static boolean isSilent(Message message) {
    boolean callsTools =
        message.fields().get("tool_calls") instanceof List<?> calls && !calls.isEmpty();
    return switch (message.fields().get("content")) {
      case String text -> text.isEmpty() && !callsTools;
      case List<?> parts -> parts.isEmpty() && !callsTools;
      case null, default -> !callsTools;
    };
  }
}
