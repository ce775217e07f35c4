package dev.gatun.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaErrorTest {
  private static String render(String template) {
    return render(template, Map.of());
  }

  private static String render(String template, Map<String, ?> variables) {
    return JinjaTemplate.parse(template).render(variables, Clock.systemUTC()).text();
  }

  private static JinjaException failure(String template) {
    return catchThrowableOfType(JinjaException.class, () -> render(template));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "a@@{{ missing.x }}¦RENDER¦3¦'missing' is undefined",
        "{% if true %}@x@{{ 1 ~ nosuch(2) }}{% endif %}¦RENDER¦3¦'nosuch' is undefined",
        "@{{ 'a' | frobnicate }}¦RENDER¦2¦there is no filter named 'frobnicate'",
        "@{{ 'a' is frobnicated }}¦RENDER¦2¦there is no test named 'frobnicated'",
        "@@{% frobnicate %}¦SYNTAX¦3¦unknown tag {% frobnicate %}",
        "@{% include 'x' %}¦SYNTAX¦2¦chat templates have no {% include %}",
        "{% if true %}@@x¦SYNTAX¦3¦{% if %} of line 1 is never closed",
        "@{% endif %}¦SYNTAX¦2¦{% endif %} closes nothing that is open",
        "@{{ 1 + }}¦SYNTAX¦2¦expected an expression, found '}}'",
        "@{{ 'x }}¦SYNTAX¦2¦the string that starts here has no closing quote",
        "x@{# y¦SYNTAX¦2¦the comment '{#' has no end '#}'",
        "x@{{ raise_exception('no way') }}¦RAISED¦2¦no way",
        "{% macro m() %}@@{{ 1 / 0 }}{% endmacro %}@{{ m() }}¦RENDER¦3¦division by zero",
        "{{ 'a' + 1 }}¦RENDER¦1¦'+' joins a string only with a string, not str and int ('~' joins"
            + " anything)",
      })
  void names_the_line_and_the_reason(String template, String kind, int line, String message) {
    var failure = failure(template.replace('@', '\n'));

    assertThat(failure).hasMessage(message);
    assertThat(failure.kind()).hasToString(kind);
    assertThat(failure.line()).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ x.getClass() }}",
        "{{ x.class.forName('java.lang.Runtime') }}",
        "{{ x['class'].name }}",
        "{{ ''.getClass().forName('java.lang.System') }}",
        "{{ xs.stream() }}",
        "{{ xs.add(1) }}",
        "{{ d.put('a', 1) }}",
        "{{ d.entrySet() }}",
        "{{ x.__class__.__mro__ }}",
        "{{ x.__init__.__globals__ }}",
        "{{ range.body() }}",
        "{{ range.call() }}",
        "{{ loop.recursion() }}",
        "{{ namespace(a=1).attributes() }}",
      })
  void a_template_cannot_reach_java_objects_or_change_its_input(String template) {
    Map<String, Object> variables = Map.of("x", "text", "xs", List.of(1), "d", Map.of("k", 1));

    assertThatExceptionOfType(JinjaException.class).isThrownBy(() -> render(template, variables));
  }

  @Test
  void a_variable_of_a_foreign_type_is_refused_with_its_path() {
    var template = JinjaTemplate.parse("{{ messages }}");
    Map<String, Object> variables =
        Map.of("messages", List.of(Map.of("content", new StringBuilder("x"))));

    assertThatExceptionOfType(JinjaException.class)
        .isThrownBy(() -> template.render(variables, Clock.systemUTC()).text())
        .withMessageContaining("messages[0].content")
        .withMessageContaining("java.lang.StringBuilder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 'x' * 10000000000 }}",
        "{{ [0] * 99999999 }}",
        "{{ 10 ** (10 ** 10) }}",
        "{{ range(10 ** 12) }}",
      })
  void runaway_templates_end_with_an_error(String template) {
    assertThatExceptionOfType(JinjaException.class).isThrownBy(() -> render(template));
  }

  @Test
  void deep_nesting_ends_with_an_error_not_with_a_stack_overflow() {
    assertThatExceptionOfType(JinjaException.class)
        .isThrownBy(() -> render("{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}"));
    assertThatExceptionOfType(JinjaException.class)
        .isThrownBy(() -> render("{{ 1" + " + 1".repeat(100_000) + " }}"));
    assertThatExceptionOfType(JinjaException.class)
        .isThrownBy(() -> render("{% if 1 %}".repeat(5_000) + "{% endif %}".repeat(5_000)));
    assertThatExceptionOfType(JinjaException.class)
        .isThrownBy(() -> render("{{ " + "-".repeat(50_000) + "1 }}"));
  }

  @Test
  void strftime_now_reads_the_given_clock() {
    var clock = Clock.fixed(Instant.parse("2024-03-05T07:08:09Z"), ZoneOffset.UTC);
    var template =
        JinjaTemplate.parse(
            "{{ strftime_now('%d %b %Y|%A %B %-d|%H:%M:%S|%Y-%m-%d|%j|%I %p|%y|%a|%e|%%|%F %T')"
                + " }}");

    // Python: datetime(2024, 3, 5, 7, 8, 9).strftime(...) in the C locale.
    assertThat(template.render(Map.of(), clock).text())
        .isEqualTo(
            "05 Mar 2024|Tuesday March 5|07:08:09|2024-03-05|065|07 AM|24|Tue| 5|%|"
                + "2024-03-05 07:08:09");
  }

  @Test
  void a_filter_or_tag_that_is_unknown_matters_only_where_it_is_reached() {
    assertThat(render("{% if false %}{{ 1 | frobnicate }}{% endif %}ok")).isEqualTo("ok");
  }
}
