package dev.gatun.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * One direction of a plot.
 *
 * @param label what is shown, with its unit
 * @param scale how values become distances
 */
public record Axis(String label, Scale scale) {
  /** How values become distances. */
  public enum Scale {
    LINEAR,
    /** Equal ratios are equal distances; values must be above 0. */
    LOG
  }

  private static final int TICKS = 8;

  public static Axis linear(String label) {
    return new Axis(label, Scale.LINEAR);
  }

  public static Axis log(String label) {
    return new Axis(label, Scale.LOG);
  }

  /** Where a value lies between low (0) and high (1). */
  double place(double value, double low, double high) {
    return switch (scale) {
      case LINEAR -> (value - low) / (high - low);
      case LOG -> Math.log(value / low) / Math.log(high / low);
    };
  }

  /** Round values between low and high, both included. */
  List<Double> ticks(double low, double high) {
    var ticks = new ArrayList<Double>();
    switch (scale) {
      case LINEAR -> {
        var step = roundUp((high - low) / TICKS);
        // Counted, not added up, so that 0 is 0 and not 1e-17; and + 0.0 makes it not -0.
        for (var i = Math.ceil(low / step); i * step <= high; i++) ticks.add(i * step + 0.0);
      }
      case LOG -> {
        var decades = Math.log10(high / low);
        for (var e = Math.floor(Math.log10(low)); Math.pow(10, e) <= high; e++) {
          for (var digit : decades > 2 ? new int[] {1} : new int[] {1, 2, 5}) {
            var value = digit * Math.pow(10, e);
            if (value >= low && value <= high) ticks.add(value);
          }
        }
      }
    }
    return ticks;
  }

  private static double roundUp(double step) {
    var power = Math.pow(10, Math.floor(Math.log10(step)));
    for (var digit : new int[] {1, 2, 5}) {
      if (digit * power >= step * (1 - 1e-9)) return digit * power;
    }
    return 10 * power;
  }
}
