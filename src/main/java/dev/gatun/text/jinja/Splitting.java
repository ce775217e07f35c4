package dev.gatun.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code split}, {@code rsplit}, {@code splitlines}, {@code partition}. */
final class Splitting {
  private Splitting() {}

  static List<@Nullable Object> split(String s, String name, Arguments args) {
    var bound = args.bind(name, 0, "sep", "maxsplit");
    int most = bound.number(1, -1);
    most = most < 0 ? Integer.MAX_VALUE : most;
    boolean fromRight = name.equals("rsplit");
    if (bound.get(0) == null) {
      return fromRight ? wordsFromRight(s, most) : words(s, most);
    }
    var separator = bound.text(0);
    if (separator.isEmpty()) {
      throw JinjaException.render(name + "() needs a separator that is not empty");
    }
    return fromRight ? fromRight(s, separator, most) : fromLeft(s, separator, most);
  }

  private static List<@Nullable Object> fromLeft(String s, String separator, int most) {
    List<@Nullable Object> parts = new ArrayList<>();
    int from = 0;
    int at = s.indexOf(separator);
    while (at >= 0 && parts.size() < most) {
      parts.add(s.substring(from, at));
      from = at + separator.length();
      at = s.indexOf(separator, from);
    }
    parts.add(s.substring(from));
    return parts;
  }

  private static List<@Nullable Object> fromRight(String s, String separator, int most) {
    List<@Nullable Object> parts = new ArrayList<>();
    int end = s.length();
    int at = s.lastIndexOf(separator);
    while (at >= 0 && parts.size() < most) {
      parts.add(s.substring(at + separator.length(), end));
      end = at;
      at = at < separator.length() ? -1 : s.lastIndexOf(separator, at - separator.length());
    }
    parts.add(s.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  static List<@Nullable Object> words(String s, int most) {
    List<@Nullable Object> parts = new ArrayList<>();
    var rest = Text.stripLeft(s);
    while (!rest.isEmpty() && parts.size() < most) {
      int end = 0;
      while (end < rest.length() && !Text.isSpace(rest.charAt(end))) {
        end++;
      }
      parts.add(rest.substring(0, end));
      rest = Text.stripLeft(rest.substring(end));
    }
    if (!rest.isEmpty()) {
      parts.add(rest);
    }
    return parts;
  }

  private static List<@Nullable Object> wordsFromRight(String s, int most) {
    List<@Nullable Object> parts = new ArrayList<>();
    var rest = Text.stripRight(s);
    while (!rest.isEmpty() && parts.size() < most) {
      int start = rest.length();
      while (start > 0 && !Text.isSpace(rest.charAt(start - 1))) {
        start--;
      }
      parts.add(rest.substring(start));
      rest = Text.stripRight(rest.substring(0, start));
    }
    if (!rest.isEmpty()) {
      parts.add(rest);
    }
    Collections.reverse(parts);
    return parts;
  }

  static List<@Nullable Object> lines(String s, boolean keepEnds) {
    List<@Nullable Object> lines = new ArrayList<>();
    int start = 0;
    while (start < s.length()) {
      int end = start;
      while (end < s.length() && !isLineEnd(s.charAt(end))) {
        end++;
      }
      int next = Math.min(end + 1, s.length());
      if (next < s.length() && s.charAt(end) == '\r' && s.charAt(next) == '\n') {
        next++;
      }
      lines.add(s.substring(start, keepEnds ? next : end));
      start = next;
    }
    return lines;
  }

  private static boolean isLineEnd(char c) {
    return c >= 0x0a && c <= 0x0d
        || c >= 0x1c && c <= 0x1e
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static Tuple partition(String s, String separator, boolean first) {
    if (separator.isEmpty()) {
      throw JinjaException.render("partition() needs a separator that is not empty");
    }
    int at = first ? s.indexOf(separator) : s.lastIndexOf(separator);
    if (at < 0) {
      return new Tuple(first ? List.of(s, "", "") : List.of("", "", s));
    }
    return new Tuple(List.of(s.substring(0, at), separator, s.substring(at + separator.length())));
  }

  static int count(String s, String part) {
    if (part.isEmpty()) {
      return Text.length(s) + 1;
    }
    int count = 0;
    for (int at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }
}
