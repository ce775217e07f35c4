package dev.gatun.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.data.format.FeedbackFile;
import dev.gatun.text.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenCacheTest {
  private static final Optional<String> KEY = Optional.of("words");

  @TempDir Path folder;
  private Path data;
  private TokenCache cache;
  private final Counting encoder = new Counting();

  /** Counts what is asked of it. */
  private static final class Counting implements TextEncoder {
    private final TextEncoder words = WordEncoder.withoutTemplate(40);
    private int texts;

    @Override
    public synchronized int[] encode(String text) {
      texts++;
      return words.encode(text);
    }

    @Override
    public Optional<String> eosText() {
      return words.eosText();
    }

    @Override
    public Optional<ChatEncoder> chat() {
      return Optional.empty();
    }
  }

  @BeforeEach
  void write_rows() throws IOException {
    cache = new TokenCache(folder.resolve("cache"), 1, 2);
    data = folder.resolve("rows.jsonl");
    Files.writeString(
        data,
        """
        {"prompt": "w1 w2", "completion": " w3 w4 w5 w6 w7 w8 w9", "label": true, "extra": 1}
        {"prompt": "w5", "completion": " w6", "label": false}
        {"prompt": 7}
        {"prompt": "w1 w2 w3 w4 w5 w6 w7 w8 w9", "completion": " w6", "label": false}
        """);
  }

  private IngestSettings settings() {
    return IngestSettings.of(8, folder).withBadRows(BadRowPolicy.SKIP);
  }

  private Ingested ingest(Optional<String> key, IngestSettings settings) {
    try (var source = FeedbackFile.open(data)) {
      return cache.ingest(source, encoder, key, settings);
    }
  }

  /** How many texts are tokenized for it. */
  private int texts(Optional<String> key, IngestSettings settings) {
    encoder.texts = 0;
    ingest(key, settings).close();
    return encoder.texts;
  }

  @Test
  void the_second_time_nothing_is_tokenized_and_everything_is_the_same() {
    try (var first = ingest(KEY, settings())) {
      assertThat(encoder.texts).isEqualTo(6); // a prompt and a whole for each of three good rows
      assertThat(first.report().badRows()).isEqualTo(1);
      assertThat(first.report().dropped()).isEqualTo(1);
      assertThat(first.report().ignoredColumns()).containsExactly("extra");
      try (var second = ingest(KEY, settings())) {
        assertThat(encoder.texts).isEqualTo(6);
        assertThat(second.report()).isEqualTo(first.report());
        assertThat(second.store().contentHash()).isEqualTo(first.store().contentHash());
        assertThat(second.store().rows()).isEqualTo(2);
        assertThat(second.store().completionKey(1)).isEqualTo(first.store().completionKey(1));
      }
    }
  }

  @Test
  void whatever_would_make_other_tokens_is_another_entry() throws IOException {
    cache = new TokenCache(folder.resolve("cache"), 1, 10);
    assertThat(texts(KEY, settings())).isEqualTo(6);
    assertThat(texts(Optional.of("other tokenizer"), settings())).isEqualTo(6);
    assertThat(texts(KEY, IngestSettings.of(9, folder).withBadRows(BadRowPolicy.SKIP)))
        .isEqualTo(6);
    assertThat(texts(KEY, settings().withAssistantTurns(AssistantTurns.ALL))).isEqualTo(6);
    var kept = settings().withEmbeddings(Embeddings.KEPT); // no row has one: all are bad
    assertThatThrownBy(() -> texts(KEY, kept)).isInstanceOf(InputException.class);
    assertThat(texts(KEY, settings())).isZero();
    Files.writeString(data, Files.readString(data).replace("w3 w4", "w3 w3"));
    assertThat(texts(KEY, settings())).isEqualTo(6);
    Files.move(data, data.resolveSibling("renamed.jsonl"));
    data = data.resolveSibling("renamed.jsonl"); // messages name the file
    assertThat(texts(KEY, settings())).isEqualTo(6);
  }

  @Test
  void what_depends_on_the_day_or_is_small_or_has_no_file_is_tokenized_each_time() {
    assertThat(texts(Optional.empty(), settings())).isEqualTo(6);
    assertThat(texts(Optional.empty(), settings())).isEqualTo(6);
    cache = new TokenCache(folder.resolve("cache"), 1_000_000, 2);
    assertThat(texts(KEY, settings())).isEqualTo(6);
    assertThat(texts(KEY, settings())).isEqualTo(6);
    cache = new TokenCache(folder.resolve("cache"), 1, 2);
    var source = ListSource.of(new String[][] {{"w1", " w2", "+"}});
    cache.ingest(source, encoder, KEY, settings()).close();
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void the_entries_used_last_stay() throws IOException {
    for (var key : List.of("one", "two"))
      assertThat(texts(Optional.of(key), settings())).isEqualTo(6);
    assertThat(texts(Optional.of("one"), settings())).isZero();
    assertThat(texts(Optional.of("three"), settings())).isEqualTo(6);
    assertThat(texts(Optional.of("one"), settings())).isZero();
    assertThat(texts(Optional.of("two"), settings())).isEqualTo(6); // it was the oldest
    try (var files = Files.list(folder.resolve("cache"))) {
      assertThat(files).hasSize(4); // two stores with their reports
    }
  }

  @Test
  void a_refused_file_leaves_nothing() {
    assertThatThrownBy(() -> ingest(KEY, settings().withBadRows(BadRowPolicy.STOP)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows.jsonl:3");
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void a_chat_template_that_reads_the_clock_has_no_fingerprint() throws IOException {
    assertThat(ChatTemplate.named("chatml").fingerprint()).isPresent();
    var dated = folder.resolve("dated.jinja");
    Files.writeString(dated, "{{ strftime_now('%Y') }}{{ messages[0].content }}");
    assertThat(ChatTemplate.fromFile(dated).fingerprint()).isEmpty();
  }
}
