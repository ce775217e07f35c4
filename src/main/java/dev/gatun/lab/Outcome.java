package dev.gatun.lab;

import java.util.Map;
import java.util.TreeMap;

/** What came out of a job: numbers by name; a curve is several. */
public record Outcome(Map<String, double[]> values) {
  public Outcome {
    values = new TreeMap<>(values);
  }

  /** A single number. */
  double number(String name) {
    var found = curve(name);
    if (found.length != 1) throw new IllegalStateException(name + " is a curve");
    return found[0];
  }

  double[] curve(String name) {
    var found = values.get(name);
    if (found == null) throw new IllegalStateException("nothing was measured as " + name);
    return found;
  }
}
