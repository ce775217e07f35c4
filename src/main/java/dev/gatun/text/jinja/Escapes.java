package dev.gatun.text.jinja;

/** Backslash escapes of string literals: Python's, which Jinja takes over. */
final class Escapes {
  private Escapes() {}

  static String decode(String literal, int line) {
    if (literal.indexOf('\\') < 0) {
      return literal;
    }
    var out = new StringBuilder(literal.length());
    int i = 0;
    while (i < literal.length()) {
      char c = literal.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = literal.charAt(i++);
      switch (escape) {
        case '\n' -> {} // a continued line
        case '\\', '\'', '"' -> out.append(escape);
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000b');
        case 'x' -> i = hexadecimal(literal, i, 2, out, line);
        case 'u' -> i = hexadecimal(literal, i, 4, out, line);
        case 'U' -> i = hexadecimal(literal, i, 8, out, line);
        case 'N' -> i = named(literal, i, out, line);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = octal(literal, i - 1, out);
        default -> out.append('\\').append(escape); // kept, as Python does
      }
    }
    return out.toString();
  }

  private static int hexadecimal(String text, int at, int digits, StringBuilder out, int line) {
    int end = at + digits;
    try {
      if (end <= text.length()) {
        out.appendCodePoint(Integer.parseUnsignedInt(text.substring(at, end), 16));
        return end;
      }
    } catch (IllegalArgumentException e) {
      // Not hexadecimal, or not a code point: reported below.
    }
    throw JinjaException.syntax("a string escape needs " + digits + " hexadecimal digits", line);
  }

  private static int named(String text, int at, StringBuilder out, int line) {
    int end = text.indexOf('}', at);
    try {
      if (end > at && text.charAt(at) == '{') {
        out.appendCodePoint(Character.codePointOf(text.substring(at + 1, end)));
        return end + 1;
      }
    } catch (IllegalArgumentException e) {
      // Unknown name: reported below.
    }
    throw JinjaException.syntax("a string escape \\N{...} needs the name of a character", line);
  }

  private static int octal(String text, int at, StringBuilder out) {
    int value = 0;
    int i = at;
    while (i < text.length() && i < at + 3 && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
      value = value * 8 + text.charAt(i++) - '0';
    }
    out.append((char) value);
    return i;
  }
}
