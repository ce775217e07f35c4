package dev.gatun.data.format;

import dev.gatun.data.InputException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** The database that reads Parquet, CSV and SQL: there only when it is on the class path. */
final class DuckDb {
  /** Whether results come row by row, or are there as a whole before the first is seen. */
  enum Results {
    STREAMED,
    WHOLE
  }

  private static final String URL = "jdbc:duckdb:";
  private static final int LONGEST_REASON = 400;
  private static final Pattern PLACE = Pattern.compile("LINE (\\d+): (.*)\n( *)\\^+");

  private DuckDb() {}

  /**
   * A database in memory, of the caller's own.
   *
   * @param name what is to be read, for messages
   * @param classes where the driver is looked for
   * @throws InputException when DuckDB is not there
   */
  static Connection connect(String name, Results results, ClassLoader classes) {
    var settings = new Properties();
    settings.setProperty("jdbc_stream_results", Boolean.toString(results == Results.STREAMED));
    // What does not fit into memory; by default it would be a folder where the user happens to be.
    settings.setProperty(
        "temp_directory", Path.of(System.getProperty("java.io.tmpdir"), "gatun-duckdb").toString());
    try {
      for (var driver : ServiceLoader.load(Driver.class, classes)) {
        if (driver.acceptsURL(URL)) {
          return driver.connect(URL, settings);
        }
      }
    } catch (SQLException e) {
      throw new InputException(name + ": DuckDB cannot be started: " + reason(e), e);
    }
    throw new InputException(
        name
            + ": Parquet, CSV and SQL are read by DuckDB, which is not on the class path; add"
            + " org.duckdb:duckdb_jdbc to it, or write the rows as JSONL");
  }

  /**
   * Why a query failed, in one line: DuckDB's first paragraph, and where in the query it points to.
   */
  static String reason(SQLException e) {
    var message = String.valueOf(e.getMessage());
    var paragraph = new StringBuilder();
    for (var line : List.of(message.split("\n\n", 2)).getFirst().lines().toList()) {
      if (!paragraph.isEmpty()) {
        paragraph.append(".!?:".indexOf(paragraph.charAt(paragraph.length() - 1)) < 0 ? "; " : " ");
      }
      paragraph.append(line.strip());
    }
    if (paragraph.length() > LONGEST_REASON) {
      paragraph.setLength(LONGEST_REASON);
      paragraph.append("...");
    }
    var place = PLACE.matcher(message);
    if (place.find()) {
      int line = Integer.parseInt(place.group(1)) - QueryRows.LINES_BEFORE;
      int column = place.group(3).length() - "LINE : ".length() - place.group(1).length();
      int marks = place.group().length() - place.end(3) + place.start();
      var at = place.group(2).substring(column, Math.min(column + marks, place.group(2).length()));
      paragraph.append(" (line ").append(line).append(", at ").append(at.strip()).append(')');
    }
    return paragraph.toString();
  }
}
