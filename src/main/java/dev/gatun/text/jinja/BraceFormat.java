package dev.gatun.text.jinja;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code "{} {name}".format(...)}, without format specifications. */
final class BraceFormat {
  private static final Pattern FIELD = Pattern.compile("\\{\\{|}}|\\{([^{}!:]*)(![sr])?}");
  private static final Pattern STEP = Pattern.compile("\\.(\\w+)|\\[([^\\]]*)]");

  private BraceFormat() {}

  static String format(String format, Arguments args) {
    var field = FIELD.matcher(format);
    var out = new StringBuilder();
    int end = 0;
    int automatic = 0;
    while (field.find()) {
      out.append(text(format, end, field.start()));
      end = field.end();
      if (field.group(1) == null) {
        out.append(field.group().charAt(0));
        continue;
      }
      var path = field.group(1);
      var value = value(path.isEmpty() ? String.valueOf(automatic++) : path, args);
      out.append("!r".equals(field.group(2)) ? Values.repr(value) : Values.str(value));
    }
    return out.append(text(format, end, format.length())).toString();
  }

  private static String text(String format, int start, int end) {
    var text = format.substring(start, end);
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw JinjaException.render(
          "format() supports {}, {0}, {name} and {name.item}, which "
              + Text.repr(format)
              + " goes beyond");
    }
    return text;
  }

  private static @Nullable Object value(String path, Arguments args) {
    int split = 0;
    while (split < path.length() && path.charAt(split) != '.' && path.charAt(split) != '[') {
      split++;
    }
    var name = path.substring(0, split);
    Object value;
    if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
      var at = Members.item(args.positional(), Long.valueOf(name));
      if (at instanceof Undefined) {
        throw JinjaException.render("format() has no value for {" + name + "}");
      }
      value = at;
    } else if (args.named().containsKey(name)) {
      value = args.named().get(name);
    } else {
      throw JinjaException.render("format() has no value for {" + name + "}");
    }
    var step = STEP.matcher(path.substring(split));
    while (step.find()) {
      value =
          step.group(1) != null
              ? Members.attribute(value, step.group(1))
              : Members.path(value, step.group(2));
    }
    return value;
  }
}
