package dev.gatun.torch;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What someone may have meant who typed a name that does not exist. */
public final class NearNames {
  private static final int FARTHEST = 3;
  private static final int SUGGESTED = 3;

  private NearNames() {}

  /**
   * Known names near a typed one, nearest first: a slip of the finger away, or made of the same
   * words ({@code batch-size}), or abbreviated by it ({@code lr}).
   */
  public static List<String> of(String typed, Collection<String> known) {
    var name = plain(typed);
    record Near(String name, int distance) {}
    return known.stream()
        .distinct()
        .map(candidate -> new Near(candidate, distance(name, plain(candidate))))
        .filter(near -> near.distance <= FARTHEST)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(SUGGESTED)
        .map(Near::name)
        .toList();
  }

  /** {@code "; did you mean --beta?"}, or nothing when no name is near. */
  public static String question(String typed, Collection<String> known) {
    var near = of(typed, known);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  private static String plain(String name) {
    return name.replaceFirst("^-+", "").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  private static int distance(String typed, String candidate) {
    if (typed.isEmpty()) return Integer.MAX_VALUE;
    var slips = slips(typed, candidate);
    // Short names are near everything: a third of what was typed may be wrong, and no more.
    if (slips <= Math.max(1, Math.min(FARTHEST, typed.length() / 3))) return slips;
    var words = List.of(candidate.split("-"));
    if (words.containsAll(List.of(typed.split("-")))) return 2;
    var initials =
        words.stream()
            .filter(word -> !word.isEmpty())
            .map(word -> word.substring(0, 1))
            .collect(Collectors.joining());
    if (typed.length() > 1 && (initials.equals(typed) || candidate.startsWith(typed))) return 2;
    return words.size() > 1 && Arrays.stream(typed.split("-")).allMatch(candidate::contains)
        ? FARTHEST
        : Integer.MAX_VALUE;
  }

  /** Insertions, deletions, replacements and swaps of neighbours between two words. */
  private static int slips(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (var i = 0; i <= a.length(); i++) rows[i][0] = i;
    for (var j = 0; j <= b.length(); j++) rows[0][j] = j;
    for (var i = 1; i <= a.length(); i++) {
      for (var j = 1; j <= b.length(); j++) {
        var same = a.charAt(i - 1) == b.charAt(j - 1);
        var least = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
        least = Math.min(least, rows[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, rows[i - 2][j - 2] + 1);
        }
        rows[i][j] = least;
      }
    }
    return rows[a.length()][b.length()];
  }
}
