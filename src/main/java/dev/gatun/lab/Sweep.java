package dev.gatun.lab;

import dev.gatun.plot.Axis;
import dev.gatun.plot.LinePlot;
import dev.gatun.plot.Series;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * Conditions along a quantity.
 *
 * @param axis its name, in the unit that levels have after the factor
 * @param conditions of a level, by name
 */
record Sweep(
    String axis,
    double factor,
    double[] levels,
    DoubleFunction<Map<String, Condition>> conditions,
    Scale scale) {
  /** How levels are laid out. */
  enum Scale {
    LINEAR,
    LOG
  }

  /** A row for each condition, a column for each level. */
  Table table(Plan plan, String measure) {
    var head = new ArrayList<String>();
    head.add(axis);
    for (var level : levels) head.add(number(level * factor));
    var rows = new ArrayList<List<String>>();
    for (var name : names()) {
      var row = new ArrayList<String>();
      row.add(name);
      for (var level : levels) {
        var condition = conditions.apply(level).get(name);
        row.add(condition == null ? "" : percent(plan.mean(condition, measure)));
      }
      rows.add(row);
    }
    return new Table(head, rows);
  }

  LinePlot plot(Plan plan, String title, String measure) {
    var series = new ArrayList<Series>();
    for (var name : names()) {
      var points = new ArrayList<Series.Point>();
      for (var level : levels) {
        var condition = conditions.apply(level).get(name);
        if (condition != null) {
          points.add(percentPoint(level * factor, plan.mean(condition, measure)));
        }
      }
      series.add(Series.measured(name, points));
    }
    var x = scale == Scale.LOG ? Axis.log(axis) : Axis.linear(axis);
    return new LinePlot(title, x, Axis.linear("%"), series);
  }

  /** Conditions that are at any level, in the order met. */
  private List<String> names() {
    var names = new ArrayList<String>();
    for (var level : levels) {
      for (var name : conditions.apply(level).keySet()) if (!names.contains(name)) names.add(name);
    }
    return names;
  }

  /**
   * A share as a point in percent; an interval of one seed is not drawn, one of a share ends at 0
   * and 100.
   */
  static Series.Point percentPoint(double x, Interval share) {
    if (Double.isInfinite(share.low())) return Series.Point.of(x, 100 * share.mean());
    return new Series.Point(
        x,
        100 * share.mean(),
        100 * Math.clamp(share.low(), 0, share.mean()),
        100 * Math.clamp(share.high(), share.mean(), 1));
  }

  /** A number as a point. */
  static Series.Point point(double x, Interval value) {
    return Double.isInfinite(value.low())
        ? Series.Point.of(x, value.mean())
        : new Series.Point(x, value.mean(), value.low(), value.high());
  }

  static String percent(Interval share) {
    return share.times(100).text(1);
  }

  static String number(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
