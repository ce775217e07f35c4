package dev.gatun.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatTemplateTest {
  private static final Message USER = new Message("user", "Why is the sea salt?");
  private static final Message ASSISTANT = new Message("assistant", "Rivers bring the salt.");
  private static final Map<String, String> SPECIAL =
      Map.of("bos_token", "<s>", "eos_token", "</s>");

  /** Expected texts: golden/text/make_templates.py, by transformers' apply_chat_template. */
  @TestFactory
  Stream<DynamicTest> built_in_templates_render_what_transformers_renders() {
    var golden = Goldens.read("templates.json");
    return StreamSupport.stream(golden.get("cases").spliterator(), false)
        .map(test -> DynamicTest.dynamicTest(name(test), () -> check(golden, test)));
  }

  private static String name(JsonNode test) {
    return "%s, %s, tools %s, generation prompt %s, %s"
        .formatted(
            test.get("template").asText(),
            test.get("conversation").asText(),
            test.get("tools"),
            test.get("add"),
            test.get("variables"));
  }

  private static void check(JsonNode golden, JsonNode test) {
    List<Message> messages = new ArrayList<>();
    for (var message : golden.get("conversations").get(test.get("conversation").asText())) {
      messages.add(new Message(Goldens.map(message)));
    }
    Map<String, Object> variables = new HashMap<>(Goldens.map(test.get("variables")));
    if (test.get("tools").asBoolean()) {
      variables.put("tools", Goldens.list(golden.get("tools")));
    }
    var template =
        ChatTemplate.named(test.get("template").asText())
            .withVariables(Goldens.map(golden.get("special")));
    var prompt = test.get("add").asBoolean() ? GenerationPrompt.ADD : GenerationPrompt.OMIT;

    if (test.get("text").isNull()) {
      assertThatExceptionOfType(TextException.class)
          .isThrownBy(() -> template.render(messages, prompt, variables));
    } else {
      assertThat(template.render(messages, prompt, variables)).isEqualTo(test.get("text").asText());
    }
  }

  static List<String> names() {
    return ChatTemplate.names();
  }

  /** What training needs: the prompt's text begins the text of prompt and answer. */
  @ParameterizedTest
  @MethodSource("names")
  void every_built_in_prompt_is_a_prefix_of_the_answered_conversation(String name) {
    var template = ChatTemplate.named(name).withVariables(SPECIAL);
    var full = List.of(USER, ASSISTANT, USER, ASSISTANT);

    assertThat(template.render(full, GenerationPrompt.OMIT))
        .startsWith(template.render(full.subList(0, 3), GenerationPrompt.ADD))
        .contains("Rivers bring the salt.");
  }

  @Test
  void an_unknown_name_is_answered_with_the_known_ones() {
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> ChatTemplate.named("lama3"))
        .withMessageContaining("'lama3'")
        .withMessageContaining("chatml, deepseek, gemma, llama2, llama3");
  }

  @Test
  void a_refused_conversation_is_reported_in_the_templates_own_words() {
    var template = ChatTemplate.named("gemma").withVariables(SPECIAL);

    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> template.render(List.of(ASSISTANT), GenerationPrompt.OMIT))
        .withMessage(
            "chat template gemma refuses the conversation (line 8): "
                + "Conversation roles must alternate user/assistant/user/assistant/...");
  }

  @Test
  void a_jinja_file_is_read_as_it_is(@TempDir Path folder) throws IOException {
    var file = folder.resolve("mine.jinja");
    Files.writeString(
        file, "{% for m in messages %}\n{{ m.role }}: {{ m.content }}\n{% endfor %}\n");

    assertThat(ChatTemplate.fromFile(file).render(List.of(USER, ASSISTANT), GenerationPrompt.OMIT))
        .isEqualTo("user: Why is the sea salt?\nassistant: Rivers bring the salt.\n");
  }

  @Test
  void a_json_file_may_hold_one_template_or_several(@TempDir Path folder) throws IOException {
    var one = folder.resolve("one.json");
    Files.writeString(one, "{\"chat_template\": \"one {{ messages[0].content }}\"}");
    var two = folder.resolve("two.json");
    Files.writeString(
        two,
        """
        {"chat_template": [{"name": "default", "template": "plain {{ tools is none }}"},
                           {"name": "tool_use", "template": "with {{ tools | length }}"}]}
        """);

    assertThat(ChatTemplate.fromFile(one).render(List.of(USER), GenerationPrompt.ADD))
        .isEqualTo("one Why is the sea salt?");
    var several = ChatTemplate.fromFile(two);
    assertThat(several.render(List.of(USER), GenerationPrompt.ADD)).isEqualTo("plain True");
    assertThat(
            several.render(List.of(USER), GenerationPrompt.ADD, Map.of("tools", List.of("a", "b"))))
        .isEqualTo("with 2");
  }

  @Test
  void files_that_are_no_template_are_refused_by_name(@TempDir Path folder) throws IOException {
    var missing = folder.resolve("missing.jinja");
    var empty = Files.writeString(folder.resolve("empty.json"), "{}");
    var cut = Files.writeString(folder.resolve("cut.json"), "{\"chat_template\": \n\"x");
    var odd = Files.writeString(folder.resolve("odd.json"), "{\"chat_template\": [1]}");
    var broken = Files.writeString(folder.resolve("broken.jinja"), "x\n{% for m in %}");

    assertFails(missing, "cannot read the chat template " + missing);
    assertFails(empty, empty + " has no 'chat_template'");
    assertFails(cut, cut + " is not valid JSON (line 2)");
    assertFails(odd, "must be a string or a list of");
    assertFails(broken, "chat template " + broken + ", line 2: expected an expression");
  }

  private static void assertFails(Path file, String message) {
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> ChatTemplate.fromFile(file))
        .withMessageContaining(message);
  }

  @Test
  void variables_of_the_call_win_over_bound_ones() {
    var template = ChatTemplate.named("zephyr").withVariables(SPECIAL);

    assertThat(template.render(List.of(USER), GenerationPrompt.OMIT, Map.of("eos_token", "<end>")))
        .isEqualTo("<|user|>\nWhy is the sea salt?<end>\n");
  }

  @Test
  void the_date_of_a_template_can_be_fixed(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("d.jinja"), "{{ strftime_now('%d %b %Y') }}");
    var clock = Clock.fixed(Instant.parse("2024-07-26T00:00:00Z"), ZoneOffset.UTC);

    assertThat(
            ChatTemplate.fromFile(file).withClock(clock).render(List.of(), GenerationPrompt.OMIT))
        .isEqualTo("26 Jul 2024");
  }

  @Test
  void a_message_keeps_all_its_fields_in_order() {
    var message = new Message("user", "hi").with("name", "Ann").with("extra", null);

    assertThat(message.role()).isEqualTo("user");
    assertThat(message.content()).isEqualTo("hi");
    assertThat(message.fields().keySet()).containsExactly("role", "content", "name", "extra");
    assertThat(new Message(Map.of("role", "assistant")).content()).isNull();
  }

  @Test
  void a_message_needs_a_role() {
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> new Message(Map.of("content", "hi")))
        .withMessageContaining("'role'");
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> new Message(Map.of("role", 1)))
        .withMessageContaining("must be a string");
  }
}
