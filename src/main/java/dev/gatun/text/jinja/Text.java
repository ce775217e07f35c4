package dev.gatun.text.jinja;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Strings as Python counts, compares, strips and prints them: by code point. */
final class Text {
  private Text() {}

  /** Python's {@code str.isspace} for one character. */
  static boolean isSpace(int c) {
    return c >= 0x09 && c <= 0x0d
        || c >= 0x1c && c <= 0x20
        || c == 0x85
        || c >= 0x80 && Character.isSpaceChar(c);
  }

  static boolean isSpaceOrEmpty(String text) {
    return text.codePoints().allMatch(Text::isSpace);
  }

  static String strip(String text) {
    return stripLeft(stripRight(text));
  }

  static String stripLeft(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) { // no white space beyond U+FFFF
      start++;
    }
    return text.substring(start);
  }

  static String stripRight(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  static String stripLeft(String text, String characters) {
    int start = 0;
    while (start < text.length() && characters.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  static String stripRight(String text, String characters) {
    int end = text.length();
    while (end > 0 && characters.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  static List<@Nullable Object> characters(String text) {
    return text.codePoints().<@Nullable Object>mapToObj(Character::toString).toList();
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Orders by code point, where {@link String#compareTo} orders by UTF-16 unit. */
  static int compare(String a, String b) {
    var x = a.codePoints().iterator();
    var y = b.codePoints().iterator();
    while (x.hasNext() && y.hasNext()) {
      int order = Integer.compare(x.nextInt(), y.nextInt());
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(x.hasNext(), y.hasNext());
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Python's {@code str.capitalize}. */
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    int rest = Character.charCount(first);
    return titleCase(first) + lower(text).substring(lowerLength(text, rest));
  }

  private static int lowerLength(String text, int end) {
    return lower(text.substring(0, end)).length();
  }

  /** Python's {@code str.title}: a capital after every character that has no case. */
  static String title(String text) {
    var out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      out.append(inWord ? lower(Character.toString(c)) : titleCase(c));
      inWord = isCased(c);
    }
    return out.toString();
  }

  private static String titleCase(int c) {
    // One character whose capital is several (sharp s) keeps a small second letter.
    var upper = upper(Character.toString(c));
    return upper.codePointCount(0, upper.length()) > 1
        ? upper.substring(0, 1) + lower(upper.substring(1))
        : Character.toString(Character.toTitleCase(c));
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  /** Python's {@code repr} of a string. */
  static String repr(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    var out = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> {
              if (c == quote) {
                out.append('\\').append(quote);
              } else if (isPrintable(c)) {
                out.appendCodePoint(c);
              } else {
                out.append(escape(c));
              }
            }
          }
        });
    return out.append(quote).toString();
  }

  private static String escape(int c) {
    if (c <= 0xff) {
      return "\\x%02x".formatted(c);
    }
    return c <= 0xffff ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
  }

  private static boolean isPrintable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }
}
