package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.model.LoraConfig.Scaling;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ActivationBudgetTest {
  private static final long[] ONE = {3, 4, 5, 6, 7, 8, 9, 10, 11};
  private static final long[] OTHER = {12, 13, 14};

  @ParameterizedTest
  @ValueSource(strings = {"llama-tied", "llama-bias", "mistral-sliding", "qwen3"})
  void gradients_of_recomputed_layers_are_the_same_bit_for_bit(String name) {
    var expected = gradients(name, ActivationBudget.UNLIMITED);
    assertThat(gradients(name, ActivationBudget.NOTHING)).isEqualTo(expected);
    assertThat(gradients(name, oneLayer(name))).isEqualTo(expected);
  }

  /** Enough for one of two layers. */
  private static ActivationBudget oneLayer(String name) {
    try (var model = CausalLM.load(Goldens.folder(name), DType.FLOAT32, Device.CPU)) {
      var config = model.config().decoder();
      var tokens = ONE.length + OTHER.length;
      var budget =
          new ActivationBudget(
              4L * tokens * (ActivationBudget.keptByLayer(config) + config.hiddenSize()));
      assertThat(budget.recomputedLayers(config, tokens, DType.FLOAT32)).isEqualTo(1);
      assertThat(budget.recomputedLayers(config, tokens + 1, DType.FLOAT32)).isEqualTo(2);
      assertThat(budget.recomputedLayers(config, tokens / 2, DType.FLOAT32)).isZero();
      return budget;
    }
  }

  private static List<List<Float>> gradients(String name, ActivationBudget budget) {
    var before = Torch.liveObjects();
    var gradients = new ArrayList<List<Float>>();
    try (var model = CausalLM.load(Goldens.folder(name), DType.FLOAT32, Device.CPU);
        var _ = TensorScope.open()) {
      var hidden = model.hiddenStates(PackedSequences.of(Device.CPU, ONE, OTHER), budget);
      Functional.logSoftmax(model.logits(hidden), -1).mul(hidden.detach().amax()).sum().backward();
      for (var parameter : model.parameters()) {
        var values = new ArrayList<Float>();
        for (var value : parameter.value().grad().toFloatArray()) values.add(value);
        gradients.add(values);
      }
    }
    assertThat(Torch.liveObjects()).isEqualTo(before);
    return gradients;
  }

  @Test
  void an_adapters_dropout_is_drawn_again_as_it_was() {
    assertThat(adapterGradients(ActivationBudget.NOTHING))
        .isEqualTo(adapterGradients(ActivationBudget.UNLIMITED));
  }

  private static List<Float> adapterGradients(ActivationBudget budget) {
    var config = new LoraConfig(4, 8, 0.5, List.of(LoraConfig.ALL_LINEAR), Scaling.RANK);
    var gradients = new ArrayList<Float>();
    try (var model =
            CausalLM.loadWithLora(Goldens.folder("llama"), config, 1, DType.FLOAT32, Device.CPU);
        var _ = TensorScope.open()) {
      // A gradient reaches A through B, which is zero at first; here it is not.
      for (var parameter : model.trainableParameters())
        parameter.value().detach().add_(Tensor.of(new float[] {0.1f}));
      try (var _ = model.adapter().orElseThrow().training(7)) {
        var hidden = model.hiddenStates(PackedSequences.of(Device.CPU, ONE, OTHER), budget);
        Functional.logSoftmax(model.logits(hidden), -1)
            .mul(hidden.detach().amax())
            .sum()
            .backward();
      }
      for (var parameter : model.trainableParameters())
        for (var value : parameter.value().grad().toFloatArray()) gradients.add(value);
    }
    assertThat(gradients).anyMatch(value -> value != 0);
    return gradients;
  }
}
