package dev.gatun.text.jinja;

import dev.gatun.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** What stands between the parentheses of a call, and of a macro's definition. */
final class ArgumentParser {
  private final TokenStream in;
  private final ExpressionParser expressions;

  ArgumentParser(TokenStream in, ExpressionParser expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  Expr.CallArgs parse() {
    int line = in.line();
    in.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Named> named = new ArrayList<>();
    Expr star = null;
    Expr doubleStar = null;
    while (!in.atOperator(")")) {
      if (in.skipOperator("*")) {
        require(star == null && doubleStar == null, line);
        star = expressions.expression();
      } else if (in.skipOperator("**")) {
        require(doubleStar == null, line);
        doubleStar = expressions.expression();
      } else if (in.at(Kind.NAME) && in.ahead().isOperator("=")) {
        require(doubleStar == null, line);
        var name = in.next().text();
        in.expectOperator("=");
        named.add(new Expr.Named(name, expressions.expression()));
      } else {
        require(star == null && doubleStar == null && named.isEmpty(), line);
        positional.add(expressions.expression());
      }
      if (!in.atOperator(")")) {
        in.expectOperator(",");
      }
    }
    in.next();
    return new Expr.CallArgs(positional, named, star, doubleStar);
  }

  private static void require(boolean order, int line) {
    if (!order) {
      throw JinjaException.syntax(
          "arguments of a call go: positional, then name=value, then *args, then **kwargs", line);
    }
  }

  List<Stmt.Parameter> parameters() {
    in.expectOperator("(");
    List<Stmt.Parameter> parameters = new ArrayList<>();
    boolean defaults = false;
    while (!in.atOperator(")")) {
      if (!parameters.isEmpty()) {
        in.expectOperator(",");
      }
      int line = in.line();
      var name = in.expectName();
      Expr byDefault = in.skipOperator("=") ? expressions.expression() : null;
      if (byDefault == null && defaults) {
        throw JinjaException.syntax("a parameter without default follows one with default", line);
      }
      defaults |= byDefault != null;
      parameters.add(new Stmt.Parameter(name, byDefault));
    }
    in.next();
    return parameters;
  }
}
