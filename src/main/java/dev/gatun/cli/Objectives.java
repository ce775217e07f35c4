package dev.gatun.cli;

import dev.gatun.torch.NearNames;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Names of objectives: those that the command line promises, and those that are there. */
final class Objectives implements Iterable<String> {
  private static final List<String> READY = List.of("kto");
  private static final List<String> PLANNED =
      List.of(
          "apo_zero_unpaired",
          "bco",
          "nca",
          "infonca",
          "nca_pair",
          "nca_unpaired",
          "dpo",
          "robust",
          "ipo",
          "hinge",
          "apo_zero",
          "apo_down",
          "sft",
          "orpo",
          "simpo",
          "cpo");

  /** For completion. */
  @Override
  public Iterator<String> iterator() {
    return READY.iterator();
  }

  /**
   * Checks a value of {@code --loss}: a name, or a weighted mix {@code dpo:1,sft:0.1}.
   *
   * @throws UsageException unless it is an objective that is there
   */
  static void require(String loss) {
    for (var part : loss.split(",", -1)) {
      var name = part.strip().replaceFirst(":.*", "").toLowerCase(Locale.ROOT).replace('-', '_');
      if (!READY.contains(name) && !PLANNED.contains(name)) {
        var all = new ArrayList<>(READY);
        all.addAll(PLANNED);
        throw new UsageException(
            "--loss: '"
                + part
                + "' is no objective"
                + NearNames.question(name, all).replace('-', '_')
                + "; kto is the one in this version");
      }
    }
    if (!READY.contains(loss.strip().toLowerCase(Locale.ROOT))) {
      throw new UsageException("--loss: " + loss + " is not yet in this version: kto is");
    }
  }
}
