package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatun.testing.NoLeaks;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@NoLeaks
class GradScalerTest {
  private static final GradScaler.Settings SETTINGS = new GradScaler.Settings(1024, 2, 0.5, 3);

  private static void sgd(Tensor p, double learningRate) {
    try (var _ = Autograd.noGrad()) {
      p.sub_(p.grad().mul(learningRate));
    }
  }

  private static Map<String, Number> state(JsonNode json) {
    var map = new HashMap<String, Number>();
    json.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().numberValue()));
    return map;
  }

  @Test
  void scale_gradients_parameters_and_state_are_pytorchs_at_every_step() throws IOException {
    var golden = AmpGolden.read("grad_scaler");
    try (var _ = TensorScope.open();
        var scaler = new GradScaler(Device.CPU, SETTINGS)) {
      var p = Tensor.of(AmpGolden.floats(golden.get("p"))).requiresGrad_(true);
      for (var i = 0; i < golden.get("steps").size(); i++) {
        var expected = golden.get("steps").get(i);
        p.setGrad(null);
        var loss = p.mul(Tensor.of(AmpGolden.floats(expected.get("weight")))).sum();
        scaler.scale(loss).backward();
        assertThat(p.grad().toFloatArray())
            .isEqualTo(AmpGolden.floats(expected.get("scaled_grad")));
        if (i % 2 == 0) scaler.unscale_(List.of(p));
        scaler.step(List.of(p), () -> sgd(p, golden.get("learning_rate").asDouble()));
        scaler.update();
        assertThat(p.grad().toFloatArray())
            .as("gradient of step %d", i)
            .isEqualTo(AmpGolden.floats(expected.get("grad")));
        assertThat(p.toFloatArray()).isEqualTo(AmpGolden.floats(expected.get("p")));
        assertThat(scaler.state()).isEqualTo(GradScaler.State.of(state(expected.get("state"))));
      }
    }
  }

  @Test
  void a_state_that_was_saved_goes_on_where_it_was() {
    try (var _ = TensorScope.open();
        var first = new GradScaler(Device.CPU, SETTINGS);
        var second = new GradScaler(Device.CPU, GradScaler.Settings.DEFAULT)) {
      var p = Tensor.of(1f).requiresGrad_(true);
      for (var i = 0; i < 2; i++) step(first, p);
      assertThat(first.state()).isEqualTo(new GradScaler.State(1024, 2, 0.5, 3, 2));
      second.load(GradScaler.State.of(first.state().toMap()));
      step(second, p);
      assertThat(second.state()).isEqualTo(new GradScaler.State(2048, 2, 0.5, 3, 0));
      assertThat(first.state().toMap().keySet())
          .containsExactly(
              "scale", "growth_factor", "backoff_factor", "growth_interval", "_growth_tracker");
    }
    assertThatThrownBy(() -> GradScaler.State.of(Map.of("scale", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("growth_factor");
  }

  private static void step(GradScaler scaler, Tensor p) {
    p.setGrad(null);
    scaler.scale(p.mul(2).sum()).backward();
    scaler.step(List.of(p), () -> {});
    scaler.update();
  }

  @Test
  void several_optimizers_share_a_scale_and_are_skipped_apart() {
    try (var _ = TensorScope.open();
        var scaler = new GradScaler(Device.CPU, SETTINGS)) {
      var good = Tensor.of(1f).requiresGrad_(true);
      var bad = Tensor.of(1f).requiresGrad_(true);
      var unused = Tensor.of(1f).requiresGrad_(true);
      scaler.scale(good.add(bad.mul(Float.POSITIVE_INFINITY)).sum()).backward();
      assertThat(scaler.step(List.of(good, unused), () -> {})).isTrue();
      assertThat(scaler.step(List.of(bad), () -> {})).isFalse();
      scaler.update();
      assertThat(scaler.getScale()).isEqualTo(512);
    }
  }

  @Test
  void calls_in_the_wrong_order_are_refused() {
    try (var _ = TensorScope.open();
        var scaler = new GradScaler(Device.CPU, SETTINGS)) {
      var p = Tensor.of(1f).requiresGrad_(true);
      assertThatThrownBy(scaler::update).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> scaler.step(List.of(p), () -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("backward() first");
      scaler.scale(p.sum()).backward();
      scaler.unscale_(List.of(p));
      assertThatThrownBy(() -> scaler.unscale_(List.of(p)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("unscale_() has been called");
      scaler.step(List.of(p), () -> {});
      assertThatThrownBy(() -> scaler.step(List.of(p), () -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("step() has been called");

      var half = Tensor.ones(Shape.of(1), DType.FLOAT16, Device.CPU).requiresGrad_(true);
      half.sum().backward();
      assertThatThrownBy(() -> scaler.unscale_(List.of(half)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("float16 cannot be unscaled");
    }
    assertThatThrownBy(() -> new GradScaler.Settings(1, 1, 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GradScaler.Settings(1, 2, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
