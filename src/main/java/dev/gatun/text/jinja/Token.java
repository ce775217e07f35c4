package dev.gatun.text.jinja;

import org.jspecify.annotations.Nullable;

/**
 * A lexeme. {@code value} is the text of names, operators and data, the unescaped text of strings,
 * and the number of numbers.
 */
record Token(Kind kind, @Nullable Object value, int line) {
  enum Kind {
    DATA,
    PRINT_BEGIN,
    PRINT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean isName(String name) {
    return kind == Kind.NAME && name.equals(value);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && operator.equals(value);
  }

  String text() {
    return String.valueOf(value);
  }

  String describe() {
    return switch (kind) {
      case DATA -> "template text";
      case PRINT_BEGIN -> "'{{'";
      case PRINT_END -> "'}}'";
      case BLOCK_BEGIN -> "'{%'";
      case BLOCK_END -> "'%}'";
      case END -> "the end of the template";
      case STRING -> "the string '" + value + "'";
      default -> "'" + value + "'";
    };
  }
}
