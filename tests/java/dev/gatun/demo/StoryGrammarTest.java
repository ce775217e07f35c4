package dev.gatun.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoryGrammarTest {

  private static final StoryGrammar GRAMMAR = StoryGrammar.standard();

  /** Written by hand from the rules; every test of one mistake below starts from it. */
  private static final String STORY =
      "once upon a time, there was a brave fox named mia. mia loved her red kite more than"
          + " anything. one windy morning, the kite got stuck in a tall oak. soon a wise owl named"
          + " tom came by and shook the tree with all might. at last mia held the red kite again,"
          + " and she said thank you with a big smile.";

  @Test
  void every_sampled_story_is_accepted_with_its_own_ending() {
    for (Story story : stories(5_000)) {
      assertThat(GRAMMAR.endingOf(story.text())).as(story.text()).contains(story.ending());
    }
  }

  @Test
  void the_classifier_that_knows_no_grammar_tells_every_ending() {
    for (Story story : stories(5_000)) {
      assertThat(Ending.of(story.text())).as(story.text()).isEqualTo(story.ending());
    }
  }

  @Test
  void half_of_the_stories_end_happily() {
    long happy = stories(5_000).stream().filter(s -> s.ending() == Ending.HAPPY).count();
    // Binomial(5000, 1/2): standard deviation 35.4, so this is four of them either way.
    assertThat(happy).isBetween(2_358L, 2_642L);
  }

  @Test
  void stories_have_three_to_five_sentences_and_fit_the_model() {
    var sizes = new HashSet<Integer>();
    for (Story story : stories(5_000)) {
      sizes.add(story.sentences().size());
      assertThat(story.text().split(" ")).hasSizeBetween(35, 85);
    }
    assertThat(sizes).containsExactlyInAnyOrder(3, 4, 5);
  }

  @Test
  void a_story_of_a_plot_is_about_it() {
    assertThat(GRAMMAR.plots()).hasSize(11).contains("moon", "race");
    var random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      assertThat(GRAMMAR.sample(random, "race").text()).contains("race");
    }
  }

  @Test
  void hardly_any_story_is_told_twice() {
    assertThat(new HashSet<>(stories(5_000).stream().map(Story::text).toList()))
        .hasSizeGreaterThan(4_990);
  }

  @Test
  void a_seed_tells_the_same_story_on_every_jdk() {
    // Recorded once: a change here means that the pretrained model and every number in the
    // documentation are stale.
    assertThat(GRAMMAR.sample(new SplittableRandom(42)).text())
        .isEqualTo(
            "once upon a time, a brave fox named max lived by the hill. he was planning a big party"
                + " for his cousin. one windy evening, all the letters got lost. not even a wise fox"
                + " named ella could help: the guests stayed home, and max sighed.");
  }

  @Test
  void the_vocabulary_is_closed_and_small() {
    assertThat(GRAMMAR.vocabulary())
        .hasSizeBetween(300, 500)
        .allMatch(w -> w.matches("[a-z]+|[.,:]"));
    assertThat(GRAMMAR.openings()).containsExactly("by", "in", "long", "once", "there", "this");
    var seen = new HashSet<String>();
    for (Story story : stories(20_000)) {
      Pattern.compile("[a-z]+|[.,:]")
          .matcher(story.text())
          .results()
          .forEach(w -> seen.add(w.group()));
    }
    assertThat(seen).isEqualTo(GRAMMAR.vocabulary());
  }

  @Test
  void the_story_written_by_hand_is_accepted() {
    assertThat(GRAMMAR.endingOf(STORY)).contains(Ending.HAPPY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // pronoun of the wrong character
        "mia loved her > mia loved his",
        "and she said > and he said",
        // a thing, a colour, a tree, an animal, a name that changes on the way
        "the kite got > the ball got",
        "held the red kite > held the blue kite",
        "at last mia > at last tom",
        "owl named tom > owl named mia",
        // grammar and spelling
        "a brave fox > an brave fox",
        "was a brave > was brave",
        "came by and shook > came by and shake",
        "smile. > smile",
        "once > Once",
        "time, there > time , there",
        "more than > more  than",
        // a sentence of another plot
        "shook the tree with all might > mended the red boat with wax",
        // a story that goes on after its end
        "big smile. > big smile. once upon a time, there was a fox.",
      })
  void one_mistake_is_enough_to_be_rejected(String change) {
    String[] sides = change.split(" > ");
    assertThat(STORY).contains(sides[0]);
    String mutated = STORY.replace(sides[0], sides[1]);
    assertThat(GRAMMAR.accepts(mutated)).as(mutated).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "once upon a time", "1234", "\u0000", "the end."})
  void what_is_no_story_is_rejected(String text) {
    assertThat(GRAMMAR.accepts(text)).isFalse();
  }

  @Test
  void a_text_of_any_length_is_rejected_without_trouble() {
    assertThat(GRAMMAR.accepts("once upon a time, ".repeat(100_000))).isFalse();
    assertThat(GRAMMAR.accepts(STORY + " " + STORY)).isFalse();
  }

  @Test
  void a_story_without_one_of_its_sentences_is_rejected() {
    for (Story story : stories(1_000)) {
      for (int drop = 0; drop < story.sentences().size(); drop++) {
        var left = new ArrayList<>(story.sentences());
        left.remove(drop);
        assertThat(GRAMMAR.accepts(String.join(" ", left))).as("%d of %s", drop, story).isFalse();
      }
    }
  }

  @Test
  void a_story_with_two_sentences_swapped_is_rejected() {
    for (Story story : stories(1_000)) {
      for (int first = 0; first + 1 < story.sentences().size(); first++) {
        var swapped = new ArrayList<>(story.sentences());
        swapped.add(first, swapped.remove(first + 1));
        assertThat(GRAMMAR.accepts(String.join(" ", swapped))).as("%s", swapped).isFalse();
      }
    }
  }

  @Test
  void a_flipped_pronoun_is_rejected_wherever_it_stands() {
    int flipped = 0;
    for (Story story : stories(1_000)) {
      String[] words = story.text().split("(?<=\\W)|(?=\\W)");
      for (int i = 0; i < words.length; i++) {
        String other =
            switch (words[i]) {
              case "he" -> "she";
              case "she" -> "he";
              case "his", "him" -> "her";
              case "her" -> "his";
              default -> "";
            };
        if (!other.isEmpty()) {
          var mutated = words.clone();
          mutated[i] = other;
          assertThat(GRAMMAR.accepts(String.join("", mutated))).as("%s", story).isFalse();
          flipped++;
        }
      }
    }
    assertThat(flipped).isGreaterThan(1_000);
  }

  @Test
  void two_words_exchanged_hardly_ever_make_another_story() {
    var random = new SplittableRandom(9);
    int exchanged = 0;
    int accepted = 0;
    for (Story story : stories(4_000)) {
      String[] words = story.text().split(" ");
      int i = random.nextInt(words.length);
      int j = random.nextInt(words.length);
      String kept = words[i];
      words[i] = words[j];
      words[j] = kept;
      String mutated = String.join(" ", words);
      if (!mutated.equals(story.text())) {
        exchanged++;
        accepted += GRAMMAR.accepts(mutated) ? 1 : 0;
      }
    }
    // Not never: where hero and helper are each named once, exchanging two names of one gender
    // tells a proper story.
    assertThat(exchanged).isGreaterThan(3_500);
    assertThat(accepted).isLessThanOrEqualTo(4);
  }

  @Test
  void a_beginning_and_its_completion_are_the_story() {
    for (Story story : stories(200)) {
      for (int count = 1; count < story.sentences().size(); count++) {
        assertThat(story.prompt(count) + story.completion(count)).isEqualTo(story.text());
        assertThat(story.prompt(count)).endsWith(".");
        assertThat(story.completion(count)).startsWith(" ");
      }
      assertThatThrownBy(() -> story.prompt(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> story.completion(story.sentences().size()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a beginning of " + story.sentences().size());
    }
  }

  private static List<Story> stories(int count) {
    var random = new SplittableRandom(7);
    List<Story> stories = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stories.add(GRAMMAR.sample(random));
    }
    return stories;
  }
}
