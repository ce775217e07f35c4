package dev.gatun.demo;

import java.util.Arrays;

/** What a story has settled so far: the row of each variable, and the ending. Immutable. */
final class Bindings {

  static final int UNBOUND = -1;

  private final int[] rows;
  private final Ending ending;

  private Bindings(int[] rows, Ending ending) {
    this.rows = rows;
    this.ending = ending;
  }

  static Bindings none(int variables) {
    int[] rows = new int[variables];
    Arrays.fill(rows, UNBOUND);
    return new Bindings(rows, Ending.UNCLEAR);
  }

  int row(int variable) {
    return rows[variable];
  }

  Ending ending() {
    return ending;
  }

  Bindings with(int variable, int row) {
    int[] copy = rows.clone();
    copy[variable] = row;
    return new Bindings(copy, ending);
  }

  Bindings with(Ending told) {
    return new Bindings(rows, told);
  }
}
