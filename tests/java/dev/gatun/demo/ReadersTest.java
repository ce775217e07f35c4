package dev.gatun.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadersTest {

  private static final StoryGrammar GRAMMAR = StoryGrammar.standard();

  @Test
  void readers_without_noise_like_exactly_the_happy_stories() {
    var readers = new Readers(GRAMMAR, 0, 1, 1);
    var feedback = readers.judgeAll(tellings(2_000), new SplittableRandom(1));
    assertThat(feedback.thumbs()).hasSize(2_000);
    assertThat(feedback.silent()).isZero();
    assertThat(feedback.misread()).isZero();
    for (Thumb thumb : feedback.thumbs()) {
      boolean happy = Ending.of(thumb.telling().text()) == Ending.HAPPY;
      assertThat(thumb.direction() == Thumb.Direction.UP).isEqualTo(happy);
    }
  }

  @Test
  void a_happy_story_that_is_badly_told_is_not_liked() {
    var readers = new Readers(GRAMMAR, 0, 1, 1);
    for (Telling telling : tellings(200)) {
      var garbled = new Telling(telling.prompt(), telling.completion() + " laughed happy smile.");
      assertThat(readers.like(garbled)).isFalse();
    }
  }

  @Test
  void readers_who_are_hard_to_please_give_noisy_thumbs_one_up_in_three() {
    var feedback =
        Readers.hardToPlease(GRAMMAR).judgeAll(tellings(10_000), new SplittableRandom(2));
    double thumbs = feedback.thumbs().size();
    // Half of the stories please, and a wrong reading keeps it at half: 0.5 * 0.45 up, 0.5 * 0.9
    // down.
    assertThat(thumbs / 10_000).isCloseTo(0.675, within(0.02));
    assertThat(feedback.up() / thumbs).isCloseTo(1 / 3.0, within(0.02));
    assertThat(feedback.misread() / thumbs).isCloseTo(0.1, within(0.015));
    assertThat(feedback.silent()).isEqualTo(10_000 - feedback.thumbs().size());
  }

  @Test
  void the_same_seed_gives_the_same_thumbs() {
    var readers = Readers.hardToPlease(GRAMMAR);
    var first = readers.judgeAll(tellings(500), new SplittableRandom(3));
    assertThat(readers.judgeAll(tellings(500), new SplittableRandom(3))).isEqualTo(first);
    assertThat(readers.judgeAll(tellings(500), new SplittableRandom(4))).isNotEqualTo(first);
  }

  @Test
  void nobody_judges_an_empty_page() {
    var readers = new Readers(GRAMMAR, 0, 1, 1);
    assertThat(readers.judge(new Telling("once.", " "), new SplittableRandom(1))).isEmpty();
  }

  @Test
  void rates_count_every_telling() {
    var readers = Readers.hardToPlease(GRAMMAR);
    var mixed = new ArrayList<>(tellings(100));
    long happy = mixed.stream().filter(readers::like).count();
    mixed.add(new Telling("once upon", " a rhinoceros."));
    assertThat(readers.measure(mixed))
        .isEqualTo(new Measure(new Rate((int) happy, 101), new Rate(100, 101)));
  }

  @Test
  void a_thumb_is_a_row_of_the_unpaired_format(@TempDir Path folder) throws IOException {
    var up = new Thumb(new Telling("a \"b\".", " c."), Thumb.Direction.UP);
    var down = new Thumb(new Telling("d.", " e."), Thumb.Direction.DOWN);
    Path file = folder.resolve("thumbs.jsonl");
    new Feedback(List.of(up, down), 0, 0).write(file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    var first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.get("prompt").asText()).isEqualTo("a \"b\".");
    assertThat(first.get("completion").asText()).isEqualTo(" c.");
    assertThat(first.get("label").isBoolean()).isTrue();
    assertThat(lines.get(1))
        .isEqualTo("{\"prompt\":\"d.\",\"completion\":\" e.\",\"label\":false}");
  }

  @Test
  void a_chance_outside_0_to_1_is_refused_by_name() {
    assertThatThrownBy(() -> new Readers(GRAMMAR, 1.5, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("misreads is 1.5");
    assertThatThrownBy(() -> new Readers(GRAMMAR, 0.1, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thumbsWhenAnnoyed");
  }

  private static List<Telling> tellings(int count) {
    var random = new SplittableRandom(11);
    List<Telling> tellings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tellings.add(Telling.of(GRAMMAR.sample(random), 1 + i % 2));
    }
    return tellings;
  }
}
