package dev.gatun.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A macro, or the body of a {@code {% call %}}: statements with parameters, in their scope. */
record Macro(
    String name, Stmt.Signature signature, List<Stmt> body, Scope scope, Interpreter interpreter)
    implements Callable {
  @Override
  public @Nullable Object call(Arguments args) {
    var inner = new Scope(scope);
    var parameters = signature.parameters();
    var named = new LinkedHashMap<>(args.named());
    for (int i = 0; i < parameters.size(); i++) {
      var parameter = parameters.get(i);
      boolean positional = i < args.positional().size();
      if (positional && named.containsKey(parameter.name())) {
        throw JinjaException.render("macro " + name + " got '" + parameter.name() + "' twice");
      }
      if (positional) {
        inner.set(parameter.name(), args.positional().get(i));
      } else if (named.containsKey(parameter.name())) {
        inner.set(parameter.name(), named.remove(parameter.name()));
      } else if (parameter.byDefault() != null) {
        inner.set(parameter.name(), interpreter.value(parameter.byDefault(), inner));
      } else {
        inner.set(
            parameter.name(), new Undefined("parameter '" + parameter.name() + "' was not given"));
      }
    }
    extras(args, named, inner);
    return interpreter.renderBody(body, inner);
  }

  private void extras(Arguments args, LinkedHashMap<String, @Nullable Object> named, Scope inner) {
    int taken = signature.parameters().size();
    boolean hasCaller =
        signature.parameters().stream().anyMatch(parameter -> parameter.name().equals("caller"));
    if (signature.extras().contains("caller") && !hasCaller) {
      inner.set(
          "caller",
          named.containsKey("caller")
              ? named.remove("caller")
              : new Undefined("No caller defined"));
    }
    if (signature.extras().contains("kwargs")) {
      inner.set("kwargs", new LinkedHashMap<Object, @Nullable Object>(named));
    } else if (!named.isEmpty()) {
      throw JinjaException.render(
          "macro " + name + " takes no argument '" + named.keySet().iterator().next() + "'");
    }
    List<@Nullable Object> rest =
        args.positional().size() > taken
            ? args.positional().subList(taken, args.positional().size())
            : List.of();
    if (signature.extras().contains("varargs")) {
      inner.set("varargs", new Tuple(new ArrayList<>(rest)));
    } else if (!rest.isEmpty()) {
      throw JinjaException.render("macro " + name + " takes at most " + taken + " arguments");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
