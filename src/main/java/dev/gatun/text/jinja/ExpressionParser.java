package dev.gatun.text.jinja;

import dev.gatun.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expressions, by precedence from loosest: {@code if else}, {@code or}, {@code and}, {@code not},
 * comparisons, {@code + -}, {@code ~}, {@code * / // %}, {@code **}, sign, then postfix, filters
 * and tests.
 */
final class ExpressionParser {
  /** Deeper nesting would risk the Java stack, here or in the evaluator. */
  private static final int MAX_DEPTH = 200;

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");

  private final TokenStream in;
  private final SuffixParser suffixes;
  private Set<String> namesRead = new HashSet<>();
  private int depth;

  ExpressionParser(TokenStream in) {
    this.in = in;
    this.suffixes = new SuffixParser(in, this);
  }

  /** Starts collecting the names read from here on; returns the set that was being filled. */
  Set<String> collectNames() {
    var outer = namesRead;
    namesRead = new HashSet<>();
    return outer;
  }

  /** Ends a collection: the names it read, which also count as read by {@code outer}. */
  Set<String> namesCollected(Set<String> outer) {
    var inner = namesRead;
    outer.addAll(inner);
    namesRead = outer;
    return inner;
  }

  Expr expression() {
    if (++depth > MAX_DEPTH) {
      throw JinjaException.syntax("expressions are nested too deeply", in.line());
    }
    int line = in.line();
    var value = or();
    while (in.skipName("if")) {
      var test = or();
      Expr otherwise = in.skipName("else") ? expression() : null;
      value = new Expr.Conditional(test, value, otherwise, line);
    }
    depth--;
    return value;
  }

  /** An expression, or a tuple when there are commas. */
  Expr tuple() {
    return tuple(this::expression, Set.of(), false);
  }

  /** As {@link #tuple} but without {@code if else}, which belongs to the tag around it. */
  Expr tupleWithoutCondition(Set<String> endNames) {
    return tuple(this::or, endNames, false);
  }

  /** What {@code set}, {@code for} and {@code with} assign to. */
  Expr target(Set<String> endNames) {
    int line = in.line();
    var target = tuple(this::targetItem, endNames, false);
    checkAssignable(target, line);
    return target;
  }

  private Expr targetItem() {
    if (in.at(Kind.NAME) && in.ahead().isOperator(".")) {
      int line = in.line();
      var namespace = in.next().text();
      in.expectOperator(".");
      return new Expr.NamespaceRef(namespace, in.expectName(), line);
    }
    return primary();
  }

  private static void checkAssignable(Expr target, int line) {
    switch (target) {
      case Expr.Name name when !Set.of("loop", "self", "super").contains(name.name()) -> {}
      case Expr.NamespaceRef ref -> {}
      case Expr.TupleOf tuple -> tuple.items().forEach(item -> checkAssignable(item, line));
      default -> throw JinjaException.syntax("cannot assign to this expression", line);
    }
  }

  private interface Part {
    Expr parse();
  }

  private Expr tuple(Part part, Set<String> endNames, boolean parenthesized) {
    int line = in.line();
    List<Expr> items = new ArrayList<>();
    boolean commas = false;
    while (!tupleEnds(endNames)) {
      items.add(part.parse());
      if (!in.skipOperator(",")) {
        break;
      }
      commas = true;
    }
    if (commas || items.isEmpty() && parenthesized) {
      return new Expr.TupleOf(items, line);
    }
    if (items.isEmpty()) {
      throw in.unexpected("an expression");
    }
    return items.get(0);
  }

  private boolean tupleEnds(Set<String> endNames) {
    return in.at(Kind.PRINT_END)
        || in.at(Kind.BLOCK_END)
        || in.atOperator(")")
        || in.at(Kind.NAME) && endNames.contains(in.current().text());
  }

  /** The filter whose name is next; {@code |} is already read. */
  Expr.Filter filter(@Nullable Expr target) {
    return suffixes.filter(target);
  }

  /** {@code a | b | c} after a tag's own words; null when there is none. */
  Expr.@Nullable Filter filterChain(Expr.@Nullable Filter first) {
    var chain = first;
    while (in.skipOperator("|")) {
      chain = filter(chain);
    }
    return chain;
  }

  private Expr or() {
    int line = in.line();
    var left = and();
    while (in.skipName("or")) {
      left = new Expr.Or(left, and(), line);
    }
    return left;
  }

  private Expr and() {
    int line = in.line();
    var left = not();
    while (in.skipName("and")) {
      left = new Expr.And(left, not(), line);
    }
    return left;
  }

  private Expr not() {
    int line = in.line();
    int negations = 0;
    while (in.skipName("not")) {
      negations++;
    }
    var value = compare();
    for (int i = 0; i < Math.min(negations, 2 - negations % 2); i++) {
      value = new Expr.Not(value, line); // not not not x is not x; not not x is a truth value
    }
    return value;
  }

  private Expr compare() {
    int line = in.line();
    var first = sum();
    List<Expr.Comparison> rest = new ArrayList<>();
    while (true) {
      if (in.at(Kind.OPERATOR) && COMPARISONS.contains(in.current().text())) {
        rest.add(new Expr.Comparison(in.next().text(), sum()));
      } else if (in.skipName("in")) {
        rest.add(new Expr.Comparison("in", sum()));
      } else if (in.atName("not") && in.ahead().isName("in")) {
        in.next();
        in.next();
        rest.add(new Expr.Comparison("not in", sum()));
      } else {
        return rest.isEmpty() ? first : new Expr.Compare(first, rest, line);
      }
    }
  }

  private Expr sum() {
    int line = in.line();
    var left = concat();
    while (in.atOperator("+") || in.atOperator("-")) {
      left = new Expr.Binary(in.next().text(), left, concat(), line);
    }
    return left;
  }

  private Expr concat() {
    int line = in.line();
    List<Expr> parts = new ArrayList<>();
    parts.add(product());
    while (in.skipOperator("~")) {
      parts.add(product());
    }
    return parts.size() == 1 ? parts.get(0) : new Expr.Concat(parts, line);
  }

  private Expr product() {
    int line = in.line();
    var left = power();
    while (in.at(Kind.OPERATOR) && PRODUCTS.contains(in.current().text())) {
      left = new Expr.Binary(in.next().text(), left, power(), line);
    }
    return left;
  }

  private Expr power() {
    int line = in.line();
    var left = suffixes.filtered(unary());
    while (in.skipOperator("**")) {
      left = new Expr.Binary("**", left, suffixes.filtered(unary()), line);
    }
    return left;
  }

  private Expr unary() {
    int line = in.line();
    if (in.atOperator("-") || in.atOperator("+")) {
      if (++depth > MAX_DEPTH) {
        throw JinjaException.syntax("expressions are nested too deeply", line);
      }
      var sign = in.next().text();
      var operand = unary();
      depth--;
      return suffixes.postfix(new Expr.Unary(sign, operand, line));
    }
    return suffixes.postfix(primary());
  }

  /** A literal, a name, or an expression in parentheses. */
  Expr primary() {
    var token = in.current();
    int line = token.line();
    switch (token.kind()) {
      case NAME -> {
        in.next();
        return name(token.text(), line);
      }
      case STRING -> {
        var text = new StringBuilder();
        while (in.at(Kind.STRING)) { // neighbouring literals are one string
          text.append(in.next().text());
        }
        return new Expr.Const(text.toString(), line);
      }
      case INTEGER, FLOAT -> {
        in.next();
        return new Expr.Const(token.value(), line);
      }
      default -> {
        if (in.skipOperator("(")) {
          var inner = tuple(this::expression, Set.of(), true);
          in.expectOperator(")");
          return inner;
        }
        if (in.skipOperator("[")) {
          return new Expr.ListOf(items(), line);
        }
        if (in.skipOperator("{")) {
          return new Expr.DictOf(entries(), line);
        }
        throw in.unexpected("an expression");
      }
    }
  }

  private Expr name(String name, int line) {
    return switch (name) {
      case "true", "True" -> new Expr.Const(true, line);
      case "false", "False" -> new Expr.Const(false, line);
      case "none", "None" -> new Expr.Const(null, line);
      default -> {
        namesRead.add(name);
        yield new Expr.Name(name, line);
      }
    };
  }

  private List<Expr> items() {
    List<Expr> items = new ArrayList<>();
    while (!in.atOperator("]")) {
      items.add(expression());
      if (!in.atOperator("]")) {
        in.expectOperator(",");
      }
    }
    in.next();
    return items;
  }

  private List<Expr.Entry> entries() {
    List<Expr.Entry> entries = new ArrayList<>();
    while (!in.atOperator("}")) {
      var key = expression();
      in.expectOperator(":");
      entries.add(new Expr.Entry(key, expression()));
      if (!in.atOperator("}")) {
        in.expectOperator(",");
      }
    }
    in.next();
    return entries;
  }
}
