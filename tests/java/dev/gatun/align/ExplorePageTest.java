package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/explore.html in a headless Chromium: its formulas are written in JavaScript a second time,
 * and must be those of this package. Skipped where there is no Chromium.
 */
final class ExplorePageTest {
  private static final Path PAGE = Path.of("docs/explore.html").toAbsolutePath();

  // Both sides are double; a value is a few operations, each with a rounding of 1e-16.
  private static final double ROUNDING = 1e-13;

  @TempDir Path profile;

  @Test
  void losses_and_gradients_are_those_of_the_objectives() throws Exception {
    var points =
        new ObjectMapper().readTree(text(open("#points"), "<pre id=\"points\">(.*)</pre>"));

    assertThat(points).hasSize(4 * 2 * 7 * 2); // objectives, settings, log-ratios, labels
    try (var _ = TensorScope.open()) {
      for (var point : points) {
        var u = Tensor.of(point.get("u").asDouble()).requiresGrad_(true);
        var loss = losses(point, u);
        loss.sum().backward();

        var where = within(ROUNDING * Math.max(1, Math.abs(point.get("u").asDouble())));
        assertThat(point.get("loss").asDouble()).as("%s", point).isCloseTo(loss.item(), where);
        assertThat(point.get("gradient").asDouble())
            .as("%s", point)
            .isCloseTo(u.grad().item(), where);
      }
    }
  }

  private static Tensor losses(JsonNode point, Tensor u) {
    var beta = point.get("beta").asDouble();
    var shift = point.get("shift").asDouble();
    var weights =
        new ClassWeights(point.get("lambdaD").asDouble(), point.get("lambdaU").asDouble());
    var desirable = Tensor.of(point.get("desirable").asBoolean() ? 1L : 0L).gt(0L);
    return switch (point.get("objective").asText()) {
      case "kto" -> new Kto(beta, weights, true).loss(u, desirable, shift);
      case "apo_zero_unpaired" -> new Kto(beta, weights, false).loss(u, desirable, 0);
      case "bco" -> new Bco(beta, Bco.Shift.MIDPOINT, 1).loss(u, desirable, shift);
      case "nca_unpaired" -> {
        var row = MicroBatch.ofRows(u, u.zerosLike(), u.onesLike(), desirable);
        yield new NcaUnpaired(beta).losses(row, WindowSums.NONE, Map.of());
      }
      default -> throw new AssertionError("no such objective here: " + point);
    };
  }

  @Test
  void rows_that_take_steps_part_by_their_thumbs() throws Exception {
    var before = open("#steps=0");
    var after = open("#steps=60");

    assertThat(text(after, "<span id=\"steps\">(\\d+)</span>")).isEqualTo("60");
    assertThat(margin(before)).isLessThan(0.5);
    assertThat(margin(after)).isGreaterThan(2); // most of what sigmoid's saturation allows
    assertThat(after).contains("<circle", "class=\"handle\"");
  }

  private static double margin(String page) {
    return Double.parseDouble(text(page, "<td id=\"margin\">([^<]*)</td>"));
  }

  private static String text(String page, String pattern) {
    var found = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
    assertThat(found.find()).as(page).isTrue();
    return found.group(1).replace("&amp;", "&");
  }

  /** The page as it stands after its script has run. */
  private String open(String hash) throws IOException, InterruptedException {
    var command =
        List.of(
            chromium(),
            "--headless",
            "--no-sandbox", // refused to root otherwise; the page is our own
            "--disable-gpu",
            "--user-data-dir=" + profile,
            "--dump-dom",
            PAGE.toUri() + hash);
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var page = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return page;
  }

  private static String chromium() {
    var folders = System.getenv().getOrDefault("PATH", "").split(":");
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseGet(() -> abort("no chromium, chromium-browser or google-chrome on PATH"));
  }
}
