package dev.gatun.data;

import java.nio.file.Path;

/**
 * How feedback becomes tokens.
 *
 * @param maxLength prompt and completion together, in tokens; the start is kept
 * @param folder where the token store's temporary file goes
 * @param threads that tokenize at once, at least 1
 * @param assistantTurns which turns of conversations are learned from
 * @param embeddings whether rows must bring vectors for their prompts along
 */
public record IngestSettings(
    int maxLength,
    BadRowPolicy badRows,
    Path folder,
    int threads,
    AssistantTurns assistantTurns,
    Embeddings embeddings) {

  public IngestSettings {
    if (maxLength < 2) {
      throw new InputException("--max-length must be at least 2, got " + maxLength);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
  }

  /**
   * Bad rows stop the run; as many threads as there are processors; of conversations the last turn;
   * no embeddings.
   */
  public static IngestSettings of(int maxLength, Path folder) {
    int threads = Runtime.getRuntime().availableProcessors();
    return new IngestSettings(
        maxLength, BadRowPolicy.STOP, folder, threads, AssistantTurns.LAST, Embeddings.IGNORED);
  }

  public IngestSettings withBadRows(BadRowPolicy policy) {
    return new IngestSettings(maxLength, policy, folder, threads, assistantTurns, embeddings);
  }

  public IngestSettings withThreads(int count) {
    return new IngestSettings(maxLength, badRows, folder, count, assistantTurns, embeddings);
  }

  public IngestSettings withAssistantTurns(AssistantTurns learned) {
    return new IngestSettings(maxLength, badRows, folder, threads, learned, embeddings);
  }

  public IngestSettings withEmbeddings(Embeddings wanted) {
    return new IngestSettings(maxLength, badRows, folder, threads, assistantTurns, wanted);
  }
}
