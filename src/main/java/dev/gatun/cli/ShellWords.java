package dev.gatun.cli;

/** Words as a POSIX shell reads them. */
final class ShellWords {
  private ShellWords() {}

  /** The word, quoted if it needs to be. */
  static String quote(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
