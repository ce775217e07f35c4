package dev.gatun.lab;

import dev.gatun.data.Feedback;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.Passage;
import dev.gatun.data.Source;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A thumb for a story, and what the story is truly worth.
 *
 * @param thumbUp what the reader said
 * @param liked what a reader who makes no mistakes would say
 * @param weight factor on the row's loss
 */
record Judgement(
    String plot, String prompt, String completion, boolean thumbUp, boolean liked, double weight) {

  boolean mistaken() {
    return thumbUp != liked;
  }

  Judgement with(boolean otherThumb) {
    return new Judgement(plot, prompt, completion, otherThumb, liked, weight);
  }

  Judgement weighing(double other) {
    return new Judgement(plot, prompt, completion, thumbUp, liked, other);
  }

  /** With this prompt's completion replaced by another's. */
  Judgement toldAs(Judgement other) {
    return new Judgement(plot, prompt, other.completion, thumbUp, liked, weight);
  }

  /** The same rows as a trainer reads them. */
  static FeedbackSource source(List<Judgement> judgements) {
    return new Rows(judgements.iterator());
  }

  private static final class Rows implements FeedbackSource {
    private final Iterator<Judgement> rest;
    private long row;

    Rows(Iterator<Judgement> rest) {
      this.rest = rest;
    }

    @Override
    public @Nullable Feedback next() {
      if (!rest.hasNext()) return null;
      var next = rest.next();
      return new Feedback(
          new Passage.Text(next.prompt),
          new Passage.Text(next.completion),
          next.thumbUp,
          next.weight,
          Map.of(),
          new Source("lab", 0, ++row));
    }

    @Override
    public Set<String> ignoredColumns() {
      return Set.of();
    }

    @Override
    public void close() {}
  }
}
