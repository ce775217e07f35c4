package dev.gatun.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A file of columns, as the query that reads it.
 *
 * @param typed gives a row's columns their types, where the file has none
 */
record TableFile(String query, UnaryOperator<JsonNode> typed) {

  /** What a file is, if it is one: Parquet by its first bytes; CSV and TSV by its name. */
  static Optional<TableFile> of(Path file) throws IOException {
    byte[] head;
    try (var in = Files.newInputStream(file)) {
      head = in.readNBytes(4);
    }
    var start = new String(head, StandardCharsets.ISO_8859_1);
    if (start.equals("PAR1")) {
      return Optional.of(parquet(literal(file)));
    }
    // Whatever its name, what begins as JSON is JSON.
    return start.startsWith("{") || start.startsWith("[")
        ? Optional.empty()
        : separated(file.toString(), literal(file));
  }

  /** The files that a name with wildcards stands for, if it is one of Parquet or CSV files. */
  static Optional<TableFile> matching(String glob) {
    if (!glob.contains("*")) {
      return Optional.empty();
    }
    return glob.toLowerCase(Locale.ROOT).endsWith(".parquet")
        ? Optional.of(parquet(quoted(glob)))
        : separated(glob, quoted(glob));
  }

  private static TableFile parquet(String files) {
    return new TableFile("FROM read_parquet(" + files + ")", UnaryOperator.identity());
  }

  /** As RFC 4180 has it: a header, double quotes. The separator is never guessed from texts. */
  private static Optional<TableFile> separated(String name, String files) {
    var bare = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (!bare.endsWith(".csv") && !bare.endsWith(".tsv")) {
      return Optional.empty();
    }
    var separator = bare.endsWith(".tsv") ? "\\t" : ",";
    var query =
        "FROM read_csv("
            + files
            + ", delim = '"
            + separator
            + "', quote = '\"', escape = '\"', header = true, all_varchar = true,"
            + " allow_quoted_nulls = false)";
    return Optional.of(new TableFile(query, TableFile::typed));
  }

  // A wildcard in brackets stands for itself.
  private static String literal(Path file) {
    return quoted(file.toString().replaceAll("[\\[*?]", "[$0]"));
  }

  private static String quoted(String name) {
    return "'" + name.replace("'", "''") + "'";
  }

  /** Text to a label or a number where it is one; what is not is left for the message to show. */
  private static JsonNode typed(JsonNode row) {
    if (row instanceof ObjectNode fields) {
      switch (fields.path("label").asText().toLowerCase(Locale.ROOT)) {
        case "true", "1" -> fields.set("label", BooleanNode.TRUE);
        case "false", "0" -> fields.set("label", BooleanNode.FALSE);
        default -> {}
      }
      try {
        fields.replace(
            "weight", DoubleNode.valueOf(Double.parseDouble(fields.path("weight").asText())));
      } catch (NumberFormatException e) {
        // absent, or not a number
      }
    }
    return row;
  }
}
