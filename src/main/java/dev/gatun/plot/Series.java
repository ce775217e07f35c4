package dev.gatun.plot;

import java.util.List;

/**
 * A line of a plot.
 *
 * @param name for the legend
 * @param points in the order in which they are joined
 * @param marks whether each point is marked: yes for measurements, no for a function's graph
 */
public record Series(String name, List<Point> points, Marks marks) {
  /** Whether points are marked. */
  public enum Marks {
    SHOWN,
    HIDDEN
  }

  /**
   * A point with an interval around its y; none where low equals high. A point whose y is not a
   * number interrupts the line.
   */
  public record Point(double x, double y, double low, double high) {
    public Point {
      if (!Double.isFinite(x)) throw new IllegalArgumentException("x is " + x);
      if (Double.isFinite(y) && !(low <= y && y <= high)) {
        throw new IllegalArgumentException(y + " lies outside its interval " + low + " to " + high);
      }
    }

    /** A point without an interval. */
    public static Point of(double x, double y) {
      return new Point(x, y, y, y);
    }
  }

  public Series {
    points = List.copyOf(points);
  }

  /** Measured points, marked. */
  public static Series measured(String name, List<Point> points) {
    return new Series(name, points, Marks.SHOWN);
  }

  /** A function's graph. */
  public static Series graph(String name, List<Point> points) {
    return new Series(name, points, Marks.HIDDEN);
  }
}
