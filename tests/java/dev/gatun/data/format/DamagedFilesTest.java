package dev.gatun.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gatun.data.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * Files damaged at random, from fixed seeds: whatever they hold, rows or one clear refusal come of
 * it.
 */
class DamagedFilesTest {
  private static final String ROWS =
      """
      {"prompt": "caf\u00e9 \uD83D\uDE00", "completion": "b\\u00e9", "label": true, "weight": 0.5}
      {"prompt": [{"role": "user", "content": "a"}],\
       "completion": [{"role": "assistant", "content": "b"}], "label": "up"}
      {"messages": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}], "label": 0}
      {"prompt": "p", "chosen": "c", "rejected": "r", "tools": "[]", "id": [1, {"a": null}]}
      """;

  @Test
  void give_rows_or_a_refusal_and_nothing_else() throws IOException {
    var lines = ROWS.getBytes(StandardCharsets.UTF_8);
    var array = ("[" + ROWS.strip().replace("\n", ",\n") + "]").getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (var whole : new byte[][] {lines, array, gzip(lines), gzip(array)}) {
      for (int seed = 0; seed < 500; seed++) {
        var bytes = damage(whole, new Random(seed));
        try (var file = FeedbackFile.read(new ByteArrayInputStream(bytes), "f")) {
          for (var row = file.next(); row != null; row = file.next()) {
            assertThat(row.toString()).doesNotContain("jackson", "Exception");
          }
        } catch (InputException e) {
          refused++;
          assertThat(e)
              .hasMessageStartingWith("f:")
              .message()
              .doesNotContain(": null", "jackson", "(JSON");
        } catch (RuntimeException e) {
          fail("seed " + seed + ", " + whole.length + " bytes", e);
        }
      }
    }
    assertThat(refused).isBetween(300, 1999);
  }

  private static byte[] damage(byte[] whole, Random random) {
    var bytes = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole;
    bytes = bytes.clone();
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) "{}[]\":,\\\n 0u".charAt(random.nextInt(12));
    }
    return bytes;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(out)) {
      packed.write(bytes);
    }
    return out.toByteArray();
  }
}
