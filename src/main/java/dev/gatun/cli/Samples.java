package dev.gatun.cli;

import dev.gatun.data.Feedback;
import dev.gatun.data.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Some rows of a stream, drawn evenly from each class: the same of the same data every time. */
final class Samples {
  private static final long SEED = 42;

  /** A row's number in the store, and where it came from. */
  record Sample(int row, Source source) {}

  private final int wanted;
  private final Reservoir desirable = new Reservoir(new Random(SEED));
  private final Reservoir undesirable = new Reservoir(new Random(SEED + 1));
  private int rows;

  Samples(int wanted) {
    this.wanted = wanted;
  }

  void add(Feedback row) {
    (row.desirable() ? desirable : undesirable).add(new Sample(rows++, row.source()));
  }

  /** Those drawn, of the one class and the other in turn for as long as both last. */
  List<Sample> drawn() {
    var drawn = new ArrayList<Sample>();
    for (int i = 0; i < wanted; i++) {
      if (i < desirable.kept.size()) drawn.add(desirable.kept.get(i));
      if (i < undesirable.kept.size()) drawn.add(undesirable.kept.get(i));
    }
    return List.copyOf(drawn.subList(0, Math.min(wanted, drawn.size())));
  }

  // Vitter's algorithm R.
  private final class Reservoir {
    final List<Sample> kept = new ArrayList<>();
    private final Random random;
    private long seen;

    Reservoir(Random random) {
      this.random = random;
    }

    void add(Sample sample) {
      seen++;
      if (kept.size() < wanted) {
        kept.add(sample);
        return;
      }
      long place = random.nextLong(seen);
      if (place < wanted) kept.set((int) place, sample);
    }
  }
}
