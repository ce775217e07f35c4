package dev.gatun.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatun.text.jinja.JinjaException;
import dev.gatun.text.jinja.JinjaTemplate;
import dev.gatun.text.jinja.Rendering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a conversation into the text a model was trained on. Renders what transformers' {@code
 * apply_chat_template(..., tokenize=False)} renders. Immutable, for any number of threads.
 *
 * <p>A model may have several templates; {@code tool_use} is taken where tools are given, {@code
 * default} otherwise.
 */
public final class ChatTemplate {
  static final String DEFAULT = "default";
  private static final String TOOL_USE = "tool_use";

  private final String name;
  private final Map<String, String> sources;
  private final Map<String, JinjaTemplate> templates;
  private final Map<String, @Nullable Object> variables;
  private final Clock clock;

  private ChatTemplate(
      String name,
      Map<String, String> sources,
      Map<String, JinjaTemplate> templates,
      Map<String, @Nullable Object> variables,
      Clock clock) {
    this.name = name;
    this.sources = sources;
    this.templates = templates;
    this.variables = variables;
    this.clock = clock;
  }

  /**
   * What decides about a rendered conversation besides the conversation: equal for templates that
   * render alike. Empty where the day does, too.
   */
  public Optional<String> fingerprint() {
    return sources.values().stream().anyMatch(source -> source.contains("strftime_now"))
        ? Optional.empty()
        : Optional.of(new TreeMap<>(sources) + " " + new TreeMap<>(variables));
  }

  /** Parses {@code sources}; {@code name} completes "chat template ..." in messages. */
  static ChatTemplate of(String name, Map<String, String> sources) {
    Map<String, JinjaTemplate> templates = new TreeMap<>();
    sources.forEach((key, source) -> {
      try {
        templates.put(key, JinjaTemplate.parse(source));
      } catch (JinjaException e) {
        throw new TextException(
            "chat template %s, line %d: %s".formatted(name, e.line(), e.getMessage()), e);
      }
    });
    return new ChatTemplate(
        name, Map.copyOf(sources), templates, Map.of(), Clock.systemDefaultZone());
  }

  /**
   * A well-known format, such as {@code chatml} or {@code llama3}; see {@link #names}.
   *
   * @throws TextException when there is none of that name
   */
  public static ChatTemplate named(String name) {
    return of(name, Map.of(DEFAULT, BuiltinTemplates.source(name)));
  }

  /** The formats that {@link #named} knows. */
  public static List<String> names() {
    return BuiltinTemplates.NAMES;
  }

  /**
   * A template of one's own: a Jinja file, or JSON whose {@code chat_template} is a template or a
   * list of named ones, such as a {@code tokenizer_config.json}.
   *
   * @throws TextException when the file cannot be read or is not a template
   */
  public static ChatTemplate fromFile(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TextException("cannot read the chat template " + file + ": " + e, e);
    }
    if (!file.toString().endsWith(".json")) {
      return of(file.toString(), Map.of(DEFAULT, text));
    }
    try {
      var sources = sources(TokenizerFiles.JSON.readTree(text).path("chat_template"), file);
      if (sources.isEmpty()) {
        throw new TextException(file + " has no 'chat_template'");
      }
      return of(file.toString(), sources);
    } catch (IOException e) {
      throw new TextException(file + " is not valid JSON" + TokenizerFiles.reason(e), e);
    }
  }

  /** The templates under a {@code chat_template} key of {@code file}; empty when it is absent. */
  static Map<String, String> sources(JsonNode node, Path file) {
    if (node.isMissingNode() || node.isNull()) {
      return Map.of();
    }
    if (node.isTextual()) {
      return Map.of(DEFAULT, node.textValue());
    }
    Map<String, String> sources = new LinkedHashMap<>();
    if (node.isArray()) {
      for (var entry : node) {
        if (entry.path("name").isTextual() && entry.path("template").isTextual()) {
          sources.put(entry.path("name").textValue(), entry.path("template").textValue());
        }
      }
    }
    if (sources.size() != node.size() || sources.isEmpty()) {
      throw new TextException(
          file + ": 'chat_template' must be a string or a list of {\"name\", \"template\"}");
    }
    return sources;
  }

  /** This template with variables bound, which a call of {@link #render} may override. */
  public ChatTemplate withVariables(Map<String, ?> more) {
    Map<String, @Nullable Object> bound = new LinkedHashMap<>(variables);
    bound.putAll(more);
    return new ChatTemplate(name, sources, templates, bound, clock);
  }

  /** This template with another notion of today, for templates that print the date. */
  public ChatTemplate withClock(Clock other) {
    return new ChatTemplate(name, sources, templates, variables, other);
  }

  /** The templates' texts by name, {@code default} for a single one; to hash or to save. */
  public Map<String, String> sources() {
    return sources;
  }

  /** Renders with no variables but those bound before. */
  public String render(List<Message> messages, GenerationPrompt policy) {
    return render(messages, policy, Map.of());
  }

  /**
   * Renders a conversation.
   *
   * @param variables as of {@link #rendering}
   * @throws TextException when the template refuses the conversation or fails on it
   */
  public String render(List<Message> messages, GenerationPrompt policy, Map<String, ?> variables) {
    return rendering(messages, policy, variables).text();
  }

  /**
   * Renders a conversation, and says which of its text is marked as the assistant's own.
   *
   * @param variables what else the template may read ({@code tools}, {@code enable_thinking},
   *     {@code bos_token}, ...): null, booleans, numbers, strings, lists and maps
   * @throws TextException when the template refuses the conversation or fails on it
   */
  public Rendering rendering(
      List<Message> messages, GenerationPrompt policy, Map<String, ?> variables) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("tools", null);
    all.put("documents", null);
    all.putAll(this.variables);
    all.putAll(variables);
    all.put("messages", messages.stream().map(Message::fields).toList());
    all.put("add_generation_prompt", policy == GenerationPrompt.ADD);
    try {
      return choose(all.get("tools") != null).render(all, clock);
    } catch (JinjaException e) {
      var message =
          e.kind() == JinjaException.Kind.RAISED
              ? "chat template %s refuses the conversation (line %d): %s"
              : "chat template %s, line %d: %s";
      throw new TextException(message.formatted(name, e.line(), e.getMessage()), e);
    }
  }

  private JinjaTemplate choose(boolean tools) {
    var template = tools ? templates.get(TOOL_USE) : null;
    template = template == null ? templates.get(DEFAULT) : template;
    if (template == null) {
      throw new TextException(
          "chat template " + name + " has no default, only " + templates.keySet());
    }
    return template;
  }
}
