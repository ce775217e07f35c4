package dev.gatun.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Python's methods of {@code str}, those that make sense in a template. */
final class StringMethods {
  private StringMethods() {}

  /** The method bound to {@code text}, or null when there is none of that name. */
  static @Nullable Function find(String text, String name) {
    var body = body(text, name);
    return body == null ? null : new Function(name, body);
  }

  private static @Nullable Callable body(String s, String name) {
    return switch (name) {
      case "strip", "lstrip", "rstrip" -> args -> strip(s, name, args);
      case "upper" -> args -> plain(args, name, Text.upper(s));
      case "lower", "casefold" -> args -> plain(args, name, Text.lower(s));
      case "title" -> args -> plain(args, name, Text.title(s));
      case "capitalize" -> args -> plain(args, name, Text.capitalize(s));
      case "swapcase" -> args -> plain(args, name, swapCase(s));
      case "startswith" -> args -> affix(s, args.bind(name, 1, "prefix", "start", "end"), true);
      case "endswith" -> args -> affix(s, args.bind(name, 1, "suffix", "start", "end"), false);
      case "removeprefix" ->
          args -> {
            var prefix = args.bind(name, 1, "prefix").text(0);
            return s.startsWith(prefix) ? s.substring(prefix.length()) : s;
          };
      case "removesuffix" ->
          args -> {
            var suffix = args.bind(name, 1, "suffix").text(0);
            return s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s;
          };
      case "replace" ->
          args -> {
            var bound = args.bind(name, 2, "old", "new", "count");
            return replace(s, bound.text(0), bound.text(1), bound.number(2, -1));
          };
      case "split", "rsplit" -> args -> Splitting.split(s, name, args);
      case "splitlines" ->
          args -> Splitting.lines(s, args.bind(name, 0, "keepends").flag(0, false));
      case "partition" -> args -> Splitting.partition(s, args.bind(name, 1, "sep").text(0), true);
      case "rpartition" -> args -> Splitting.partition(s, args.bind(name, 1, "sep").text(0), false);
      case "join" -> args -> join(s, args.bind(name, 1, "iterable").get(0));
      case "find", "rfind", "index", "rindex", "count" -> args -> search(s, name, args);
      case "isdigit", "isdecimal", "isnumeric" ->
          args -> plain(args, name, all(s, Character::isDigit));
      case "isalpha" -> args -> plain(args, name, all(s, Character::isLetter));
      case "isalnum" -> args -> plain(args, name, all(s, Character::isLetterOrDigit));
      case "isspace" -> args -> plain(args, name, all(s, Text::isSpace));
      case "isascii" -> args -> plain(args, name, s.codePoints().allMatch(c -> c < 128));
      case "isupper" -> args -> plain(args, name, isUpper(s));
      case "islower" -> args -> plain(args, name, isLower(s));
      case "zfill" -> args -> zeroFill(s, args.bind(name, 1, "width").number(0, 0));
      case "ljust", "rjust", "center" -> args -> justify(s, name, args);
      case "format" -> args -> BraceFormat.format(s, args);
      default -> null;
    };
  }

  private static Object plain(Arguments args, String name, Object result) {
    args.bind(name, 0);
    return result;
  }

  private static String strip(String s, String name, Arguments args) {
    var bound = args.bind(name, 0, "chars");
    if (bound.get(0) == null) {
      return switch (name) {
        case "lstrip" -> Text.stripLeft(s);
        case "rstrip" -> Text.stripRight(s);
        default -> Text.strip(s);
      };
    }
    var characters = bound.text(0);
    return switch (name) {
      case "lstrip" -> Text.stripLeft(s, characters);
      case "rstrip" -> Text.stripRight(s, characters);
      default -> Text.stripLeft(Text.stripRight(s, characters), characters);
    };
  }

  static boolean isUpper(String s) {
    return s.codePoints().anyMatch(Text::isCased)
        && s.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  static boolean isLower(String s) {
    return s.codePoints().anyMatch(Text::isCased)
        && s.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  private static boolean all(String s, IntPredicate test) {
    return !s.isEmpty() && s.codePoints().allMatch(test);
  }

  private static String swapCase(String s) {
    var out = new StringBuilder();
    s.codePoints()
        .mapToObj(Character::toString)
        .forEach(c -> out.append(isUpper(c) ? Text.lower(c) : Text.upper(c)));
    return out.toString();
  }

  private static boolean affix(String s, Arguments.Bound bound, boolean atStart) {
    long length = Text.length(s);
    var start = bound.get(1, null);
    var part = (String) Members.slice(s, start, bound.get(2, null), null);
    if (start instanceof Long from && from > length) {
      return false;
    }
    List<?> affixes = bound.get(0) instanceof Tuple several ? several : List.of(bound.text(0));
    for (Object affix : affixes) {
      if (affix instanceof String a && (atStart ? part.startsWith(a) : part.endsWith(a))) {
        return true;
      }
    }
    return false;
  }

  static String replace(String s, String old, String replacement, int count) {
    if (count < 0) {
      return old.isEmpty()
          ? everywhere(s, replacement, Integer.MAX_VALUE)
          : s.replace(old, replacement);
    }
    if (old.isEmpty()) {
      return everywhere(s, replacement, count);
    }
    var out = new StringBuilder();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int at = s.indexOf(old, from);
      if (at < 0) {
        break;
      }
      out.append(s, from, at).append(replacement);
      from = at + old.length();
    }
    return out.append(s, from, s.length()).toString();
  }

  /** The empty string is found before every character and at the end. */
  private static String everywhere(String s, String inserted, int count) {
    var out = new StringBuilder();
    int left = count;
    for (Object c : Text.characters(s)) {
      out.append(left-- > 0 ? inserted : "").append(c);
    }
    return out.append(left > 0 ? inserted : "").toString();
  }

  private static String join(String separator, @Nullable Object items) {
    List<String> parts = new ArrayList<>();
    for (Object item : Iterables.list(items)) {
      if (!(item instanceof String part)) {
        throw JinjaException.render("join() needs strings, not " + Values.typeName(item));
      }
      parts.add(part);
    }
    return String.join(separator, parts);
  }

  private static Object search(String s, String name, Arguments args) {
    var bound = args.bind(name, 1, "sub", "start", "end");
    var part = bound.text(0);
    int length = Text.length(s);
    int start = bound.number(1, 0);
    int offset = Math.clamp(start < 0 ? (long) start + length : start, 0, length);
    var text = (String) Members.slice(s, bound.get(1, null), bound.get(2, null), null);
    if (name.equals("count")) {
      return (long) Splitting.count(text, part);
    }
    int unit = name.startsWith("r") ? text.lastIndexOf(part) : text.indexOf(part);
    if (unit < 0 && name.endsWith("index")) {
      throw JinjaException.render(name + "(): " + Text.repr(part) + " is not in the string");
    }
    return unit < 0 ? -1L : (long) offset + text.codePointCount(0, unit);
  }

  private static String zeroFill(String s, int width) {
    int sign = s.startsWith("-") || s.startsWith("+") ? 1 : 0;
    int missing = Math.max(0, width - Text.length(s));
    return s.substring(0, sign) + "0".repeat(missing) + s.substring(sign);
  }

  private static String justify(String s, String name, Arguments args) {
    var bound = args.bind(name, 1, "width", "fillchar");
    var fill = bound.text(1, " ");
    int width = bound.number(0, 0);
    int missing = Math.max(0, width - Text.length(s));
    // Python puts the odd one to the left when the width is odd.
    int left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (missing & width & 1);
        };
    return fill.repeat(left) + s + fill.repeat(missing - left);
  }
}
