package dev.gatun.data.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gatun.data.BadRow;
import dev.gatun.data.Row;
import dev.gatun.data.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object per line; a line that cannot be read does not disturb the next. */
final class JsonLines implements RowStream {
  private static final int MAX_LINE = 64 << 20;

  private final String name;
  private final Lines lines;
  private final Json json = new Json();
  private final Utf8Validator utf8 = new Utf8Validator();
  private final RowParser parser;

  JsonLines(String name, InputStream in, RowParser parser) {
    this.name = name;
    this.lines = new Lines(in, MAX_LINE);
    this.parser = parser;
  }

  @Override
  public @Nullable List<? extends Row> next() throws IOException {
    while (lines.advance()) {
      if (lines.tooLong() || !blank()) {
        return row(Source.line(name, lines.number()));
      }
    }
    return null;
  }

  private boolean blank() {
    var bytes = lines.bytes();
    for (int i = lines.start(); i < lines.end(); i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private List<? extends Row> row(Source source) throws IOException {
    var problem = problemOfBytes();
    if (problem != null) {
      return List.of(new BadRow(source, "row", problem));
    }
    try (var in =
        Json.FACTORY.createParser(lines.bytes(), lines.start(), lines.end() - lines.start())) {
      in.nextToken();
      JsonNode value = json.read(in);
      if (in.nextToken() != null) {
        return List.of(
            new BadRow(source, "row", "invalid JSON: there is more on the line after the object"));
      }
      return parser.parse(value, json.duplicate(), source);
    } catch (JsonProcessingException e) {
      var reason =
          Json.endsEarly(e)
              ? "invalid JSON: the line ends in the middle of a value (cut short, or a row spread"
                  + " over several lines: one row must stand on one line)"
              : Json.syntaxProblem(e);
      return List.of(new BadRow(source, "row", reason));
    }
  }

  private @Nullable String problemOfBytes() {
    if (lines.tooLong()) {
      return "the line is longer than " + (MAX_LINE >> 20) + " MiB";
    }
    var bytes = lines.bytes();
    for (int i = lines.start(); i < lines.end(); i++) {
      if (bytes[i] == 0) {
        return "the line holds NUL bytes: the file is damaged, or not text";
      }
    }
    utf8.reset();
    int bad = utf8.firstInvalid(bytes, lines.start(), lines.end());
    if (bad < 0 && utf8.unfinished() == 0) {
      return null;
    }
    int start = (bad < 0 ? lines.end() : bad) - utf8.unfinished() - lines.start();
    return "invalid UTF-8 at byte " + (start + 1) + " of the line; save it as UTF-8";
  }
}
