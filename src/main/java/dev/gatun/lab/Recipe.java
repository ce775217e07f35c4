package dev.gatun.lab;

import dev.gatun.align.Knobs;
import dev.gatun.align.Objective;
import dev.gatun.align.Objectives;
import java.util.Map;
import java.util.TreeMap;

/**
 * An objective with all its settings.
 *
 * @param name for tables and plots
 * @param loss as on the command line
 * @param knobs by flag, beta included where there is one
 * @param learningRate of AdamW at its peak
 * @param udm whether the prompts of thumbs up and down are matched, by the trainer's classifier
 */
record Recipe(
    String name, String loss, Map<String, String> knobs, double learningRate, boolean udm) {
  Recipe(String name, String loss, Map<String, String> knobs, double learningRate) {
    this(name, loss, knobs, learningRate, false);
  }

  Recipe {
    knobs = new TreeMap<>(knobs);
  }

  /** The same with one setting more, under another name. */
  Recipe with(String name, String flag, String value) {
    var more = new TreeMap<>(knobs);
    more.put(flag, value);
    return new Recipe(name, loss, more, learningRate, udm);
  }

  /** Another objective with the same settings. */
  Recipe as(String name, String loss) {
    return new Recipe(name, loss, knobs, learningRate, udm);
  }

  Recipe withUdm() {
    return new Recipe(name, loss, knobs, learningRate, true);
  }

  double beta() {
    return Double.parseDouble(knobs.get("--beta"));
  }

  Objective objective() {
    return Objectives.parse(loss, new Knobs(knobs));
  }

  /** Without the name, which is only for the reader. */
  String key() {
    return loss + " " + knobs + " lr " + learningRate + (udm ? " udm" : "");
  }
}
