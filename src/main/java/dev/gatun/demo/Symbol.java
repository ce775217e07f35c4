package dev.gatun.demo;

import java.util.List;

/** What a template of the grammar is made of. */
sealed interface Symbol {

  /** One word or punctuation mark, as it stands. */
  record Word(String text) implements Symbol {}

  /**
   * A cell of the variable's row.
   *
   * @param row the only row allowed, or {@link #ANY_ROW}
   */
  record Slot(Variable variable, int column, int row) implements Symbol {
    static final int ANY_ROW = -1;

    boolean allows(int candidate) {
      return row == ANY_ROW || row == candidate;
    }
  }

  /** The rule of that name. */
  record Reference(String rule) implements Symbol {}

  record Sequence(List<Symbol> parts) implements Symbol {}

  /** One of the alternatives, each equally likely. */
  record Choice(List<Symbol> alternatives) implements Symbol {}

  /** No text: says how the story ends. */
  record Ends(Ending ending) implements Symbol {}

  /**
   * A variable of the grammar: it takes one row of its table and keeps it for the whole story.
   *
   * @param index its place in {@link Bindings}
   * @param rival index of the variable whose row it may not share, or {@link #NO_RIVAL}; rivalry is
   *     mutual
   */
  record Variable(String name, int index, Table table, int rival) {
    static final int NO_RIVAL = -1;

    boolean mayTake(int row, Bindings bindings) {
      return rival == NO_RIVAL || bindings.row(rival) != row;
    }
  }

  /** Words that go together: a name with its pronouns, a weather's adjective with its noun. */
  record Table(String name, List<String> columns, List<List<String>> rows) {
    String cell(int row, int column) {
      return rows.get(row).get(column);
    }
  }
}
