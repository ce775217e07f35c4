package dev.gatun.data.format;

import dev.gatun.data.Passage;

/**
 * The prompt of a pair that does not name it: what {@code chosen} and {@code rejected} begin with
 * in common (TRL's {@code extract_prompt}: of text, a last space goes to the completions; where one
 * is the beginning of the other, its last element stays a completion).
 */
record ImplicitPrompt(Passage prompt, Passage chosen, Passage rejected) {

  static ImplicitPrompt split(Passage chosen, Passage rejected) {
    if (chosen instanceof Passage.Chat(var good) && rejected instanceof Passage.Chat(var bad)) {
      int shared = 0;
      int most = Math.min(good.size(), bad.size()) - 1;
      while (shared < most && good.get(shared).equals(bad.get(shared))) {
        shared++;
      }
      require(shared > 0);
      return new ImplicitPrompt(
          new Passage.Chat(good.subList(0, shared)),
          new Passage.Chat(good.subList(shared, good.size())),
          new Passage.Chat(bad.subList(shared, bad.size())));
    }
    var good = ((Passage.Text) chosen).text();
    var bad = ((Passage.Text) rejected).text();
    if (good.equals(bad)) {
      throw new RowProblem(
          "prompt", "is missing, and cannot be told from chosen and rejected that are the same");
    }
    int shared = sharedText(good, bad);
    require(shared > 0);
    return new ImplicitPrompt(
        new Passage.Text(good.substring(0, shared)),
        new Passage.Text(good.substring(shared)),
        new Passage.Text(bad.substring(shared)));
  }

  private static void require(boolean shared) {
    if (!shared) {
      throw new RowProblem("prompt", "is missing, and chosen and rejected share no beginning");
    }
  }

  private static int sharedText(String good, String bad) {
    int length = Math.min(good.length(), bad.length());
    int shared = 0;
    while (shared < length && good.charAt(shared) == bad.charAt(shared)) {
      shared++;
    }
    if (shared == length) {
      return length == 0 ? 0 : good.offsetByCodePoints(shared, -1); // one begins the other
    }
    if (shared > 0 && Character.isHighSurrogate(good.charAt(shared - 1))) {
      shared--; // two characters that share half a code
    }
    return shared > 0 && good.charAt(shared - 1) == ' ' ? shared - 1 : shared;
  }
}
