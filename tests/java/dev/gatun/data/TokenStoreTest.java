package dev.gatun.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStoreTest {
  @TempDir Path folder;

  @Test
  void gives_back_what_was_appended_across_buffer_borders() {
    var random = new Random(1);
    int rows = 3000; // about 3 MB of tokens: three write buffers
    var prompts = new int[rows][];
    var completions = new int[rows][];
    try (var writer = TokenStoreWriter.temporary(folder, 1000)) {
      for (int i = 0; i < rows; i++) {
        prompts[i] = random.ints(random.nextInt(400), 0, 1 << 20).toArray();
        completions[i] = random.ints(1 + random.nextInt(200), 0, 1 << 20).toArray();
        writer.append(prompts[i], completions[i], i % 3 == 0, i / 8.0);
      }
      try (var store = writer.finish()) {
        assertThat(store.rows()).isEqualTo(rows);
        assertThat(store.desirableRows()).isEqualTo(1000);
        for (int i = rows - 1; i >= 0; i--) {
          assertThat(store.prompt(i).toArray(ValueLayout.JAVA_INT)).isEqualTo(prompts[i]);
          assertThat(store.completion(i).toArray(ValueLayout.JAVA_INT)).isEqualTo(completions[i]);
          assertThat(store.promptLength(i)).isEqualTo(prompts[i].length);
          assertThat(store.desirable(i)).isEqualTo(i % 3 == 0);
          assertThat(store.weight(i)).isEqualTo(i / 8.0);
        }
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void gives_back_embeddings_and_hashes_them() {
    var hashes = new HashSet<String>();
    for (var last : new float[] {4, 5}) {
      try (var writer = TokenStoreWriter.temporary(folder, 9)) {
        append(writer, 1, 2);
        append(writer, 3, last);
        assertThatThrownBy(() -> append(writer, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.append(new int[] {7}, new int[] {9}, true, 1))
            .isInstanceOf(IllegalArgumentException.class);
        try (var store = writer.finish()) {
          assertThat(store.rows()).isEqualTo(2);
          assertThat(store.embeddingSize()).isEqualTo(2);
          assertThat(store.embedding(1).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
              .containsExactly(3, last);
          assertThatThrownBy(() -> store.embedding(2))
              .isInstanceOf(IndexOutOfBoundsException.class);
          hashes.add(store.contentHash());
        }
      }
    }
    assertThat(hashes).hasSize(2);
  }

  private static void append(TokenStoreWriter writer, float... vector) {
    var embedding = new Embedding(vector);
    writer.append(new int[] {7}, new int[] {9}, true, 1, Feedback.Place.ALONE, embedding);
  }

  @Test
  void widens_tokens_into_a_batch() {
    try (var writer = TokenStoreWriter.temporary(folder, 9);
        var arena = Arena.ofConfined()) {
      writer.append(new int[] {7, 8}, new int[] {9, 10}, true, 1);
      try (var store = writer.finish()) {
        var batch = arena.allocate(ValueLayout.JAVA_LONG, 5);
        store.copyPrompt(0, 2, batch, 1);
        store.copyCompletion(0, 1, batch, 3);
        assertThat(batch.toArray(ValueLayout.JAVA_LONG)).containsExactly(0, 7, 8, 9, 0);
        assertThatThrownBy(() -> store.copyCompletion(0, 3, batch, 0))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void the_hash_is_sha256_of_tokens_then_lengths_labels_groups_and_scores() throws Exception {
    var sha = MessageDigest.getInstance("SHA-256");
    var tokens = sha.digest(ints(7, 8, 9));
    // Prompt length, completion length, label, group (none), and the bits of the score (NaN).
    var facts = sha.digest(ints(2, 1, 1, -1, 0, 0x7FF80000));
    sha.update(tokens);
    var expected = HexFormat.of().formatHex(sha.digest(facts));
    try (var store = store(1.0)) {
      assertThat(store.contentHash()).isEqualTo(expected);
    }
    try (var store = store(2.0)) { // weights do not move log-probabilities
      assertThat(store.contentHash()).isEqualTo(expected);
    }
  }

  private TokenStore store(double weight) {
    try (var writer = TokenStoreWriter.temporary(folder, 9)) {
      writer.append(new int[] {7, 8}, new int[] {9}, true, weight);
      return writer.finish();
    }
  }

  private static byte[] ints(int... values) {
    var buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.nativeOrder());
    buffer.asIntBuffer().put(values);
    return buffer.array();
  }

  @Test
  void keys_tell_equal_token_sequences_from_different_ones() {
    try (var writer = TokenStoreWriter.temporary(folder, 9)) {
      writer.append(new int[] {1, 2}, new int[] {3}, true, 1);
      writer.append(new int[] {1, 2}, new int[] {3, 3}, true, 1);
      writer.append(new int[] {2, 1}, new int[] {3}, true, 1);
      try (var store = writer.finish()) {
        assertThat(store.promptKey(0)).isEqualTo(store.promptKey(1));
        assertThat(store.promptKey(0)).isNotEqualTo(store.promptKey(2));
        assertThat(store.completionKey(0)).isEqualTo(store.completionKey(2));
        assertThat(store.completionKey(0)).isNotEqualTo(store.completionKey(1));
      }
    }
  }

  @Test
  void a_kept_store_opens_again_and_appears_only_when_whole() {
    var file = folder.resolve("kept.tokens");
    String hash;
    try (var writer = TokenStoreWriter.to(file, 9)) {
      writer.append(new int[] {7, 8}, new int[] {9}, true, 1);
      assertThat(file).doesNotExist();
      try (var store = writer.finish()) {
        hash = store.contentHash();
      }
    }
    try (var store = TokenStore.open(file)) {
      assertThat(store.contentHash()).isEqualTo(hash);
      assertThat(store.maxLength()).isEqualTo(9);
      assertThat(store.completion(0).toArray(ValueLayout.JAVA_INT)).containsExactly(9);
    }
    assertThat(folder.toFile().list()).containsExactly("kept.tokens");
  }

  @Test
  void a_file_that_is_not_a_whole_store_is_refused() throws Exception {
    var file = folder.resolve("kept.tokens");
    try (var writer = TokenStoreWriter.to(file, 9)) {
      writer.append(new int[] {7, 8}, new int[] {9}, true, 1);
      writer.finish().close();
    }
    var bytes = Files.readAllBytes(file);
    for (int cut : new int[] {0, 100, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, cut));
      assertThatThrownBy(() -> TokenStore.open(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("token store");
    }
  }

  @Test
  void an_abandoned_writer_leaves_nothing_behind() {
    try (var writer = TokenStoreWriter.to(folder.resolve("kept.tokens"), 9)) {
      writer.append(new int[] {1}, new int[] {2}, true, 1);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void reading_after_close_is_an_exception_and_closing_twice_is_not() {
    var store = store(1);
    var prompt = store.prompt(0);
    store.close();
    store.close();
    assertThatThrownBy(() -> store.promptLength(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> prompt.get(ValueLayout.JAVA_INT, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_empty_store_has_no_rows() {
    try (var writer = TokenStoreWriter.temporary(folder, 9);
        var store = writer.finish()) {
      assertThat(store.rows()).isZero();
      assertThatThrownBy(() -> store.desirable(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
