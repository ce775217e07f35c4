package dev.gatun.data;

import org.jspecify.annotations.Nullable;

/** Every row has an embedding, and all have the first one's length; others are bad rows. */
final class EmbeddingCheck {
  private @Nullable Feedback first;
  private int size;

  Row check(Row row) {
    if (!(row instanceof Feedback feedback)) return row;
    var embedding = feedback.embedding();
    if (embedding == null) return new BadRow(row.source(), "embedding", "is missing");
    if (first == null) {
      first = feedback;
      size = embedding.size();
    }
    if (embedding.size() == size) return row;
    return new BadRow(
        row.source(),
        "embedding",
        "has "
            + embedding.size()
            + " numbers, expected "
            + size
            + " as in "
            + first.source()
            + ": all must be of one length");
  }
}
