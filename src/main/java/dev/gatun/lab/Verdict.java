package dev.gatun.lab;

/** What an interval says of a {@link Claim}. */
public enum Verdict {
  REPRODUCED("reproduced"),
  NOT_REPRODUCED("not reproduced at this scale"),
  CONTRADICTED("contradicted");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
