package dev.gatun.text.jinja;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters that make strings. All print their input first, as Jinja's do. */
final class TextFilters {
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  /** Jinja's title filter starts a word after a dash, white space or an opening bracket. */
  private static final Pattern WORD_START =
      Pattern.compile("(?<=[-\\s({\\[<])|(?=[-\\s({\\[<])", Pattern.UNICODE_CHARACTER_CLASS);

  private TextFilters() {}

  static void addTo(Map<String, Filters.Body> filters) {
    filters.put("upper", plain("upper", Text::upper));
    filters.put("lower", plain("lower", Text::lower));
    filters.put("capitalize", plain("capitalize", Text::capitalize));
    filters.put("title", plain("title", TextFilters::title));
    filters.put("string", plain("string", text -> text));
    filters.put("safe", plain("safe", text -> text)); // nothing escapes, so all is safe
    filters.put("escape", plain("escape", TextFilters::escape));
    filters.put("e", plain("e", TextFilters::escape));
    filters.put("forceescape", plain("forceescape", TextFilters::escape));
    filters.put("wordcount", plain("wordcount", text -> WORD.matcher(text).results().count()));
    filters.put("trim", TextFilters::trim);
    filters.put("replace", TextFilters::replace);
    filters.put("indent", TextFilters::indent);
    filters.put("center", TextFilters::center);
    filters.put("truncate", TextFilters::truncate);
    filters.put("format", TextFilters::format);
    filters.put("join", TextFilters::join);
    filters.put("urlencode", TextFilters::urlEncode);
    filters.put("tojson", Json::filter);
  }

  private static Filters.Body plain(
      String name, java.util.function.Function<String, Object> change) {
    return (value, args) -> {
      args.bind(name, 0);
      return change.apply(Values.str(value));
    };
  }

  private static String title(String text) {
    var out = new StringBuilder();
    for (var part : WORD_START.split(text)) {
      out.append(Text.capitalize(part));
    }
    return out.toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }

  private static String trim(@Nullable Object value, Arguments args) {
    var bound = args.bind("trim", 0, "chars");
    var text = Values.str(value);
    if (bound.get(0) == null) {
      return Text.strip(text);
    }
    return Text.stripLeft(Text.stripRight(text, bound.text(0)), bound.text(0));
  }

  private static String replace(@Nullable Object value, Arguments args) {
    var bound = args.bind("replace", 2, "old", "new", "count");
    return StringMethods.replace(
        Values.str(value),
        Values.str(bound.get(0)),
        Values.str(bound.get(1)),
        bound.get(2) == null ? -1 : bound.number(2, -1));
  }

  private static String indent(@Nullable Object value, Arguments args) {
    var bound = args.bind("indent", 0, "width", "first", "blank");
    var prefix =
        bound.get(0) instanceof String given ? given : " ".repeat(Math.max(0, bound.number(0, 4)));
    boolean first = bound.flag(1, false);
    boolean blank = bound.flag(2, false);
    if (!(value instanceof String text)) {
      throw JinjaException.render("indent needs a string, not " + Values.typeName(value));
    }
    var lines = Splitting.lines(text + "\n", false);
    var out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      var line = (String) lines.get(i);
      boolean indented = i == 0 ? first : blank || !line.isEmpty();
      out.append(i == 0 ? "" : "\n").append(indented ? prefix : "").append(line);
    }
    return out.toString();
  }

  private static Object center(@Nullable Object value, Arguments args) {
    var bound = args.bind("center", 0, "width");
    var center = StringMethods.find(Values.str(value), "center");
    return Objects.requireNonNull(center).call(Arguments.of((long) bound.number(0, 80)));
  }

  private static @Nullable Object truncate(@Nullable Object value, Arguments args) {
    var bound = args.bind("truncate", 0, "length", "killwords", "end", "leeway");
    int length = bound.number(0, 255);
    var end = bound.text(2, "...");
    int leeway = bound.get(3) == null ? 5 : bound.number(3, 5);
    var size =
        Iterables.length(value)
            .orElseThrow(() ->
                JinjaException.render("truncate: " + Values.typeName(value) + " has no length"));
    if (size <= length + leeway) {
      return value;
    }
    if (!(value instanceof String text)) {
      throw JinjaException.render("truncate needs a string, not " + Values.typeName(value));
    }
    int keep = length - Text.length(end);
    if (keep < 0) {
      throw JinjaException.render("truncate: the length must be at least that of the end");
    }
    var cut = text.substring(0, text.offsetByCodePoints(0, keep));
    int space = cut.lastIndexOf(' ');
    return (bound.flag(1, false) || space < 0 ? cut : cut.substring(0, space)) + end;
  }

  private static String format(@Nullable Object value, Arguments args) {
    if (!args.positional().isEmpty() && !args.named().isEmpty()) {
      throw JinjaException.render("format takes positional or named values, not both");
    }
    return PercentFormat.format(
        Values.str(value), args.named().isEmpty() ? new Tuple(args.positional()) : args.named());
  }

  private static String join(@Nullable Object value, Arguments args) {
    var bound = args.bind("join", 0, "d", "attribute");
    List<String> parts = new ArrayList<>();
    for (Object item : Iterables.list(value)) {
      parts.add(Values.str(Members.path(item, bound.get(1, null))));
    }
    return String.join(Values.str(bound.get(0, "")), parts);
  }

  private static String urlEncode(@Nullable Object value, Arguments args) {
    args.bind("urlencode", 0);
    if (value instanceof Map<?, ?> map) {
      List<String> parts = new ArrayList<>();
      map.forEach((name, each) -> parts.add(quoteAll(name) + "=" + quoteAll(each)));
      return String.join("&", parts);
    }
    return quoteAll(value).replace("+", "%20").replace("%2F", "/");
  }

  private static String quoteAll(@Nullable Object value) {
    return URLEncoder.encode(Values.str(value), StandardCharsets.UTF_8)
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
