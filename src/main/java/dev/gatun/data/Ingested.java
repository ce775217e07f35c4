package dev.gatun.data;

/** Rows ready for training, and what became of those that are not among them. */
public record Ingested(TokenStore store, IngestReport report) implements AutoCloseable {

  /** Closes the store. */
  @Override
  public void close() {
    store.close();
  }
}
