package dev.gatun.text.jinja;

import dev.gatun.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses a whole template. */
final class StatementParser {
  private static final int MAX_DEPTH = 100;
  private static final Set<String> ELSEWHERE =
      Set.of("extends", "include", "import", "from", "autoescape", "do", "trans", "debug");

  private final TokenStream in;
  private final ExpressionParser expressions;
  private int depth;
  private int loops;

  private StatementParser(TokenStream in) {
    this.in = in;
    this.expressions = new ExpressionParser(in);
  }

  static List<Stmt> parse(String template) {
    var parser = new StatementParser(new TokenStream(Lexer.tokens(template)));
    return parser.statements(Set.of(), "", 1);
  }

  /** Statements up to a tag named in {@code ends}, which is left current; all of them if empty. */
  private List<Stmt> statements(Set<String> ends, String tag, int opened) {
    if (++depth > MAX_DEPTH) {
      throw JinjaException.syntax("tags are nested too deeply", in.line());
    }
    List<Stmt> body = new ArrayList<>();
    while (!in.at(Kind.END)) {
      var token = in.next();
      switch (token.kind()) {
        case DATA -> body.add(new Stmt.Data(token.text(), token.line()));
        case PRINT_BEGIN -> {
          body.add(new Stmt.Print(expressions.tuple(), token.line()));
          in.expect(Kind.PRINT_END, "'}}'");
        }
        default -> {
          if (in.at(Kind.NAME) && ends.contains(in.current().text())) {
            depth--;
            return body;
          }
          body.add(statement());
          in.expect(Kind.BLOCK_END, "'%}'");
        }
      }
    }
    if (!ends.isEmpty()) {
      throw JinjaException.syntax(
          "{% " + tag + " %} of line " + opened + " is never closed", in.line());
    }
    depth--;
    return body;
  }

  /** A tag's body; leaves the token after the end tag's name current. */
  private List<Stmt> body(String tag, int opened) {
    var body = bodyUntil(Set.of("end" + tag), tag, opened);
    in.next();
    return body;
  }

  private List<Stmt> bodyUntil(Set<String> ends, String tag, int opened) {
    in.skipOperator(":");
    in.expect(Kind.BLOCK_END, "'%}'");
    return statements(ends, tag, opened);
  }

  private Stmt statement() {
    int line = in.line();
    var tag = in.expect(Kind.NAME, "the name of a tag").text();
    return switch (tag) {
      case "set" -> set(line);
      case "for" -> loop(line);
      case "if" -> condition(line);
      case "macro" -> macro(line);
      case "call" -> call(line);
      case "filter" -> {
        var filter = expressions.filterChain(expressions.filter(null));
        yield new Stmt.FilterBlock(filter, body("filter", line), line);
      }
      case "with" -> with(line);
      case "generation" -> new Stmt.Generation(outsideLoops("generation", line), line);
      case "block" -> block(line);
      case "break" -> inLoop(new Stmt.Break(line), line);
      case "continue" -> inLoop(new Stmt.Continue(line), line);
      default -> throw unknown(tag, line);
    };
  }

  private static JinjaException unknown(String tag, int line) {
    if (tag.startsWith("end") || tag.equals("else") || tag.equals("elif")) {
      return JinjaException.syntax("{% " + tag + " %} closes nothing that is open", line);
    }
    return JinjaException.syntax(
        ELSEWHERE.contains(tag)
            ? "chat templates have no {% " + tag + " %}"
            : "unknown tag {% " + tag + " %}",
        line);
  }

  private Stmt inLoop(Stmt statement, int line) {
    if (loops == 0) {
      throw JinjaException.syntax("break and continue work only inside {% for %}", line);
    }
    return statement;
  }

  /** A body that runs as a function: a break in it cannot reach a loop around it. */
  private List<Stmt> outsideLoops(String tag, int line) {
    int outer = loops;
    loops = 0;
    var body = body(tag, line);
    loops = outer;
    return body;
  }

  private Stmt set(int line) {
    var target = expressions.target(Set.of());
    if (in.skipOperator("=")) {
      return new Stmt.Assign(target, expressions.tuple(), line);
    }
    var filter = expressions.filterChain(null);
    return new Stmt.AssignBlock(target, filter, body("set", line), line);
  }

  private Stmt loop(int line) {
    var target = expressions.target(Set.of("in"));
    in.expectName("in");
    var iterable = expressions.tupleWithoutCondition(Set.of("recursive"));
    Expr test = in.skipName("if") ? expressions.expression() : null;
    boolean recursive = in.skipName("recursive");
    loops++;
    var body = bodyUntil(Set.of("endfor", "else"), "for", line);
    loops--;
    List<Stmt> otherwise = List.of();
    if (in.next().isName("else")) {
      otherwise = body("for", line);
    }
    return new Stmt.For(target, iterable, test, recursive, body, otherwise, line);
  }

  private Stmt condition(int line) {
    List<Stmt.Branch> branches = new ArrayList<>();
    while (true) {
      var test = expressions.tupleWithoutCondition(Set.of());
      branches.add(new Stmt.Branch(test, bodyUntil(Set.of("elif", "else", "endif"), "if", line)));
      var end = in.next();
      if (end.isName("endif")) {
        return new Stmt.If(branches, List.of(), line);
      }
      if (end.isName("else")) {
        return new Stmt.If(branches, body("if", line), line);
      }
    }
  }

  private Stmt macro(int line) {
    var name = in.expectName();
    var outer = expressions.collectNames();
    var parameters = new ArgumentParser(in, expressions).parameters();
    var body = outsideLoops("macro", line);
    return new Stmt.Macro(name, signature(parameters, outer), body, line);
  }

  private Stmt call(int line) {
    var outer = expressions.collectNames();
    List<Stmt.Parameter> parameters =
        in.atOperator("(") ? new ArgumentParser(in, expressions).parameters() : List.of();
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw JinjaException.syntax("{% call %} needs a call, such as {% call wrap() %}", line);
    }
    var body = outsideLoops("call", line);
    return new Stmt.CallBlock(signature(parameters, outer), call, body, line);
  }

  private Stmt.Signature signature(List<Stmt.Parameter> parameters, Set<String> outer) {
    Set<String> extras = new HashSet<>(expressions.namesCollected(outer));
    extras.retainAll(Set.of("varargs", "kwargs", "caller"));
    for (var parameter : parameters) {
      extras.remove(parameter.name());
    }
    return new Stmt.Signature(parameters, Set.copyOf(extras));
  }

  private Stmt with(int line) {
    List<Expr> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!in.at(Kind.BLOCK_END)) {
      if (!targets.isEmpty()) {
        in.expectOperator(",");
      }
      targets.add(expressions.target(Set.of()));
      in.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Stmt.With(targets, values, body("with", line), line);
  }

  private Stmt block(int line) {
    var name = in.expectName();
    in.skipName("scoped");
    var body = outsideLoops("block", line);
    in.skipName(name);
    return new Stmt.Block(name, body, line);
  }
}
