package dev.gatun.text.jinja;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed template. Immutable; any number of threads may render it. */
public final class JinjaTemplate {
  private final List<Stmt> body;

  private JinjaTemplate(List<Stmt> body) {
    this.body = body;
  }

  /**
   * Parses {@code source}.
   *
   * @throws JinjaException of kind SYNTAX, with the line, when it is not a template
   */
  public static JinjaTemplate parse(String source) {
    try {
      return new JinjaTemplate(StatementParser.parse(source));
    } catch (StackOverflowError e) {
      throw JinjaException.syntax("the template is nested too deeply", 1);
    }
  }

  /**
   * Renders with {@code variables}: nulls, booleans, numbers, strings, lists, arrays of objects,
   * and maps with string keys, nested at will.
   *
   * @param clock what {@code strftime_now} reads
   * @throws JinjaException of kind RENDER or RAISED, with the line
   */
  public Rendering render(Map<String, ? extends @Nullable Object> variables, Clock clock) {
    var globals = Globals.scope(clock);
    var scope = new Scope(globals);
    variables.forEach((name, value) -> scope.set(name, Inputs.value(value, name)));
    try {
      return new Interpreter(new Evaluator()).render(body, scope);
    } catch (StackOverflowError e) {
      throw JinjaException.render("the template is nested too deeply").at(1);
    }
  }
}
