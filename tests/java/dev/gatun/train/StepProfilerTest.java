package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.data.format.FeedbackFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StepProfilerTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden");

  @TempDir Path folder;

  private List<StepProfile> profiles(long steps) {
    var trace = folder.resolve("trace.json");
    var arguments =
        TrainingArguments.builder(GOLDEN.resolve("models/llama"), folder.resolve("run"))
            .maxLength(20)
            .maxSteps(steps)
            .device("cpu")
            .execution(new Execution(0, GradientCheckpointing.OFF, 0, trace))
            .build();
    var profiles = new ArrayList<StepProfile>();
    var listener =
        new TrainingListener() {
          @Override
          public void onProfile(StepProfile profile) {
            profiles.add(profile);
          }
        };
    new Trainer(arguments, listener)
        .train(FeedbackFile.open(GOLDEN.resolve("kto/feedback.jsonl").toString()), null);
    return profiles;
  }

  @Test
  void five_steps_after_two_are_recorded_and_their_parts_make_most_of_the_whole() {
    var profile = profiles(9).getFirst();
    assertThat(profile.steps()).isEqualTo(5);
    assertThat(profile.parts()).containsOnlyKeys(StepPart.values());
    var sum = profile.parts().values().stream().mapToDouble(seconds -> seconds).sum();
    assertThat(sum).isBetween(0.5 * profile.seconds(), profile.seconds());
    assertThat(profile.trace()).isNotEmptyFile();
  }

  @Test
  void a_short_run_is_recorded_as_far_as_it_goes() {
    assertThat(profiles(4)).singleElement().extracting(StepProfile::steps).isEqualTo(2);
    assertThat(profiles(1)).singleElement().extracting(StepProfile::steps).isEqualTo(1);
  }
}
