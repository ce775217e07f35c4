package dev.gatun.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.data.BadRow;
import dev.gatun.data.Embedding;
import dev.gatun.data.Embeddings;
import dev.gatun.data.Feedback;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.InputException;
import dev.gatun.data.Row;
import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Vectors for prompts: in the rows, and in a file beside them. */
final class EmbeddingsTest {
  private static final String THUMB =
      "{\"prompt\": \"p\", \"completion\": \"a\", \"label\": true%s}";
  private static final String PAIR =
      "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\", \"embedding\": [3, 4.5]}";

  @TempDir Path folder;

  private Path lines(String... lines) throws IOException {
    return Files.write(folder.resolve("d.jsonl"), List.of(lines));
  }

  private static List<Row> read(FeedbackSource opened) {
    List<Row> rows = new ArrayList<>();
    try (var source = opened) {
      for (Row row; (row = source.next()) != null; ) rows.add(row);
    }
    return rows;
  }

  private static List<Row> read(String data) {
    return read(FeedbackFile.open(data, Embeddings.KEPT));
  }

  private static Embedding vector(float... values) {
    return new Embedding(values);
  }

  private static List<Embedding> vectors(List<Row> rows) {
    return rows.stream().map(row -> ((Feedback) row).embedding()).toList();
  }

  @Nested
  final class Field {
    @Test
    void rows_of_one_object_share_it() throws IOException {
      var data = lines(THUMB.formatted(", \"embedding\": [1, -2e-3]"), PAIR);
      assertThat(vectors(read(data.toString())))
          .containsExactly(vector(1, -2e-3f), vector(3, 4.5f), vector(3, 4.5f));
    }

    @Test
    void unless_it_is_asked_for_it_is_a_column_without_use_whatever_it_holds() throws IOException {
      var data = lines(THUMB.formatted(", \"embedding\": \"none\""));
      try (var source = FeedbackFile.open(data)) {
        assertThat(((Feedback) source.next()).embedding()).isNull();
        assertThat(source.ignoredColumns()).containsExactly("embedding");
      }
      assertThat(read(data.toString())).hasOnlyElementsOfType(BadRow.class);
    }

    @Test
    void a_query_gives_a_list_and_a_csv_file_json_in_a_text() throws IOException {
      assertThat(
              vectors(
                  read(
                      "SELECT 'p' AS prompt, 'a' AS completion, true AS label,"
                          + " [0.5, 2]::FLOAT[] AS embedding")))
          .containsExactly(vector(0.5f, 2));
      var csv = folder.resolve("d.csv");
      Files.writeString(csv, "prompt,completion,label,embedding\np,a,1,\"[0.5, 2]\"\n");
      assertThat(vectors(read(csv.toString()))).containsExactly(vector(0.5f, 2));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "[1, NaN] | embedding[1] | expected a finite number, got NaN",
          "[1, Infinity] | embedding[1] | expected a finite number, got Infinity",
          "[1, null] | embedding[1] | expected a finite number, got null",
          "[1, \"2\"] | embedding[1] | expected a finite number, got \"2\"",
          "[1, [2]] | embedding[1] | expected a finite number, got a list",
          "[1e39] | embedding[0] | 1.0E39 is too large for float32",
          "[] | embedding | is an empty list",
          "3 | embedding | expected a list of numbers, got 3",
          "\"3, 4\" | embedding | is text that is not JSON",
        })
    void anything_else_than_a_list_of_numbers_is_a_bad_row(
        String value, String field, String problem) throws IOException {
      var rows = read(lines(PAIR, THUMB.formatted(", \"embedding\": " + value)).toString());
      assertThat(rows).hasSize(3);
      assertThat(rows.getLast())
          .hasToString(folder.resolve("d.jsonl") + ":2: " + field + ": " + problem);
    }

    @Test
    void nan_in_a_query_is_a_bad_row_too() {
      var rows =
          read(
              "SELECT 'p' AS prompt, 'a' AS completion, true AS label,"
                  + " ['NaN'::FLOAT] AS embedding");
      assertThat(rows).hasSize(1);
      assertThat(rows.getFirst().toString()).startsWith("query row 1: embedding[0]: expected");
    }
  }

  @Nested
  final class Beside {
    private Path file(String name, DType dtype, Shape shape, double... values) throws IOException {
      var file = folder.resolve("e.safetensors");
      try (var _ = TensorScope.open()) {
        var tensor = Tensor.of(values).reshape(shape.toArray());
        SafetensorsWriter.write(
            file, Map.of(), List.of(new SafetensorsWriter.Item(name, dtype, tensor)));
      }
      return file;
    }

    private List<Row> read(Path data, Path vectors) {
      return EmbeddingsTest.read(EmbeddedRows.of(FeedbackFile.open(data), vectors));
    }

    private void refused(Path data, Path vectors, String problem) {
      assertThatThrownBy(() -> read(data, vectors))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(vectors + ": " + problem);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
    void its_nth_row_is_the_nth_objects_bad_ones_counted_too(DType dtype) throws IOException {
      var data = lines(PAIR, "", "{\"prompt\": 7}", THUMB.formatted(""), THUMB.formatted(""));
      var rows = read(data, file("any", dtype, Shape.of(4, 2), 0, 1, 2, 3, 4, 5, 6, 7));
      assertThat(rows.get(2)).isInstanceOf(BadRow.class);
      rows.remove(2);
      assertThat(vectors(rows))
          .containsExactly(vector(0, 1), vector(0, 1), vector(4, 5), vector(6, 7));
    }

    @Test
    void another_number_of_rows_than_the_data_has_is_refused() throws IOException {
      var data = lines(PAIR, THUMB.formatted(""), PAIR);
      for (var rows : List.of(2, 4)) {
        refused(
            data,
            file("any", DType.FLOAT32, Shape.of(rows, 1), new double[rows]),
            "has "
                + rows
                + " rows, the data 3; it must have one for each line or object of the data, in"
                + " their order");
      }
    }

    @Test
    void what_is_not_finite_is_named_by_its_place() throws IOException {
      var data = lines(PAIR, PAIR);
      refused(
          data,
          file("any", DType.FLOAT32, Shape.of(2, 2), 0, 1, 2, Double.NaN),
          "row 2, number 2 is NaN as float32; expected finite numbers");
      refused(
          data,
          file("any", DType.FLOAT64, Shape.of(2, 1), 1e39, 1),
          "row 1, number 1 is Infinity as float32; expected finite numbers");
    }

    @Test
    void anything_else_than_one_tensor_of_numbers_in_rows_is_refused() throws IOException {
      var data = lines(PAIR);
      var expected = "expected floating-point numbers (rows, size), found tensor 'any', ";
      refused(data, file("any", DType.INT64, Shape.of(1, 1), 1), expected + "INT64 (1, 1)");
      refused(data, file("any", DType.FLOAT32, Shape.of(1), 1), expected + "FLOAT32 (1)");
      refused(data, file("any", DType.FLOAT32, Shape.of(1, 0)), expected + "FLOAT32 (1, 0)");
      var file = folder.resolve("e.safetensors");
      SafetensorsWriter.write(file, Map.of(), List.of());
      refused(data, file, "expected one tensor (rows, size), found 0");
      Files.writeString(file, "not a tensor in sight");
      assertThatThrownBy(() -> read(data, file)).hasMessageContaining("not a safetensors file");
      assertThatThrownBy(() -> read(data, folder.resolve("none.safetensors")))
          .hasMessageContaining("no such file");
    }

    @Test
    void data_that_ends_in_the_middle_says_so_and_not_that_rows_are_missing() throws IOException {
      var file = Files.writeString(folder.resolve("d.json"), "[" + PAIR + ",");
      var vectors = file("any", DType.FLOAT32, Shape.of(2, 1), 1, 2);
      assertThatThrownBy(() -> read(file, vectors))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("d.json");
    }
  }
}
