package dev.gatun.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the values of expressions. */
final class Evaluator {
  @Nullable Object evaluate(Expr expression, Scope scope) {
    try {
      return compute(expression, scope);
    } catch (JinjaException e) {
      throw e.at(expression.line());
    }
  }

  private @Nullable Object compute(Expr expression, Scope scope) {
    return switch (expression) {
      case Expr.Const constant -> constant.value();
      case Expr.Name name -> scope.get(name.name());
      case Expr.TupleOf tuple -> new Tuple(all(tuple.items(), scope));
      case Expr.ListOf list -> all(list.items(), scope);
      case Expr.DictOf dict -> dict(dict, scope);
      case Expr.Attribute get -> Members.attribute(evaluate(get.target(), scope), get.name());
      case Expr.Item get -> item(get, scope);
      case Expr.Slice slice ->
          throw JinjaException.render("a slice cannot stand among several keys");
      case Expr.Call call -> {
        var callee = evaluate(call.callee(), scope);
        yield call(callee, arguments(call.args(), scope), call.line());
      }
      case Expr.Filter filter -> filtered(filter, null, scope);
      case Expr.Test test -> test(test, scope);
      case Expr.Unary unary -> Operators.sign(unary.operator(), evaluate(unary.operand(), scope));
      case Expr.Binary binary -> {
        var left = evaluate(binary.left(), scope);
        yield Operators.binary(binary.operator(), left, evaluate(binary.right(), scope));
      }
      case Expr.Concat concat -> {
        var text = new StringBuilder();
        for (var part : concat.parts()) {
          text.append(Values.str(evaluate(part, scope)));
        }
        yield text.toString();
      }
      case Expr.Compare compare -> compare(compare, scope);
      case Expr.And and -> {
        var left = evaluate(and.left(), scope);
        yield Values.truth(left) ? evaluate(and.right(), scope) : left;
      }
      case Expr.Or or -> {
        var left = evaluate(or.left(), scope);
        yield Values.truth(left) ? left : evaluate(or.right(), scope);
      }
      case Expr.Not not -> !Values.truth(evaluate(not.operand(), scope));
      case Expr.Conditional choice -> conditional(choice, scope);
      case Expr.NamespaceRef ref -> Members.attribute(scope.get(ref.namespace()), ref.attribute());
    };
  }

  private @Nullable Object conditional(Expr.Conditional choice, Scope scope) {
    if (Values.truth(evaluate(choice.test(), scope))) {
      return evaluate(choice.then(), scope);
    }
    return choice.otherwise() != null
        ? evaluate(choice.otherwise(), scope)
        : new Undefined("the 'if' expression was false and has no 'else'");
  }

  private List<@Nullable Object> all(List<Expr> expressions, Scope scope) {
    List<@Nullable Object> values = new ArrayList<>(expressions.size());
    for (var expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Map<@Nullable Object, @Nullable Object> dict(Expr.DictOf dict, Scope scope) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (var entry : dict.entries()) {
      var key = evaluate(entry.key(), scope);
      if (key instanceof Map || key instanceof List && !(key instanceof Tuple)) {
        throw JinjaException.render("a " + Values.typeName(key) + " cannot be a key");
      }
      map.put(key, evaluate(entry.value(), scope));
    }
    return map;
  }

  private @Nullable Object item(Expr.Item get, Scope scope) {
    var target = evaluate(get.target(), scope);
    if (get.key() instanceof Expr.Slice slice) {
      return Members.slice(
          target,
          bound(slice.start(), scope),
          bound(slice.stop(), scope),
          bound(slice.step(), scope));
    }
    return Members.item(target, evaluate(get.key(), scope));
  }

  private @Nullable Object bound(@Nullable Expr expression, Scope scope) {
    return expression == null ? null : evaluate(expression, scope);
  }

  private boolean compare(Expr.Compare compare, Scope scope) {
    var left = evaluate(compare.first(), scope);
    for (var comparison : compare.rest()) {
      var right = evaluate(comparison.operand(), scope);
      if (!Operators.compare(comparison.operator(), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private boolean test(Expr.Test test, Scope scope) {
    var value = evaluate(test.target(), scope);
    return Tests.apply(test.name(), value, arguments(test.args(), scope));
  }

  /** A filter, or a chain of them; {@code text} is what a chain without target starts from. */
  @Nullable Object filtered(Expr.Filter filter, @Nullable Object text, Scope scope) {
    var value =
        switch (filter.target()) {
          case null -> text;
          case Expr.Filter inner when text != null -> filtered(inner, text, scope);
          case Expr target -> evaluate(target, scope);
        };
    try {
      return Filters.apply(filter.name(), value, arguments(filter.args(), scope));
    } catch (JinjaException e) {
      throw e.at(filter.line());
    }
  }

  Arguments arguments(Expr.CallArgs args, Scope scope) {
    var positional = all(args.positional(), scope);
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (var argument : args.named()) {
      named.put(argument.name(), evaluate(argument.value(), scope));
    }
    if (args.star() != null) {
      positional.addAll(Iterables.list(evaluate(args.star(), scope)));
    }
    if (args.doubleStar() != null) {
      if (!(evaluate(args.doubleStar(), scope) instanceof Map<?, ?> map)) {
        throw JinjaException.render("what follows ** in a call must be a mapping");
      }
      map.forEach((name, value) -> named.put(Values.str(name), value));
    }
    return new Arguments(positional, named);
  }

  @Nullable Object call(@Nullable Object callee, Arguments args, int line) {
    try {
      return switch (callee) {
        case Callable callable -> callable.call(args);
        case LoopState loop -> loop.call(args);
        case Undefined missing -> throw missing.failure();
        case null, default ->
            throw JinjaException.render("a " + Values.typeName(callee) + " cannot be called");
      };
    } catch (JinjaException e) {
      throw e.at(line);
    }
  }
}
