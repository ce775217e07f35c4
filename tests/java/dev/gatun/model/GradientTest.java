package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsFile;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients against PyTorch's own, of transformers' models (tests/python/model_goldens.py). */
final class GradientTest {
  @ParameterizedTest
  @ValueSource(strings = {"llama-tied", "llama-bias", "mistral-sliding", "qwen3"})
  void every_parameter_has_the_gradient_that_it_has_in_pytorch(String name) {
    var golden = Path.of("tests/resources/golden/gradients", name + ".safetensors");
    try (var model = CausalLM.load(Goldens.folder(name), DType.FLOAT32, Device.CPU);
        var expected = SafetensorsFile.open(golden);
        var _ = TensorScope.open()) {
      var ids = Goldens.logits(name, "long.input_ids");
      var length = ids.size(0);
      var hidden = model.hiddenStates(PackedSequences.of(Device.CPU, ids.toLongArray()));
      var logProbs = Functional.logSoftmax(model.logits(hidden.narrow(0, 0, length - 1)), -1);
      var loss = logProbs.gather(-1, ids.narrow(0, 1, length - 1).unsqueeze(1)).mean().neg();
      loss.backward();

      assertThat(loss.item())
          .isCloseTo(Double.parseDouble(expected.metadata().get("loss")), within(1e-6));
      assertThat(model.parameters()).hasSameSizeAs(expected.entries());
      for (var parameter : model.parameters()) {
        var gradient = parameter.value().grad();
        assertThat(gradient).as(parameter.name()).isNotNull();
        var reference = expected.read(parameter.name());
        var scale = reference.abs().amax().item();
        assertThat(Goldens.largestDifference(gradient, reference))
            .as(parameter.name())
            .isLessThan(1e-4 * scale);
      }
    }
  }
}
