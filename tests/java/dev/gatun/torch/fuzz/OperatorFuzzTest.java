package dev.gatun.torch.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * No operator that the door reaches ends the process, whatever its schema allows for arguments. The
 * suite runs the same thousands of calls each time; a long search is {@code
 * -Dgatun.fuzz.seconds=600 -Dgatun.fuzz.seed=7 -Dgatun.fuzz.print=true}, of some operators {@code
 * -Dgatun.fuzz.only='aten::_?conv.*'}.
 */
@EnabledOnOs(OS.LINUX)
class OperatorFuzzTest {
  private static final long SECONDS = Long.getLong("gatun.fuzz.seconds", 0);
  private static final long SEED = Long.getLong("gatun.fuzz.seed", 1);

  @Test
  void no_call_ends_the_process(@TempDir Path folder) throws IOException {
    var campaign = new FuzzCampaign(SEED, folder);
    if (SECONDS > 0) {
      System.out.println(campaign.run(Long.MAX_VALUE / 2, SECONDS));
    } else {
      campaign.run(10_000, 300);
    }
    assertThat(campaign.findings()).isEmpty();
    assertThat(campaign.called()).isGreaterThan(5_000);
  }
}
