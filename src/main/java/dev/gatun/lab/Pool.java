package dev.gatun.lab;

import dev.gatun.demo.Telling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the base model told to many prompts: a liked story and one that is not for each, so that
 * every rule of selection begins with the same choice.
 */
record Pool(List<Pair> pairs) {
  /** Two stories of one prompt. */
  record Pair(Judgement liked, Judgement other) {
    /** Both, the liked one first. */
    List<Judgement> both() {
      return List.of(liked, other);
    }

    /** Both with their thumbs exchanged: a reader who got it wrong. */
    Pair misread() {
      return new Pair(liked.with(false), other.with(true));
    }
  }

  Pool {
    pairs = List.copyOf(pairs);
  }

  /**
   * The prompts that have both kinds among their tellings, in their order, with the first of each
   * kind.
   *
   * @param plots of each prompt
   * @param tellings several rounds over the prompts
   */
  static Pool of(
      List<String> plots, List<List<Telling>> tellings, Predicate<Telling> liked, int pairs) {
    var found = new ArrayList<Pair>();
    for (var i = 0; i < plots.size() && found.size() < pairs; i++) {
      var byWorth = new LinkedHashMap<Boolean, Judgement>();
      for (var round : tellings) {
        var told = round.get(i);
        if (told.completion().isBlank()) continue;
        var like = liked.test(told);
        byWorth.putIfAbsent(
            like, new Judgement(plots.get(i), told.prompt(), told.completion(), like, like, 1));
      }
      if (byWorth.size() == 2) found.add(new Pair(byWorth.get(true), byWorth.get(false)));
    }
    if (found.size() < pairs) {
      throw new IllegalStateException(
          "of " + plots.size() + " prompts only " + found.size() + " have stories of both kinds");
    }
    return new Pool(found);
  }
}
