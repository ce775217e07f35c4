package dev.gatun.text.jinja;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits a template into tokens, with the white space rules of {@code trim_blocks} and {@code
 * lstrip_blocks}: the newline after a block or comment goes, and so does indentation before one;
 * {@code -} strips all white space on its side, {@code +} strips none.
 */
final class Lexer {
  private static final Pattern NEWLINE = Pattern.compile("\r\n|\r|\n");
  private static final Pattern RAW_BEGIN =
      Pattern.compile("\\{%([-+]?)\\s*raw\\s*(?:-%}\\s*|%})", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern RAW_END =
      Pattern.compile(
          "\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\n?)", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern COMMENT_END =
      Pattern.compile("\\+#}|-#}\\s*|#}\n?", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern BLOCK_END =
      Pattern.compile("\\+%}|-%}\\s*|%}\n?", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern PRINT_END =
      Pattern.compile("-}}\\s*|}}", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?<!\\.)(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+"
              + "|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\\da-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
  private static final Pattern NAME = Pattern.compile("[\\w\\d]+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern OPERATOR =
      Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;

  /** The last match ended with a newline, so white space that follows is indentation. */
  private boolean lineStart = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    var text = NEWLINE.matcher(template).replaceAll("\n");
    if (text.endsWith("\n")) {
      text = text.substring(0, text.length() - 1);
    }
    var lexer = new Lexer(text);
    lexer.root();
    return lexer.tokens;
  }

  private void root() {
    while (position < source.length()) {
      int tag = nextTag(position);
      if (tag < 0) {
        add(Token.Kind.DATA, source.substring(position));
        advance(source.length());
        break;
      }
      char kind = source.charAt(tag + 1);
      var raw = RAW_BEGIN.matcher(source).region(tag, source.length());
      char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
      if (kind == '%' && raw.lookingAt()) {
        data(tag, sign(raw), true);
        advance(raw.end());
        rawBody();
      } else {
        int open = sign == '-' || sign == '+' ? tag + 3 : tag + 2;
        data(tag, sign, kind != '{');
        int opened = line;
        advance(open);
        switch (kind) {
          case '#' -> comment(opened);
          case '%' -> tag(Token.Kind.BLOCK_BEGIN, Token.Kind.BLOCK_END, BLOCK_END);
          default -> tag(Token.Kind.PRINT_BEGIN, Token.Kind.PRINT_END, PRINT_END);
        }
      }
    }
    tokens.add(new Token(Token.Kind.END, null, line));
  }

  private int nextTag(int from) {
    for (int at = source.indexOf('{', from); at >= 0; at = source.indexOf('{', at + 1)) {
      if (at + 1 < source.length() && "%{#".indexOf(source.charAt(at + 1)) >= 0) {
        return at;
      }
    }
    return -1;
  }

  private static char sign(Matcher tag) {
    return tag.group(1).isEmpty() ? ' ' : tag.group(1).charAt(0);
  }

  /** Template text up to {@code end}, stripped as the tag that follows asks. */
  private void data(int end, char sign, boolean block) {
    var text = source.substring(position, end);
    var kept = text;
    if (sign == '-') {
      kept = Text.stripRight(text);
    } else if (sign != '+' && block) {
      int indent = text.lastIndexOf('\n') + 1;
      if ((indent > 0 || lineStart) && Text.isSpaceOrEmpty(text.substring(indent))) {
        kept = text.substring(0, indent);
      }
    }
    if (!kept.isEmpty()) {
      add(Token.Kind.DATA, kept);
    }
    advance(end);
  }

  private void rawBody() {
    var end = RAW_END.matcher(source);
    if (!end.find(position)) {
      throw JinjaException.syntax("{% raw %} has no {% endraw %}", line);
    }
    data(end.start(), sign(end), true);
    advance(end.end());
  }

  private void comment(int opened) {
    var end = COMMENT_END.matcher(source);
    if (!end.find(position)) {
      throw JinjaException.syntax("the comment '{#' has no end '#}'", opened);
    }
    advance(end.end());
  }

  private void tag(Token.Kind begin, Token.Kind end, Pattern endPattern) {
    add(begin, null);
    Deque<Character> open = new ArrayDeque<>();
    while (position < source.length()) {
      var close = at(endPattern);
      if (open.isEmpty() && close.lookingAt()) {
        add(end, null);
        advance(close.end());
        return;
      }
      var space = at(SPACE);
      if (space.lookingAt()) {
        advance(space.end());
      } else {
        lexeme(open);
      }
    }
    throw JinjaException.syntax(
        "the template ends inside a tag, where "
            + (end == Token.Kind.BLOCK_END ? "'%}'" : "'}}'")
            + " is missing",
        line);
  }

  private Matcher at(Pattern pattern) {
    // Transparent bounds: the float pattern looks behind the region's start.
    return pattern.matcher(source).region(position, source.length()).useTransparentBounds(true);
  }

  private void lexeme(Deque<Character> open) {
    char first = source.charAt(position);
    if (first == '"' || first == '\'') {
      string(first);
      return;
    }
    var number = at(FLOAT);
    if (number.lookingAt()) {
      add(Token.Kind.FLOAT, Double.valueOf(number.group().replace("_", "")));
      advance(number.end());
      return;
    }
    var integer = at(INTEGER);
    if (integer.lookingAt()) {
      add(Token.Kind.INTEGER, integer(integer.group().replace("_", "")));
      advance(integer.end());
      return;
    }
    var name = at(NAME);
    if (name.lookingAt()) {
      add(Token.Kind.NAME, name.group());
      advance(name.end());
      return;
    }
    var operator = at(OPERATOR);
    if (!operator.lookingAt()) {
      throw JinjaException.syntax(
          "unexpected character '" + Character.toString(source.codePointAt(position)) + "'", line);
    }
    balance(operator.group().charAt(0), open);
    add(Token.Kind.OPERATOR, operator.group());
    advance(operator.end());
  }

  private void balance(char operator, Deque<Character> open) {
    switch (operator) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty()) {
          throw JinjaException.syntax("unexpected '" + operator + "'", line);
        }
        char expected = open.pop();
        if (expected != operator) {
          throw JinjaException.syntax(
              "unexpected '" + operator + "', expected '" + expected + "'", line);
        }
      }
      default -> {}
    }
  }

  private static Object integer(String digits) {
    var value =
        switch (digits.length() > 1 ? Character.toLowerCase(digits.charAt(1)) : ' ') {
          case 'x' -> new BigInteger(digits.substring(2), 16);
          case 'o' -> new BigInteger(digits.substring(2), 8);
          case 'b' -> new BigInteger(digits.substring(2), 2);
          default -> new BigInteger(digits);
        };
    return Values.integer(value);
  }

  private void string(char quote) {
    for (int end = position + 1; end < source.length(); end++) {
      char c = source.charAt(end);
      if (c == '\\') {
        end++;
      } else if (c == quote) {
        add(Token.Kind.STRING, Escapes.decode(source.substring(position + 1, end), line));
        advance(end + 1);
        return;
      }
    }
    throw JinjaException.syntax("the string that starts here has no closing quote", line);
  }

  private void add(Token.Kind kind, @Nullable Object value) {
    tokens.add(new Token(kind, value, line));
  }

  private void advance(int to) {
    for (int i = position; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    if (to > position) {
      lineStart = source.charAt(to - 1) == '\n';
    }
    position = to;
  }
}
