package dev.gatun.cli;

import dev.gatun.data.Embeddings;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.format.EmbeddedRows;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.train.Udm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --udm} compares prompts by, and how feedback is read for it.
 *
 * @param file of the vectors, or null where they are elsewhere
 */
record UdmEmbeddings(Udm udm, @Nullable Path file) {
  static final String REFERENCE = "reference";
  static final String FIELD = "field";

  private static final String FLAG = "--udm-embeddings";
  private static final String OF_EVALUATION = "--eval-udm-embeddings";
  private static final UdmEmbeddings NONE = new UdmEmbeddings(Udm.OFF, null);

  /**
   * @param asked whether {@code --udm} was given
   * @param from what {@code --udm-embeddings} says, or null
   */
  static UdmEmbeddings of(boolean asked, @Nullable String from) {
    if (!asked && from != null) {
      throw new UsageException(
          FLAG + " " + from + " says what --udm compares prompts by: add --udm, or leave it out");
    }
    if (!asked) return NONE;
    return switch (from) {
      case null -> new UdmEmbeddings(Udm.REFERENCE, null);
      case REFERENCE -> new UdmEmbeddings(Udm.REFERENCE, null);
      case FIELD -> new UdmEmbeddings(Udm.EMBEDDINGS, null);
      default -> new UdmEmbeddings(Udm.EMBEDDINGS, existing(FLAG, Path.of(from)));
    };
  }

  private static Path existing(String flag, Path file) {
    if (Files.isRegularFile(file)) return file;
    throw new UsageException(
        flag
            + ": '"
            + file
            + "' is no file; it takes "
            + (flag.equals(FLAG) ? REFERENCE + ", " + FIELD + " or " : "")
            + "a safetensors file with a tensor (rows, size)");
  }

  /**
   * The same for the evaluation data of a run.
   *
   * @param data whether there is some
   * @param other its file of vectors, or null
   */
  UdmEmbeddings ofEvaluation(boolean data, @Nullable Path other) {
    if (other != null && (file == null || !data)) {
      throw new UsageException(
          OF_EVALUATION + " is for --eval-data where " + FLAG + " names a file; leave it out");
    }
    if (file == null || !data) return this;
    if (other == null) {
      throw new UsageException(
          FLAG
              + " "
              + file
              + " is of --data; give --eval-data its own: "
              + OF_EVALUATION
              + " FILE");
    }
    return new UdmEmbeddings(udm, existing(OF_EVALUATION, other));
  }

  /** Opens feedback, with its vectors where they are in it or beside it. */
  FeedbackSource open(String data) {
    var inRows = udm == Udm.EMBEDDINGS && file == null;
    var rows = FeedbackFile.open(data, inRows ? Embeddings.KEPT : Embeddings.IGNORED);
    return file == null ? rows : EmbeddedRows.of(rows, file);
  }
}
