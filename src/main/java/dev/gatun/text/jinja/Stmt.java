package dev.gatun.text.jinja;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A piece of a template: text, an expression to print, or a tag. */
sealed interface Stmt {
  int line();

  record Data(String text, int line) implements Stmt {}

  record Print(Expr value, int line) implements Stmt {}

  record Assign(Expr target, Expr value, int line) implements Stmt {}

  record AssignBlock(Expr target, Expr.@Nullable Filter filter, List<Stmt> body, int line)
      implements Stmt {}

  record For(
      Expr target,
      Expr iterable,
      @Nullable Expr test,
      boolean recursive,
      List<Stmt> body,
      List<Stmt> otherwise,
      int line)
      implements Stmt {}

  record If(List<Branch> branches, List<Stmt> otherwise, int line) implements Stmt {}

  record Branch(Expr test, List<Stmt> body) {}

  record Macro(String name, Signature signature, List<Stmt> body, int line) implements Stmt {}

  /** {@code {% call(args) f() %}}: the body becomes the callee's {@code caller}. */
  record CallBlock(Signature signature, Expr.Call call, List<Stmt> body, int line)
      implements Stmt {}

  record FilterBlock(Expr.Filter filter, List<Stmt> body, int line) implements Stmt {}

  record With(List<Expr> targets, List<Expr> values, List<Stmt> body, int line) implements Stmt {}

  /** {@code {% generation %}}: marks the assistant's words; it renders as its body. */
  record Generation(List<Stmt> body, int line) implements Stmt {}

  /**
   * {@code {% block name %}}, which without inheritance renders in place, in a scope of its own.
   */
  record Block(String name, List<Stmt> body, int line) implements Stmt {}

  record Break(int line) implements Stmt {}

  record Continue(int line) implements Stmt {}

  /** Parameters; {@code extras} are those of varargs, kwargs and caller that the body reads. */
  record Signature(List<Parameter> parameters, Set<String> extras) {}

  record Parameter(String name, @Nullable Expr byDefault) {}
}
