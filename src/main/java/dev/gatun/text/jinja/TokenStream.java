package dev.gatun.text.jinja;

import java.util.List;

/** The tokens of a template with a place in them. */
final class TokenStream {
  private final List<Token> tokens;
  private int position;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  Token ahead() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  Token next() {
    var token = current();
    if (position < tokens.size() - 1) {
      position++;
    }
    return token;
  }

  boolean at(Token.Kind kind) {
    return current().kind() == kind;
  }

  boolean atName(String name) {
    return current().isName(name);
  }

  boolean atOperator(String operator) {
    return current().isOperator(operator);
  }

  boolean skipName(String name) {
    if (atName(name)) {
      next();
      return true;
    }
    return false;
  }

  boolean skipOperator(String operator) {
    if (atOperator(operator)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(Token.Kind kind, String what) {
    if (!at(kind)) {
      throw unexpected(what);
    }
    return next();
  }

  String expectName() {
    return expect(Token.Kind.NAME, "a name").text();
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  JinjaException unexpected(String wanted) {
    return JinjaException.syntax(
        "expected " + wanted + ", found " + current().describe(), current().line());
  }
}
