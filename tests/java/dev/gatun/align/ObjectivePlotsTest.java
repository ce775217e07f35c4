package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.plot.Axis;
import dev.gatun.plot.LinePlot;
import dev.gatun.plot.Series;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The plots of docs/objectives.md, drawn from the objectives' own code. {@code ./gatun test
 * -Dtest=ObjectivePlotsTest -Dgatun.regenerate} writes them anew.
 */
final class ObjectivePlotsTest {
  private static final Path FOLDER = Path.of("docs/objectives");

  /** Value of a loss, and its derivative by the reward on the x axis. */
  private record Curve(Objective objective, DoubleFunction<MicroBatches.Rows> rows) {
    double value(double x) {
      return MicroBatches.losses(objective, rows.apply(x))[0];
    }

    // With beta 1 a log-ratio is a reward, and the first row is what the x axis moves.
    double slope(double x) {
      return MicroBatches.gradients(objective, rows.apply(x))[0];
    }
  }

  private static Map<String, Curve> thumbs(boolean desirable) {
    DoubleFunction<MicroBatches.Rows> row = r -> MicroBatches.rows(new double[] {r}, desirable);
    var curves = new LinkedHashMap<String, Curve>();
    curves.put("kto, z0 = 0", new Curve(new Kto(1, 1, 1), row));
    curves.put("bco, shift 0", new Curve(new Still(new Bco(1, Bco.Shift.MIDPOINT, 1)), row));
    curves.put("nca_unpaired", new Curve(new NcaUnpaired(1), row));
    return curves;
  }

  /** BCO with the shift held at 0: the plot's single row would move it. */
  private record Still(Bco bco) implements RowObjective {
    @Override
    public String name() {
      return bco.name();
    }

    @Override
    public Map<String, Object> settings() {
      return bco.settings();
    }

    @Override
    public Needs needs() {
      return bco.needs();
    }

    @Override
    public double beta() {
      return bco.beta();
    }

    @Override
    public dev.gatun.torch.Tensor losses(
        MicroBatch batch, WindowSums window, Map<String, Double> state) {
      return bco.loss(batch.logRatios(), batch.desirable(), 0);
    }
  }

  private static Map<String, Curve> pairs() {
    var curves = new LinkedHashMap<String, Curve>();
    for (var objective :
        List.of(
            new Dpo(1, 0),
            new Robust(1, 0.1),
            new Hinge(1),
            new ApoZero(1),
            new ApoDown(1),
            new NcaPair(1))) {
      curves.put(objective.name(), new Curve(objective, r -> MicroBatches.pairs(r, 0)));
    }
    curves.put("dpo, smoothing 0.1", new Curve(new Dpo(1, 0.1), r -> MicroBatches.pairs(r, 0)));
    return curves;
  }

  private static Map<String, Curve> sets() {
    var curves = new LinkedHashMap<String, Curve>();
    for (var objective : List.of(new Nca(1, 1), new InfoNca(1, 1))) {
      for (var score : new double[] {2, 0}) {
        curves.put(
            objective.name() + ", score " + (int) score,
            new Curve(objective, r -> MicroBatches.set(new double[] {r, 0, 0}, score, 1, 0)));
      }
    }
    return curves;
  }

  private static LinePlot plot(String title, String y, Map<String, Curve> curves, boolean slope) {
    var lines = new ArrayList<Series>();
    curves.forEach((name, curve) ->
        lines.add(
            Series.graph(
                name,
                IntStream.rangeClosed(-48, 48)
                    .mapToDouble(i -> i / 8.0)
                    .mapToObj(x -> Series.Point.of(x, slope ? curve.slope(x) : curve.value(x)))
                    .toList())));
    return new LinePlot(title, Axis.linear("reward r"), Axis.linear(y), lines);
  }

  @Test
  void the_plots_of_the_page_are_those_of_the_code() throws IOException {
    var plots = new LinkedHashMap<String, Map<String, Curve>>();
    plots.put("thumbs-up", thumbs(true));
    plots.put("thumbs-down", thumbs(false));
    plots.put("pairs", pairs());
    plots.put("sets", sets());
    var titles =
        Map.of(
            "thumbs-up", "A row with thumbs up",
            "thumbs-down", "A row with thumbs down",
            "pairs", "The chosen response, the rejected one's reward 0",
            "sets", "One of three responses, the others' rewards 0");
    try (var _ = TensorScope.open()) {
      for (var entry : plots.entrySet()) {
        for (var slope : new boolean[] {false, true}) {
          var title = titles.get(entry.getKey()) + (slope ? ": gradient" : ": loss");
          var svg = plot(title, slope ? "dl / dr" : "l", entry.getValue(), slope).toSvg();
          var file = FOLDER.resolve(entry.getKey() + (slope ? "-gradient.svg" : "-loss.svg"));
          if (System.getProperty("gatun.regenerate") != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, svg);
          }
          assertThat(file).as("-Dgatun.regenerate writes it anew").hasContent(svg);
        }
      }
    }
  }
}
