package dev.gatun.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrammarTextTest {

  private static final List<String> HEAD =
      List.of(
          "table person = name | he",
          "mia | she",
          "tom | he",
          "", //
          "var hero = person",
          "var friend = person != hero",
          "plots a");

  @Test
  void a_variable_keeps_its_row_and_never_takes_its_rivals() {
    var rules = rules("*.story = <hero> saw <friend> and <hero.he> waved");
    assertThat(reads(rules, "mia saw tom and she waved")).isTrue();
    assertThat(reads(rules, "tom saw mia and he waved")).isTrue();
    assertThat(reads(rules, "mia saw tom and he waved")).isFalse();
    assertThat(reads(rules, "mia saw mia and she waved")).isFalse();
  }

  @Test
  void rivals_keep_apart_whichever_comes_first() {
    var rules = rules("*.story = <friend> saw <hero>");
    assertThat(reads(rules, "mia saw tom")).isTrue();
    assertThat(reads(rules, "tom saw tom")).isFalse();
  }

  @Test
  void a_pronoun_may_come_before_the_name() {
    var rules = rules("*.story = <hero.he> was <hero>");
    assertThat(reads(rules, "she was mia")).isTrue();
    assertThat(reads(rules, "she was tom")).isFalse();
  }

  @Test
  void a_slot_can_ask_for_one_row() {
    var rules = rules("*.story = <hero:tom> and <hero.he>");
    assertThat(reads(rules, "tom and he")).isTrue();
    assertThat(reads(rules, "mia and she")).isFalse();
  }

  @Test
  void choices_nest_and_may_be_empty() {
    var rules = rules("*.story = go (on (and on|)|) now");
    assertThat(reads(rules, "go now")).isTrue();
    assertThat(reads(rules, "go on now")).isTrue();
    assertThat(reads(rules, "go on and on now")).isTrue();
    assertThat(reads(rules, "go and on now")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "x = <nobody>, no variable nobody",
    "x = <hero.its>, no such column",
    "x = <hero:zoe>, no such row",
    "x = <hero, is not <variable>",
    "x = (a|b, a ( without its )",
    "x = a), a ) without its (",
    "x = UP, not a word of the language",
    "x, 'not a table, a variable or a rule'",
    "var z = beast, no table beast",
  })
  void a_mistake_is_reported_with_its_line(String line, String reason) {
    assertThatThrownBy(() -> rules(line))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stories.grammar:8: ")
        .hasMessageContaining(reason);
  }

  @Test
  void a_rule_that_is_missing_is_named() {
    var rules = rules("*.story = @nothing");
    assertThatThrownBy(() -> reads(rules, "x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the story grammar has no rule @nothing");
  }

  private static GrammarText.Rules rules(String line) {
    var lines = new java.util.ArrayList<>(HEAD);
    lines.add(line);
    return GrammarText.parse(lines);
  }

  private static boolean reads(GrammarText.Rules rules, String text) {
    return new Recognizer(rules, List.of(text.split(" "))).read("story").isPresent();
  }
}
