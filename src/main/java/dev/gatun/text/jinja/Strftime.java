package dev.gatun.text.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** {@code strftime} in the C locale. */
final class Strftime {
  private Strftime() {}

  static String format(String format, ZonedDateTime time) {
    var out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char code = format.charAt(++i);
      boolean unpadded = code == '-' && i + 1 < format.length();
      if (unpadded) {
        code = format.charAt(++i);
      }
      var text = convert(code, time);
      out.append(unpadded ? text.replaceFirst("^[0 ]+(?=.)", "") : text);
    }
    return out.toString();
  }

  private static String convert(char code, ZonedDateTime time) {
    var pattern =
        switch (code) {
          case 'a' -> "EEE";
          case 'A' -> "EEEE";
          case 'b', 'h' -> "MMM";
          case 'B' -> "MMMM";
          case 'c' -> "EEE MMM ppd HH:mm:ss uuuu";
          case 'd' -> "dd";
          case 'D', 'x' -> "MM/dd/yy";
          case 'e' -> "ppd";
          case 'f' -> "SSSSSS";
          case 'F' -> "uuuu-MM-dd";
          case 'H' -> "HH";
          case 'I' -> "hh";
          case 'j' -> "DDD";
          case 'm' -> "MM";
          case 'M' -> "mm";
          case 'p' -> "a";
          case 'R' -> "HH:mm";
          case 'S' -> "ss";
          case 'T', 'X' -> "HH:mm:ss";
          case 'y' -> "yy";
          case 'Y' -> "uuuu";
          default -> "";
        };
    if (code == 'u') {
      return String.valueOf(time.getDayOfWeek().getValue());
    }
    if (!pattern.isEmpty()) {
      return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }
    return switch (code) {
      case '%' -> "%";
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case 's' -> String.valueOf(time.toEpochSecond());
      case 'z', 'Z' -> ""; // Python's local time without zone, as transformers passes it
      default -> throw JinjaException.render("strftime_now() does not know %" + code);
    };
  }
}
