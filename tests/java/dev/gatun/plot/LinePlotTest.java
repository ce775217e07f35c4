package dev.gatun.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class LinePlotTest {
  private static final Series LINE =
      Series.measured(
          "a < b & \"c\"",
          List.of(
              new Series.Point(1, 2, 1, 3),
              Series.Point.of(10, Double.NaN),
              Series.Point.of(100, 5)));

  private static Element parse(LinePlot plot) throws Exception {
    var bytes = plot.toSvg().getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(bytes))
        .getDocumentElement();
  }

  private static LinePlot plot(Axis x, Axis y) {
    return new LinePlot("t", x, y, List.of(LINE));
  }

  @Test
  void is_well_formed_whatever_the_names_hold() throws Exception {
    var svg = parse(plot(Axis.log("rows"), Axis.linear("share, %")));

    assertThat(svg.getTextContent()).contains("a < b & \"c\"", "share, %");
  }

  // x: 1 and 100 are the ends, 64 and 560 pixels. y spans 1 (the interval's low) to 5, 344 to 48:
  // 2 is a quarter of the way up, 344 - 0.25 * 296 = 270.
  @Test
  void puts_points_where_the_scales_say() {
    var svg = plot(Axis.log("x"), Axis.linear("y")).toSvg();

    assertThat(svg).contains("M64.0,270.0", "M560.0,48.0");
  }

  @Test
  void a_value_that_is_no_number_interrupts_the_line() {
    assertThat(plot(Axis.linear("x"), Axis.linear("y")).toSvg())
        .contains("d=\"M64.0,270.0M560.0,48.0\"");
  }

  // The ends of the scale are data, so ticks lie on round numbers between them.
  @Test
  void ticks_are_round_numbers() {
    assertThat(Axis.linear("x").ticks(-3.1, 10.4))
        .containsExactly(-2.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
    assertThat(Axis.log("x").ticks(64, 8192)).containsExactly(100.0, 1000.0);
    assertThat(Axis.log("x").ticks(0.5, 40)).containsExactly(0.5, 1.0, 2.0, 5.0, 10.0, 20.0);
  }

  @Test
  void a_single_point_and_a_flat_line_have_room() {
    var flat = Series.measured("flat", List.of(Series.Point.of(3, 7)));

    assertThat(new LinePlot("t", Axis.linear("x"), Axis.linear("y"), List.of(flat)).toSvg())
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void what_a_logarithmic_scale_cannot_show_is_refused() {
    var zero = Series.measured("zero", List.of(Series.Point.of(0, 1)));

    assertThatThrownBy(
            () -> new LinePlot("t", Axis.log("rows"), Axis.linear("y"), List.of(zero)).toSvg())
        .hasMessage("'rows' has a logarithmic scale, and a value of 0.0");
  }

  @Test
  void the_same_data_gives_the_same_file() {
    var plot = plot(Axis.log("x"), Axis.linear("y"));

    assertThat(plot.toSvg()).isEqualTo(plot.toSvg());
  }
}
