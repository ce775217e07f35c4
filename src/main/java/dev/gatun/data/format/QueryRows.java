package dev.gatun.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatun.data.InputException;
import dev.gatun.data.Row;
import dev.gatun.data.Source;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query, each as the object that its columns make. DuckDB writes them as JSON, so
 * that lists, structs, maps and JSON columns arrive as what they are. They stream: neither DuckDB
 * nor Java holds the whole result.
 */
final class QueryRows implements RowStream, Closeable {
  /** Lines that stand before the user's query in what DuckDB is given. */
  static final int LINES_BEFORE = 1;

  // A statement that returns rows, after comments; the word alone would be a file's name.
  private static final Pattern QUERY =
      Pattern.compile(
          "(?is)(\\s|--[^\n]*\n|/\\*.*?\\*/|\\()*"
              + "(select|with|from|values|table|pivot|unpivot)(\\s+|(?=['\"(*]))\\S.*");
  private static final String LOST_REASON = "Invalid result set";

  private final String name;
  private final String query;
  private final RowParser parser;
  private final UnaryOperator<JsonNode> typed;
  private final Connection connection;
  private final PreparedStatement statement;
  private final ResultSet results;
  private final Json json = new Json();
  private long row;

  /**
   * Starts a query.
   *
   * @param name what messages call it
   * @param typed gives the columns of a row their types, where the query has none
   * @throws InputException when DuckDB is not there, or refuses the query
   */
  QueryRows(String name, String query, RowParser parser, UnaryOperator<JsonNode> typed) {
    this.name = name;
    this.query = query.strip().replaceFirst("(\\s*;)+$", "");
    this.parser = parser;
    this.typed = typed;
    this.connection = connect(DuckDb.Results.STREAMED);
    try {
      this.statement = connection.prepareStatement(around("to_json(row_)::VARCHAR"));
      this.results = statement.executeQuery();
    } catch (SQLException e) {
      close();
      throw failure(e);
    }
  }

  /** Whether a text is a query rather than the name of a file. */
  static boolean isQuery(String text) {
    return QUERY.matcher(text).matches();
  }

  private Connection connect(DuckDb.Results kind) {
    return DuckDb.connect(name, kind, QueryRows.class.getClassLoader());
  }

  // The query stands on lines of its own: it may end in a comment.
  private String around(String selected) {
    return "SELECT " + selected + " FROM (\n" + query + "\n) row_";
  }

  @Override
  public @Nullable List<? extends Row> next() throws IOException {
    try {
      if (!results.next()) {
        return null;
      }
      row++;
      var source = new Source(name, 0, row);
      try (var text = Json.FACTORY.createParser(results.getString(1))) {
        text.nextToken();
        var value = typed.apply(json.read(text));
        return parser.parse(value, json.duplicate(), source);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private InputException failure(SQLException e) {
    var cause = String.valueOf(e.getMessage()).contains(LOST_REASON) ? found(e) : e;
    var where = row == 0 ? name : name + ", after row " + row;
    return new InputException(where + ": " + DuckDb.reason(cause), e);
  }

  /**
   * What a streamed result keeps to itself when its first rows fail; a result that is one number
   * tells.
   */
  private SQLException found(SQLException e) {
    try (var whole = connect(DuckDb.Results.WHOLE);
        var again = whole.prepareStatement(around("max(length(to_json(row_)::VARCHAR))"))) {
      again.executeQuery().close();
      return e;
    } catch (SQLException reason) {
      return reason;
    }
  }

  @Override
  public void close() {
    try {
      connection.close(); // and with it what was made of it
    } catch (SQLException e) {
      // Nothing was written through it: there is nothing to lose and nothing to tell.
    }
  }
}
