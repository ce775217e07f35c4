package dev.gatun.data;

/** What a source yields: feedback to learn from, or the report of a row that cannot be used. */
public sealed interface Row permits Feedback, BadRow {
  Source source();
}
