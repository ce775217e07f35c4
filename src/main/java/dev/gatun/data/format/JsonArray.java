package dev.gatun.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.gatun.data.InputException;
import dev.gatun.data.Row;
import dev.gatun.data.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON array of objects, read element by element. A syntax error ends the file: where the next
 * element would begin is then anyone's guess.
 */
final class JsonArray implements RowStream {
  private final String name;
  private final InputStream bytes;
  private final Json trees = new Json();
  private final RowParser parser;
  private @Nullable JsonParser json;
  private long row;
  private long line = 1;
  private boolean done;

  JsonArray(String name, InputStream in, RowParser parser) {
    this.name = name;
    this.parser = parser;
    this.bytes = new Utf8InputStream(in);
  }

  @Override
  public @Nullable List<? extends Row> next() throws IOException {
    if (done) {
      return null;
    }
    try {
      var in = json;
      if (in == null) {
        json = in = Json.FACTORY.createParser(bytes);
        in.nextToken(); // the array's own bracket
      }
      row++;
      if (in.nextToken() == JsonToken.END_ARRAY) {
        row--;
        finish(in);
        return null;
      }
      line = in.currentTokenLocation().getLineNr();
      return parser.parse(trees.read(in), trees.duplicate(), new Source(name, line, row));
    } catch (JsonProcessingException e) {
      if (Json.endsEarly(e)) {
        throw new InputException(
            name
                + ": the array is not closed: the file ends in or before row "
                + row
                + "; it was cut short, so make or copy it again",
            e);
      }
      var at = e.getLocation() == null ? line : e.getLocation().getLineNr();
      throw new InputException(
          name
              + ":"
              + at
              + ": row "
              + row
              + ": "
              + Json.syntaxProblem(e)
              + "; the rest of the array cannot be read",
          e);
    } catch (Utf8InputStream.InvalidUtf8Exception e) {
      throw new InputException(
          name
              + ":"
              + e.line
              + ": invalid UTF-8 in the array (at or after row "
              + row
              + "); save the file as UTF-8",
          e);
    }
  }

  private void finish(JsonParser in) throws IOException {
    done = true;
    if (in.nextToken() != null) {
      var at = in.currentTokenLocation().getLineNr();
      throw new InputException(
          name
              + ":"
              + at
              + ": there is more after the array; the file must hold one array, or one"
              + " object per line");
    }
  }
}
