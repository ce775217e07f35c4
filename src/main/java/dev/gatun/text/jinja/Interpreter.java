package dev.gatun.text.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the statements of a template. One per rendering. */
final class Interpreter {
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  /** Calls deeper than this are taken for endless recursion. */
  private static final int MAX_CALLS = 200;

  private final Evaluator evaluator;
  private final StringBuilder whole = new StringBuilder();
  private final List<Rendering.Span> generated = new ArrayList<>();
  private StringBuilder out = whole;
  private int calls;

  Interpreter(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  Rendering render(List<Stmt> template, Scope scope) {
    run(template, scope);
    return new Rendering(whole.toString(), generated);
  }

  @Nullable Object value(Expr expression, Scope scope) {
    return evaluator.evaluate(expression, scope);
  }

  /** What {@code body} prints, as a string. */
  String renderBody(List<Stmt> body, Scope scope) {
    if (++calls > MAX_CALLS) {
      throw JinjaException.render("macros call each other more than " + MAX_CALLS + " deep");
    }
    var outer = out;
    out = new StringBuilder();
    try {
      run(body, scope);
      return out.toString();
    } finally {
      out = outer;
      calls--;
    }
  }

  private Flow run(List<Stmt> body, Scope scope) {
    for (var statement : body) {
      Flow flow;
      try {
        flow = run(statement, scope);
      } catch (JinjaException e) {
        throw e.at(statement.line());
      }
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow run(Stmt statement, Scope scope) {
    switch (statement) {
      case Stmt.Data data -> out.append(data.text());
      case Stmt.Print print -> out.append(Values.str(value(print.value(), scope)));
      case Stmt.Assign assign -> assign(assign.target(), value(assign.value(), scope), scope);
      case Stmt.AssignBlock block -> {
        var text = renderBody(block.body(), new Scope(scope));
        assign(block.target(), filtered(block.filter(), text, scope), scope);
      }
      case Stmt.If condition -> {
        return branch(condition, scope);
      }
      case Stmt.For loop -> loop(loop, value(loop.iterable(), scope), 0, scope);
      case Stmt.Macro macro ->
          scope.set(
              macro.name(), new Macro(macro.name(), macro.signature(), macro.body(), scope, this));
      case Stmt.CallBlock block -> call(block, scope);
      case Stmt.FilterBlock block -> {
        var text = renderBody(block.body(), new Scope(scope));
        out.append(Values.str(filtered(block.filter(), text, scope)));
      }
      case Stmt.With with -> {
        var inner = new Scope(scope);
        for (int i = 0; i < with.targets().size(); i++) {
          assign(with.targets().get(i), value(with.values().get(i), scope), inner);
        }
        return run(with.body(), inner);
      }
      case Stmt.Generation generation -> {
        int start = out.length();
        run(generation.body(), new Scope(scope));
        if (out == whole) { // elsewhere nobody knows yet where the text will stand
          generated.add(new Rendering.Span(start, out.length()));
        }
      }
      case Stmt.Block block -> run(block.body(), new Scope(scope));
      case Stmt.Break stop -> {
        return Flow.BREAK;
      }
      case Stmt.Continue skip -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.NEXT;
  }

  private Flow branch(Stmt.If condition, Scope scope) {
    for (var branch : condition.branches()) {
      if (Values.truth(value(branch.test(), scope))) {
        return run(branch.body(), scope); // a branch shares the scope around it
      }
    }
    return run(condition.otherwise(), scope);
  }

  private void loop(Stmt.For loop, @Nullable Object iterable, int depth, Scope scope) {
    var items = Iterables.iterator(iterable);
    var length = Iterables.length(iterable).orElse(-1);
    if (loop.test() != null) {
      List<@Nullable Object> kept = new ArrayList<>();
      while (items.hasNext()) {
        var item = items.next();
        var inner = new Scope(scope);
        assign(loop.target(), item, inner);
        if (Values.truth(value(loop.test(), inner))) {
          kept.add(item);
        }
      }
      items = kept.iterator();
      length = kept.size();
    }
    var state = new LoopState(items, length, depth, recursion(loop, depth, scope));
    if (!state.hasNext()) {
      run(loop.otherwise(), new Scope(scope));
      return;
    }
    while (state.hasNext()) {
      var inner = new Scope(scope);
      inner.set("loop", state);
      assign(loop.target(), state.next(), inner);
      if (run(loop.body(), inner) == Flow.BREAK) {
        return;
      }
    }
  }

  private @Nullable Callable recursion(Stmt.For loop, int depth, Scope scope) {
    if (!loop.recursive()) {
      return null;
    }
    return args -> {
      var children = args.bind("loop", 1, "iterable").get(0);
      return renderLoop(loop, children, depth + 1, scope);
    };
  }

  private String renderLoop(Stmt.For loop, @Nullable Object items, int depth, Scope scope) {
    if (++calls > MAX_CALLS) {
      throw JinjaException.render("a recursive loop goes more than " + MAX_CALLS + " deep");
    }
    var outer = out;
    out = new StringBuilder();
    try {
      loop(loop, items, depth, scope);
      return out.toString();
    } finally {
      out = outer;
      calls--;
    }
  }

  private void call(Stmt.CallBlock block, Scope scope) {
    var caller = new Macro("caller", block.signature(), block.body(), scope, this);
    var call = block.call();
    var args = evaluator.arguments(call.args(), scope);
    args.named().put("caller", caller);
    out.append(Values.str(evaluator.call(value(call.callee(), scope), args, call.line())));
  }

  private @Nullable Object filtered(Expr.@Nullable Filter filter, String text, Scope scope) {
    return filter == null ? text : evaluator.filtered(filter, text, scope);
  }

  private void assign(Expr target, @Nullable Object value, Scope scope) {
    switch (target) {
      case Expr.Name name -> scope.set(name.name(), value);
      case Expr.NamespaceRef ref -> {
        if (!(scope.get(ref.namespace()) instanceof Namespace namespace)) {
          throw JinjaException.render(
              "cannot set '"
                  + ref.attribute()
                  + "' of '"
                  + ref.namespace()
                  + "', which is not a namespace()");
        }
        namespace.attributes().put(ref.attribute(), value);
      }
      case Expr.TupleOf tuple -> unpack(tuple.items(), value, scope);
      default -> throw new IllegalStateException("the parser lets no such target through");
    }
  }

  private void unpack(List<Expr> targets, @Nullable Object value, Scope scope) {
    if (value instanceof Undefined missing) {
      throw missing.failure();
    }
    var items = Iterables.list(value);
    if (items.size() != targets.size()) {
      throw JinjaException.render(
          "cannot unpack " + items.size() + " values into " + targets.size() + " names");
    }
    for (int i = 0; i < items.size(); i++) {
      assign(targets.get(i), items.get(i), scope);
    }
  }
}
