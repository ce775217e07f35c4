package dev.gatun.text.jinja;

import dev.gatun.text.jinja.Expr.CallArgs;
import dev.gatun.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can follow a value: {@code .name}, {@code [key]}, {@code (arguments)}, filters, tests. */
final class SuffixParser {
  private final TokenStream in;
  private final ExpressionParser expressions;

  SuffixParser(TokenStream in, ExpressionParser expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  /** Attributes, items and calls after {@code start}. */
  Expr postfix(Expr start) {
    var value = start;
    while (true) {
      int line = in.line();
      if (in.skipOperator(".")) {
        value = member(value, line);
      } else if (in.skipOperator("[")) {
        value = new Expr.Item(value, subscript(), line);
      } else if (in.atOperator("(")) {
        value = new Expr.Call(value, arguments(), line);
      } else {
        return value;
      }
    }
  }

  private Expr member(Expr target, int line) {
    if (in.at(Kind.INTEGER)) {
      return new Expr.Item(target, new Expr.Const(in.next().value(), line), line);
    }
    return new Expr.Attribute(target, in.expectName(), line);
  }

  private Expr subscript() {
    int line = in.line();
    List<Expr> keys = new ArrayList<>();
    while (!in.atOperator("]")) {
      if (!keys.isEmpty()) {
        in.expectOperator(",");
      }
      keys.add(sliceOrKey());
    }
    in.next();
    return keys.size() == 1 ? keys.get(0) : new Expr.TupleOf(keys, line);
  }

  private Expr sliceOrKey() {
    int line = in.line();
    Expr start = in.atOperator(":") ? null : expressions.expression();
    if (start != null && !in.atOperator(":")) {
      return start;
    }
    in.next();
    var stop = sliceBound();
    var step = in.skipOperator(":") ? sliceBound() : null;
    return new Expr.Slice(start, stop, step, line);
  }

  private @Nullable Expr sliceBound() {
    return in.atOperator(":") || in.atOperator("]") || in.atOperator(",")
        ? null
        : expressions.expression();
  }

  /** Filters, tests and calls after {@code start}. */
  Expr filtered(Expr start) {
    var value = start;
    while (true) {
      int line = in.line();
      if (in.skipOperator("|")) {
        value = filter(value);
      } else if (in.skipName("is")) {
        value = test(value, line);
      } else if (in.atOperator("(")) {
        value = new Expr.Call(value, arguments(), line);
      } else {
        return value;
      }
    }
  }

  /** The filter whose name is next; {@code |} is already read. */
  Expr.Filter filter(@Nullable Expr target) {
    int line = in.line();
    var name = dottedName();
    var args = in.atOperator("(") ? arguments() : CallArgs.NONE;
    return new Expr.Filter(target, name, args, line);
  }

  private String dottedName() {
    var name = new StringBuilder(in.expectName());
    while (in.skipOperator(".")) {
      name.append('.').append(in.expectName());
    }
    return name.toString();
  }

  private Expr test(Expr target, int line) {
    boolean negated = in.skipName("not");
    var name = dottedName();
    var args = CallArgs.NONE;
    if (in.atOperator("(")) {
      args = arguments();
    } else if (testArgumentFollows()) {
      if (in.atName("is")) {
        throw JinjaException.syntax("tests cannot be chained with 'is'", in.line());
      }
      args = new CallArgs(List.of(postfix(expressions.primary())), List.of(), null, null);
    }
    Expr test = new Expr.Test(target, name, args, line);
    return negated ? new Expr.Not(test, line) : test;
  }

  private boolean testArgumentFollows() {
    return switch (in.current().kind()) {
      case NAME -> !Set.of("else", "or", "and").contains(in.current().text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> in.atOperator("[") || in.atOperator("{");
      default -> false;
    };
  }

  private CallArgs arguments() {
    return new ArgumentParser(in, expressions).parse();
  }
}
