package dev.gatun.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression. */
sealed interface Expr {
  int line();

  record Const(@Nullable Object value, int line) implements Expr {}

  record Name(String name, int line) implements Expr {}

  record TupleOf(List<Expr> items, int line) implements Expr {}

  record ListOf(List<Expr> items, int line) implements Expr {}

  record DictOf(List<Entry> entries, int line) implements Expr {}

  record Entry(Expr key, Expr value) {}

  record Attribute(Expr target, String name, int line) implements Expr {}

  record Item(Expr target, Expr key, int line) implements Expr {}

  /** Only as the key of an {@link Item}. */
  record Slice(@Nullable Expr start, @Nullable Expr stop, @Nullable Expr step, int line)
      implements Expr {}

  record Call(Expr callee, CallArgs args, int line) implements Expr {}

  /** {@code target} is absent in {@code {% filter f %}} and {@code {% set x | f %}}. */
  record Filter(@Nullable Expr target, String name, CallArgs args, int line) implements Expr {}

  record Test(Expr target, String name, CallArgs args, int line) implements Expr {}

  record Unary(String operator, Expr operand, int line) implements Expr {}

  record Binary(String operator, Expr left, Expr right, int line) implements Expr {}

  record Concat(List<Expr> parts, int line) implements Expr {}

  record Compare(Expr first, List<Comparison> rest, int line) implements Expr {}

  record Comparison(String operator, Expr operand) {}

  record And(Expr left, Expr right, int line) implements Expr {}

  record Or(Expr left, Expr right, int line) implements Expr {}

  record Not(Expr operand, int line) implements Expr {}

  record Conditional(Expr test, Expr then, @Nullable Expr otherwise, int line) implements Expr {}

  /** {@code ns.attribute} as the target of an assignment. */
  record NamespaceRef(String namespace, String attribute, int line) implements Expr {}

  record CallArgs(
      List<Expr> positional, List<Named> named, @Nullable Expr star, @Nullable Expr doubleStar) {
    static final CallArgs NONE = new CallArgs(List.of(), List.of(), null, null);
  }

  record Named(String name, Expr value) {}
}
