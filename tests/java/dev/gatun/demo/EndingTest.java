package dev.gatun.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mia laughed.                                        | HAPPY",
        "tom cried all night. in the morning tom smiled.     | HAPPY",
        "tom smiled. in the morning tom cried                | SAD",
        "The fox was Happy!                                  | HAPPY",
        "was she sad? yes, she wept...                       | SAD",
        "the fox was not at all happy.                       | SAD",
        "mia never cried again.                              | HAPPY",
        "sadly, the cake burned, but mia laughed.            | HAPPY",
        "mia laughed and tom cried.                          | UNCLEAR",
        "the boat sank.                                      | UNCLEAR",
        "''                                                  | UNCLEAR",
        "...                                                 | UNCLEAR",
      })
  void an_ending_is_told_from_the_feelings_of_the_last_sentence(String text, Ending ending) {
    assertThat(Ending.of(text)).isEqualTo(ending);
  }
}
