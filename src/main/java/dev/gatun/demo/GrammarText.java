package dev.gatun.demo;

import dev.gatun.demo.Symbol.Choice;
import dev.gatun.demo.Symbol.Ends;
import dev.gatun.demo.Symbol.Reference;
import dev.gatun.demo.Symbol.Sequence;
import dev.gatun.demo.Symbol.Slot;
import dev.gatun.demo.Symbol.Table;
import dev.gatun.demo.Symbol.Variable;
import dev.gatun.demo.Symbol.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the notation explained at the head of {@code stories.grammar} into rules. A mistake in it
 * is a mistake of this project, so it is an {@link IllegalStateException} that gives the line.
 */
final class GrammarText {

  private static final Pattern PIECES = Pattern.compile("[()|]|[^\\s()|]+");
  private static final Pattern WORD = Pattern.compile("[a-z]+|[.,:]");
  private static final Pattern SLOT = Pattern.compile("<(\\w+)(?:\\.(\\w+))?(?::(\\w+))?>");

  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final Map<String, List<Symbol>> rules = new LinkedHashMap<>();
  private List<String> plots = List.of();
  private int line;

  /** Rules by name, how many variables they share, and the plots in the order of the text. */
  record Rules(Map<String, Choice> byName, int variables, List<String> plots) {

    Choice rule(String name) {
      Choice rule = byName.get(name);
      if (rule == null) {
        throw new IllegalStateException("the story grammar has no rule @" + name);
      }
      return rule;
    }
  }

  static Rules parse(List<String> lines) {
    return new GrammarText().read(lines);
  }

  private Rules read(List<String> lines) {
    for (line = 0; line < lines.size(); line++) {
      String text = lines.get(line).strip();
      if (text.startsWith("table ")) {
        line = readTable(lines, line);
      } else if (text.startsWith("var ")) {
        readVariable(text.split("\\s+"));
      } else if (text.startsWith("plots ")) {
        plots = List.of(text.substring(6).strip().split("\\s+"));
      } else if (!text.isEmpty() && !text.startsWith("#")) {
        readRule(text);
      }
    }
    var made = new LinkedHashMap<String, Choice>();
    rules.forEach((name, alternatives) -> made.put(name, new Choice(List.copyOf(alternatives))));
    List<Symbol> stories = new ArrayList<>();
    plots.forEach(plot -> stories.add(new Reference(plot + ".story")));
    made.put("story", new Choice(List.copyOf(stories)));
    return new Rules(Map.copyOf(made), variables.size(), plots);
  }

  private int readTable(List<String> lines, int start) {
    String[] head = lines.get(start).strip().substring(6).split("=");
    List<String> columns = cells(head[1]);
    List<List<String>> rows = new ArrayList<>();
    int next = start + 1;
    while (next < lines.size() && !lines.get(next).isBlank()) {
      List<String> row = cells(lines.get(next));
      require(row.size() == columns.size(), "a row needs " + columns.size() + " cells");
      rows.add(row);
      next++;
    }
    String name = head[0].strip();
    tables.put(name, new Table(name, columns, List.copyOf(rows)));
    return next;
  }

  /**
   * {@code var friend = person != hero}; rivalry is written on the later of the two and made mutual
   * here.
   */
  private void readVariable(String[] parts) {
    Table table = tables.get(parts[3]);
    if (table == null) {
      throw mistake("no table " + parts[3]);
    }
    int index = variables.size();
    int rival = Variable.NO_RIVAL;
    if (parts.length == 6) {
      Variable other = variable(parts[5]);
      rival = other.index();
      variables.put(other.name(), new Variable(other.name(), other.index(), other.table(), index));
    }
    variables.put(parts[1], new Variable(parts[1], index, table, rival));
  }

  private void readRule(String text) {
    int equals = text.indexOf(" = ");
    require(equals > 0, "not a table, a variable or a rule");
    String name = text.substring(0, equals).strip();
    String template = text.substring(equals + 3).strip();
    if (name.startsWith("*.")) {
      plots.forEach(
          plot -> add(plot + name.substring(1), template.replace("@*.", "@" + plot + ".")));
    } else {
      add(name, template);
    }
  }

  private void add(String name, String template) {
    List<String> pieces = PIECES.matcher(template).results().map(r -> r.group()).toList();
    var at = new int[1];
    Symbol symbol = choice(pieces, at);
    require(at[0] == pieces.size(), "a ) without its (");
    rules.computeIfAbsent(name, n -> new ArrayList<>()).add(symbol);
  }

  private Symbol choice(List<String> pieces, int[] at) {
    List<Symbol> alternatives = new ArrayList<>();
    List<Symbol> parts = new ArrayList<>();
    while (at[0] < pieces.size() && !pieces.get(at[0]).equals(")")) {
      String piece = pieces.get(at[0]++);
      switch (piece) {
        case "|" -> {
          alternatives.add(sequence(parts));
          parts = new ArrayList<>();
        }
        case "(" -> {
          parts.add(choice(pieces, at));
          require(at[0] < pieces.size(), "a ( without its )");
          at[0]++;
        }
        default -> parts.add(symbol(piece));
      }
    }
    alternatives.add(sequence(parts));
    return alternatives.size() == 1
        ? alternatives.getFirst()
        : new Choice(List.copyOf(alternatives));
  }

  private static Symbol sequence(List<Symbol> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Sequence(List.copyOf(parts));
  }

  private Symbol symbol(String piece) {
    return switch (piece.charAt(0)) {
      case '@' -> new Reference(piece.substring(1));
      case '%' -> new Ends(piece.equals("%happy") ? Ending.HAPPY : Ending.SAD);
      case '<' -> slot(piece);
      default -> {
        require(WORD.matcher(piece).matches(), piece + " is not a word of the language");
        yield new Word(piece);
      }
    };
  }

  private Slot slot(String piece) {
    Matcher match = SLOT.matcher(piece);
    require(match.matches(), piece + " is not <variable>, <variable.column> or <variable:value>");
    Variable variable = variable(match.group(1));
    Table table = variable.table();
    int column = match.group(2) == null ? 0 : table.columns().indexOf(match.group(2));
    require(column >= 0, piece + ": table " + table.name() + " has no such column");
    int row = Slot.ANY_ROW;
    if (match.group(3) != null) {
      row = table.rows().stream().map(List::getFirst).toList().indexOf(match.group(3));
      require(row >= 0, piece + ": table " + table.name() + " has no such row");
    }
    return new Slot(variable, column, row);
  }

  private Variable variable(String name) {
    Variable variable = variables.get(name);
    if (variable == null) {
      throw mistake("no variable " + name);
    }
    return variable;
  }

  private static List<String> cells(String text) {
    return Arrays.stream(text.split("\\|")).map(String::strip).toList();
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw mistake(otherwise);
    }
  }

  private IllegalStateException mistake(String reason) {
    return new IllegalStateException("stories.grammar:" + (line + 1) + ": " + reason);
  }
}
