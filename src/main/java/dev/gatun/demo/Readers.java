package dev.gatun.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Simulated readers: they like a story that is told properly and ends happily, and they give thumbs
 * the way people do, which is to say with mistakes, and more readily when something annoys them.
 *
 * @param grammar what they take for told properly
 * @param misreads share of opinions that come out the wrong way round
 * @param thumbsWhenPleased chance that a pleased reader bothers to give a thumb
 * @param thumbsWhenAnnoyed chance that an annoyed one does
 */
public record Readers(
    StoryGrammar grammar, double misreads, double thumbsWhenPleased, double thumbsWhenAnnoyed) {

  public Readers {
    requireShare(misreads, "misreads");
    requireShare(thumbsWhenPleased, "thumbsWhenPleased");
    requireShare(thumbsWhenAnnoyed, "thumbsWhenAnnoyed");
  }

  /**
   * The readers of the demo: one opinion in ten is wrong, and of a storyteller with half happy
   * endings they pan two stories for each one that they praise.
   */
  public static Readers hardToPlease(StoryGrammar grammar) {
    return new Readers(grammar, 0.1, 0.45, 0.9);
  }

  /** What the readers truly like, by program and without noise. */
  public boolean like(Telling telling) {
    return grammar.accepts(telling.text()) && Ending.of(telling.text()) == Ending.HAPPY;
  }

  /** One reader's thumb, or nothing: not everybody gives one, and nobody judges an empty page. */
  public Optional<Thumb> judge(Telling telling, RandomGenerator random) {
    // Both draws are made for every telling, so that one telling's fate does not shift the noise of
    // the next.
    boolean misread = Draw.chance(random, misreads);
    double mood = Draw.unit(random);
    boolean pleased = like(telling) != misread;
    boolean speaks = mood < (pleased ? thumbsWhenPleased : thumbsWhenAnnoyed);
    if (!speaks || telling.completion().isBlank()) {
      return Optional.empty();
    }
    return Optional.of(new Thumb(telling, pleased ? Thumb.Direction.UP : Thumb.Direction.DOWN));
  }

  /** Every telling to one reader each. */
  public Feedback judgeAll(List<Telling> tellings, RandomGenerator random) {
    List<Thumb> thumbs = new ArrayList<>();
    tellings.forEach(telling -> judge(telling, random).ifPresent(thumbs::add));
    int misread = 0;
    for (Thumb thumb : thumbs) {
      if (like(thumb.telling()) != (thumb.direction() == Thumb.Direction.UP)) {
        misread++;
      }
    }
    return new Feedback(thumbs, tellings.size() - thumbs.size(), misread);
  }

  /** The shares of the tellings that the readers truly like and that are told properly. */
  public Measure measure(List<Telling> tellings) {
    int liked = (int) tellings.stream().filter(this::like).count();
    int grammatical = (int) tellings.stream().filter(t -> grammar.accepts(t.text())).count();
    return new Measure(new Rate(liked, tellings.size()), new Rate(grammatical, tellings.size()));
  }

  private static void requireShare(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is " + value + ", not a share between 0 and 1");
    }
  }
}
