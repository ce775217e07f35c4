package dev.gatun.text.jinja;

/** A template that cannot be parsed or rendered; carries the line of the template. */
public final class JinjaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Where the failure comes from. */
  public enum Kind {
    /** The template is not valid Jinja, or uses a tag that chat templates do not have. */
    SYNTAX,
    /** Rendering failed: a missing value, a wrong type, an unknown filter. */
    RENDER,
    /** The template itself called {@code raise_exception}. */
    RAISED
  }

  private static final int UNKNOWN_LINE = 0;

  private final Kind kind;
  private final int line;

  private JinjaException(Kind kind, String message, int line) {
    super(message);
    this.kind = kind;
    this.line = line;
  }

  static JinjaException syntax(String message, int line) {
    return new JinjaException(Kind.SYNTAX, message, line);
  }

  /** A failure whose line the evaluator fills in on the way up. */
  static JinjaException render(String message) {
    return new JinjaException(Kind.RENDER, message, UNKNOWN_LINE);
  }

  static JinjaException raised(String message) {
    return new JinjaException(Kind.RAISED, message, UNKNOWN_LINE);
  }

  /** This failure, placed at {@code where} unless a deeper place is already known. */
  JinjaException at(int where) {
    if (line != UNKNOWN_LINE) {
      return this;
    }
    var placed = new JinjaException(kind, getMessage(), where);
    placed.setStackTrace(getStackTrace());
    return placed;
  }

  public Kind kind() {
    return kind;
  }

  /** Line of the template, from 1. */
  public int line() {
    return line;
  }
}
