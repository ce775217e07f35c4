package dev.gatun.plot;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over two axes, with intervals as bars. The same data gives the same file, byte for byte.
 *
 * <p>Colours are those of Okabe and Ito, which colour-blind readers can tell apart; the ground is
 * white, so that a page of any colour can hold it.
 *
 * @param series 1 to 8
 */
public record LinePlot(String title, Axis x, Axis y, List<Series> series) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 400;
  private static final int LEFT = 64;
  private static final int TOP = 40;
  private static final int BOTTOM = 352;
  private static final int RIGHT = 560; // the legend is beyond
  private static final String[] COLOURS = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#000000", "#8b6fc0"
  };

  public LinePlot {
    series = List.copyOf(series);
    if (series.isEmpty() || series.size() > COLOURS.length) {
      throw new IllegalArgumentException(
          "a plot has 1 to " + COLOURS.length + " lines, not " + series.size());
    }
  }

  /** Writes {@link #toSvg} to a file. */
  public void write(Path file) throws IOException {
    Files.writeString(file, toSvg());
  }

  /** The whole SVG document. */
  public String toSvg() {
    var range =
        new Range(
            smallest(x, Series.Point::x),
            largest(Series.Point::x),
            smallest(y, Series.Point::low),
            largest(Series.Point::high));
    var svg = new StringBuilder();
    append(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\" role=\"img\" aria-label=\"%s\">",
        WIDTH,
        HEIGHT,
        escape(title));
    append(svg, "<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    append(
        svg,
        "<text x=\"%d\" y=\"24\" font-size=\"15\" font-weight=\"bold\" fill=\"#1d2228\">%s</text>",
        LEFT,
        escape(title));
    grid(svg, range);
    for (var i = 0; i < series.size(); i++) line(svg, range, i);
    return svg.append("</svg>\n").toString();
  }

  /** What the axes span, in the values' own units, with a little room on the y axis. */
  private record Range(double left, double right, double bottom, double top) {}

  private double smallest(Axis axis, ToDoubleFunction<Series.Point> of) {
    var least = finite(of).min().orElse(axis.scale() == Axis.Scale.LOG ? 1 : 0);
    if (axis.scale() == Axis.Scale.LOG && !(least > 0)) {
      throw new IllegalArgumentException(
          "'" + axis.label() + "' has a logarithmic scale, and a value of " + least);
    }
    return least;
  }

  private double largest(ToDoubleFunction<Series.Point> of) {
    return finite(of).max().orElse(1);
  }

  private DoubleStream finite(ToDoubleFunction<Series.Point> of) {
    return points().mapToDouble(of).filter(Double::isFinite);
  }

  private Stream<Series.Point> points() {
    return series.stream().flatMap(each -> each.points().stream());
  }

  private double px(Range range, double value) {
    var wide = range.right > range.left ? range.right : range.left + 1;
    return LEFT + x.place(value, range.left, wide) * (RIGHT - LEFT);
  }

  private double py(Range range, double value) {
    var high = range.top > range.bottom ? range.top : range.bottom + 1;
    return BOTTOM - 8 - y.place(value, range.bottom, high) * (BOTTOM - TOP - 16);
  }

  private void grid(StringBuilder svg, Range range) {
    for (var tick : y.ticks(range.bottom, range.top)) {
      var at = py(range, tick);
      append(svg, "<path d=\"M%d,%.1fH%d\" stroke=\"#e3e0d8\"/>", LEFT, at, RIGHT);
      append(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#5b6470\">%s</text>",
          LEFT - 7,
          at + 4,
          number(tick));
    }
    for (var tick : x.ticks(range.left, range.right)) {
      var at = px(range, tick);
      append(svg, "<path d=\"M%.1f,%dv5\" stroke=\"#5b6470\"/>", at, BOTTOM);
      append(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#5b6470\">%s</text>",
          at,
          BOTTOM + 18,
          number(tick));
    }
    append(
        svg,
        "<path d=\"M%d,%dV%dH%d\" fill=\"none\" stroke=\"#5b6470\"/>",
        LEFT,
        TOP,
        BOTTOM,
        RIGHT);
    append(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#1d2228\">%s</text>",
        RIGHT,
        BOTTOM + 36,
        escape(x.label()));
    append(
        svg,
        "<text transform=\"translate(14,%d) rotate(-90)\" text-anchor=\"end\""
            + " fill=\"#1d2228\">%s</text>",
        TOP,
        escape(y.label()));
  }

  private void line(StringBuilder svg, Range range, int index) {
    var each = series.get(index);
    var colour = COLOURS[index];
    var path = new StringBuilder();
    var pen = "M";
    for (var point : each.points()) {
      if (!Double.isFinite(point.y())) {
        pen = "M";
        continue;
      }
      var at = px(range, point.x());
      path.append(format("%s%.1f,%.1f", pen, at, py(range, point.y())));
      pen = "L";
      if (point.low() < point.high()) {
        append(
            svg,
            "<path d=\"M%.1f,%.1fV%.1f\" stroke=\"%s\" stroke-opacity=\"0.55\"/>",
            at,
            py(range, point.low()),
            py(range, point.high()),
            colour);
      }
      if (each.marks() == Series.Marks.SHOWN) mark(svg, index, at, py(range, point.y()));
    }
    append(svg, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path, colour);
    var key = TOP + 12 + 20 * index;
    append(
        svg, "<path d=\"M%d,%dh22\" stroke=\"%s\" stroke-width=\"2\"/>", RIGHT + 14, key, colour);
    if (each.marks() == Series.Marks.SHOWN) mark(svg, index, RIGHT + 25, key);
    append(
        svg,
        "<text x=\"%d\" y=\"%d\" fill=\"#1d2228\">%s</text>",
        RIGHT + 42,
        key + 4,
        escape(each.name()));
  }

  /** Each line has a mark of its own, for readers and printers without colours. */
  private static void mark(StringBuilder svg, int index, double x, double y) {
    var shape =
        switch (index % 4) {
          case 0 -> "m-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z";
          case 1 -> "m-3.5,-3.5h7v7h-7z";
          case 2 -> "m0,-4.5l4.5,8h-9z";
          default -> "m0,-5l5,5l-5,5l-5,-5z";
        };
    append(svg, "<path d=\"M%.1f,%.1f%s\" fill=\"%s\"/>", x, y, shape, COLOURS[index]);
  }

  /** Without trailing zeros: 0.25, 1000, 1e+05. */
  private static String number(double value) {
    if (value != 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3)) {
      return format("%.0e", value);
    }
    return BigDecimal.valueOf(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static void append(StringBuilder svg, String format, Object... values) {
    svg.append(format(format, values)).append('\n');
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
