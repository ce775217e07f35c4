package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatun.testing.NoLeaks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The texts are Python's: tests/python/print_goldens.py. */
@NoLeaks
class TensorTextTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static Tensor build(JsonNode make) {
    var dtype = DType.valueOf(make.get("dtype").asText().toUpperCase(Locale.ROOT));
    var shape = doubles(make.get("shape"));
    var sizes = new long[shape.length];
    for (var i = 0; i < sizes.length; i++) sizes[i] = (long) shape[i];
    Tensor made;
    if (make.has("arange")) {
      made = Tensor.arange(make.get("arange").asLong(), dtype, Device.CPU);
    } else if (dtype.isComplex()) {
      var pairs = make.get("values");
      var parts = new double[2 * pairs.size()];
      for (var i = 0; i < parts.length; i++) parts[i] = pairs.get(i / 2).get(i % 2).asDouble();
      var real = Tensor.of(parts).reshape(-1, 2);
      made = Operators.call("aten::view_as_complex", real).tensor(0).to(dtype);
    } else {
      made = Tensor.of(doubles(make.get("values"))).to(dtype);
    }
    made = made.reshape(sizes);
    if (make.has("leaf")) made = made.detach().requiresGrad_(true);
    if (!make.has("mul")) return made;
    // as Python does with a number
    return made.mul(Tensor.of(make.get("mul").asDouble()).to(dtype).get(0));
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  @Test
  void tensors_print_as_in_python() throws IOException {
    var cases = JSON.readTree(Path.of("tests/resources/golden/print/tensors.json").toFile());
    assertThat(cases.size()).isGreaterThan(40);
    for (var one : cases) {
      try (var _ = TensorScope.open()) {
        assertThat(build(one.get("make")).toString())
            .as(one.get("make").toString())
            .isEqualTo(one.get("text").asText());
      }
    }
  }

  @Test
  void printing_changes_nothing_and_leaves_nothing() {
    try (var _ = TensorScope.open()) {
      var live = Torch.liveObjects().tensors();
      var x = Tensor.of(2f).requiresGrad_(true);
      var y = x.mul(x);
      y.toString();
      y.sum().backward();
      assertThat(x.grad().item()).isEqualTo(4);
      assertThat(Torch.liveObjects().tensors()).isLessThanOrEqualTo(live + 4);
    }
  }

  @Test
  void other_kinds_are_written_by_libtorch() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f, 0f);
      assertThat(Operators.call("aten::to_sparse", x).tensor(0).toString()).contains("SparseCPU");
      assertThat(Operators.call("aten::quantize_per_tensor", x, 0.5, 0L, 13L).tensor(0).toString())
          .contains("QUInt8");
      assertThat(Operators.call("aten::to.device", x, "meta", DType.FLOAT32).tensor(0).toString())
          .contains("meta");
    }
  }
}
