package dev.gatun.cli;

import dev.gatun.data.Feedback;
import dev.gatun.data.Reservoir;
import dev.gatun.data.Source;
import java.util.ArrayList;
import java.util.List;

/** Some rows of a stream, drawn evenly from each class: the same of the same data every time. */
final class Samples {
  private static final long SEED = 42;

  /** A row's number in the store, and where it came from. */
  record Sample(int row, Source source) {}

  private final int wanted;
  private final Reservoir<Sample> desirable;
  private final Reservoir<Sample> undesirable;
  private int rows;

  Samples(int wanted) {
    this.wanted = wanted;
    this.desirable = new Reservoir<>(wanted, SEED);
    this.undesirable = new Reservoir<>(wanted, SEED + 1);
  }

  void add(Feedback row) {
    (row.desirable() ? desirable : undesirable).add(new Sample(rows++, row.source()));
  }

  /** Those drawn, of the one class and the other in turn for as long as both last. */
  List<Sample> drawn() {
    var up = desirable.kept();
    var down = undesirable.kept();
    var drawn = new ArrayList<Sample>();
    for (int i = 0; i < wanted; i++) {
      if (i < up.size()) drawn.add(up.get(i));
      if (i < down.size()) drawn.add(down.get(i));
    }
    return List.copyOf(drawn.subList(0, Math.min(wanted, drawn.size())));
  }
}
