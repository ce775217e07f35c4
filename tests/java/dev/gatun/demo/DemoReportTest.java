package dev.gatun.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DemoReportTest {

  private static final Thumb UP = new Thumb(new Telling("a.", " b."), Thumb.Direction.UP);
  private static final Thumb DOWN = new Thumb(new Telling("a.", " c."), Thumb.Direction.DOWN);

  @Test
  void it_shows_stories_side_by_side_then_thumbs_then_rates() {
    var comparison =
        new DemoReport.Comparison(
            "there once was a shy duck named milo who wanted to learn to juggle.",
            " on a windy evening, he tried to juggle, but everything went wrong. all the same, milo"
                + " never learned to juggle, and milo cried all the way home.",
            " one rainy day, milo was too scared to juggle. at last milo could juggle better than "
                + "anyone, and he sang a merry song by the sea.");
    assertThat(report(comparison).render())
        .isEqualTo(
            """
            1. there once was a shy duck named milo who wanted to learn to juggle.
              BEFORE                                         | AFTER
              ... on a windy evening, he tried to juggle,    | ... one rainy day, milo was too scared to
              but everything went wrong. all the same, milo  | juggle. at last milo could juggle better than
              never learned to juggle, and milo cried all    | anyone, and he sang a merry song by the sea.
              the way home.                                  |

            Learned from 1,500 thumbs: 500 up (33 %), 1,000 down (67 %); 722 stories got none.
            Of these thumbs 148 (10 %) point the wrong way: readers make mistakes.

                                                BEFORE                    AFTER
              liked by readers (happy ending)   50.7 % (45.9 to 55.6)     94.3 % (91.5 to 96.1)
              grammatical, start to end         99.0 % (97.5 to 99.6)     98.5 % (96.8 to 99.3)
              400 fresh stories before and 400 after; in brackets 95 % Wilson intervals.
            """);
  }

  @Test
  void no_line_is_wider_than_the_terminal() {
    var comparison =
        new DemoReport.Comparison(
            "word ".repeat(60),
            " " + "x".repeat(500),
            "\u0007line\nbreak \u001b[31m" + "y z ".repeat(80));
    assertThat(report(comparison).render().lines())
        .allMatch(line -> line.length() <= DemoReport.WIDTH)
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
  }

  @Test
  void feedback_of_nobody_is_no_division_by_zero() {
    var empty = new Measure(new Rate(0, 0), new Rate(0, 0));
    String text = new DemoReport(List.of(), new Feedback(List.of(), 0, 0), empty, empty).render();
    assertThat(text).contains("0 thumbs: 0 up (0 %)").contains("none seen").doesNotContain("NaN");
  }

  private static DemoReport report(DemoReport.Comparison comparison) {
    var thumbs = new java.util.ArrayList<>(Collections.nCopies(500, UP));
    thumbs.addAll(Collections.nCopies(1000, DOWN));
    return new DemoReport(
        List.of(comparison),
        new Feedback(thumbs, 722, 148),
        new Measure(new Rate(203, 400), new Rate(396, 400)),
        new Measure(new Rate(377, 400), new Rate(394, 400)));
  }
}
