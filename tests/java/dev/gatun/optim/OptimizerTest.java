package dev.gatun.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import dev.gatun.torch.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every optimizer against torch.optim (golden/ops/optimizers.safetensors, made by
 * tests/python/optimizer_goldens.py), and through a file and back.
 */
final class OptimizerTest {
  /** A case of the golden: its optimizer, learning rate and weight decay. */
  enum Case {
    ADAMW(0.01, 0.1, groups -> new AdamW(groups, new AdamW.Settings(0.9, 0.95, 1e-6))),
    ADAMW_FOREACH(
        0.01,
        0.1,
        groups ->
            new AdamW(groups, new AdamW.Settings(0.9, 0.95, 1e-6), AdamW.Implementation.FOREACH)),
    SGD(0.1, 0, groups -> new Sgd(groups, Sgd.Settings.DEFAULT)),
    SGD_DECAY(0.1, 0.2, groups -> new Sgd(groups, Sgd.Settings.DEFAULT)),
    SGD_MOMENTUM(0.1, 0.2, groups -> new Sgd(groups, new Sgd.Settings(0.9, 0.3, false, false))),
    SGD_NESTEROV(0.1, 0.2, groups -> new Sgd(groups, new Sgd.Settings(0.9, 0, true, false))),
    SGD_MAXIMIZE(0.1, 0.2, groups -> new Sgd(groups, new Sgd.Settings(0.5, 0, false, true))),
    ADAFACTOR(0.01, 0.1, groups -> new Adafactor(groups, Adafactor.Settings.DEFAULT)),
    ADAFACTOR_SET(
        0.5, 0, groups -> new Adafactor(groups, new Adafactor.Settings(-0.5, 1e-4, 1e-2, 2)));

    final double learningRate;
    final double weightDecay;
    final Function<List<ParameterGroup>, Optimizer> make;

    Case(double rate, double decay, Function<List<ParameterGroup>, Optimizer> make) {
      this.learningRate = rate;
      this.weightDecay = decay;
      this.make = make;
    }

    String golden() {
      return this == ADAMW_FOREACH ? "adamw" : name().toLowerCase(java.util.Locale.ROOT);
    }

    Optimizer optimizer(List<Parameter> parameters) {
      return make.apply(
          List.of(
              new ParameterGroup(parameters.subList(0, 2), learningRate, weightDecay),
              new ParameterGroup(parameters.subList(2, 3), learningRate, 0)));
    }
  }

  private static final List<String> NAMES = List.of("weights", "cube", "bias");
  private static final int STEPS = 5;

  @TempDir Path folder;
  private Torch.LiveObjects before;
  private TensorScope scope;
  private SafetensorsFile golden;

  @BeforeEach
  void open() {
    before = Torch.liveObjects();
    scope = TensorScope.open();
    golden = SafetensorsFile.open(Path.of("tests/resources/golden/ops/optimizers.safetensors"));
  }

  @AfterEach
  void nothing_is_left_behind() {
    golden.close();
    scope.close();
    assertThat(Torch.liveObjects()).isEqualTo(before);
  }

  private List<Parameter> start(DType dtype) {
    return NAMES.stream()
        .map(
            name -> new Parameter(name, golden.read("start." + name).to(dtype).requiresGrad_(true)))
        .toList();
  }

  /** Runs steps, counted from 1. */
  private void run(Optimizer optimizer, List<Parameter> parameters, int from, int to) {
    var factors = golden.read("factors").toDoubleArray();
    for (var step = from; step <= to; step++) {
      for (var parameter : parameters) {
        var gradient = golden.read("grad." + parameter.name() + "." + step);
        parameter.value().setGrad(gradient.to(parameter.value().dtype()));
      }
      optimizer.step(factors[step - 1]);
    }
  }

  private void assertFollows(Case which, DType dtype, double relative, double absolute) {
    var parameters = start(dtype);
    try (var optimizer = which.optimizer(parameters)) {
      run(optimizer, parameters, 1, STEPS);
      var prefix = which.golden() + "." + dtype.toString().toLowerCase(java.util.Locale.ROOT) + ".";
      for (var parameter : parameters)
        assertClose(parameter.value(), golden.read(prefix + parameter.name()), relative, absolute);
      var saved =
          golden.entries().stream()
              .map(entry -> entry.name())
              .filter(name -> name.startsWith(prefix + "state."))
              .map(name -> name.substring(prefix.length()))
              .toList();
      assertThat(optimizer.state().keySet()).containsExactlyInAnyOrderElementsOf(saved);
      for (var name : saved)
        assertClose(optimizer.state().get(name), golden.read(prefix + name), relative, absolute);
    }
  }

  private static void assertClose(
      Tensor actual, Tensor expected, double relative, double absolute) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    var wanted = expected.toDoubleArray();
    var found = actual.toDoubleArray();
    for (var i = 0; i < wanted.length; i++) {
      assertThat(Math.abs(found[i] - wanted[i]))
          .as("element %d: %s, expected %s", i, found[i], wanted[i])
          .isLessThanOrEqualTo(absolute + relative * Math.abs(wanted[i]));
    }
  }

  // Some dozens of roundings of float64, in another order where kernels are fused.
  @ParameterizedTest
  @EnumSource
  void follows_pytorch_in_float64(Case which) {
    assertFollows(which, DType.FLOAT64, 1e-13, 1e-14);
  }

  // The same number of roundings of float32, 2^29 times as coarse.
  @ParameterizedTest
  @EnumSource
  void follows_pytorch_in_float32(Case which) {
    assertFollows(which, DType.FLOAT32, 3e-6, 3e-7);
  }

  @ParameterizedTest
  @EnumSource
  void a_saved_state_goes_on_bit_for_bit(Case which) throws IOException {
    var through = start(DType.FLOAT32);
    try (var optimizer = which.optimizer(through)) {
      run(optimizer, through, 1, STEPS);
    }
    var halves = start(DType.FLOAT32);
    var file = folder.resolve("optimizer.safetensors");
    try (var first = which.optimizer(halves)) {
      run(first, halves, 1, 2);
      first.save(file);
    }
    try (var second = which.optimizer(halves)) {
      run(second, halves, 2, 2); // what was there before a load does not count
      for (var i = 0; i < NAMES.size(); i++) copy(after(which, 2).get(i), halves.get(i));
      second.load(file);
      run(second, halves, 3, STEPS);
    }
    for (var i = 0; i < NAMES.size(); i++) {
      assertThat(halves.get(i).value().toFloatArray())
          .isEqualTo(through.get(i).value().toFloatArray());
    }
  }

  private List<Parameter> after(Case which, int steps) {
    var parameters = start(DType.FLOAT32);
    try (var optimizer = which.optimizer(parameters)) {
      run(optimizer, parameters, 1, steps);
    }
    return parameters;
  }

  private static void copy(Parameter from, Parameter to) {
    try (var _ = dev.gatun.torch.Autograd.noGrad()) {
      to.value().copy_(from.value());
    }
  }

  @Test
  void a_state_file_is_plain_safetensors_with_notes() throws IOException {
    var parameters = start(DType.FLOAT32);
    var file = folder.resolve("state.safetensors");
    try (var optimizer = Case.ADAMW.optimizer(parameters)) {
      run(optimizer, parameters, 1, 1);
      optimizer.save(file);
    }
    try (var saved = SafetensorsFile.open(file)) {
      assertThat(saved.entries())
          .extracting(entry -> entry.name())
          .contains("state.weights.exp_avg", "state.bias.exp_avg_sq", "state.cube.step");
      assertThat(saved.metadata())
          .containsEntry("optimizer", "AdamW")
          .containsEntry("format", "pt");
      assertThat(saved.metadata().get("param_groups"))
          .isEqualTo(
              "[{\"lr\":0.01,\"weight_decay\":0.1,\"params\":[\"weights\",\"cube\"]},"
                  + "{\"lr\":0.01,\"weight_decay\":0.0,\"params\":[\"bias\"]}]");
    }
  }

  @Test
  void a_state_that_does_not_fit_is_refused_and_changes_nothing() throws IOException {
    var parameters = start(DType.FLOAT32);
    var file = folder.resolve("state.safetensors");
    try (var adam = Case.ADAMW.optimizer(parameters);
        var sgd = Case.SGD_MOMENTUM.optimizer(parameters)) {
      run(adam, parameters, 1, 2);
      adam.save(file);
      assertThatThrownBy(() -> sgd.load(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("state.safetensors")
          .hasMessageContaining("AdamW")
          .hasMessageContaining("SGD");
      var renamed =
          Stream.concat(
                  parameters.stream().limit(2),
                  Stream.of(new Parameter("other", parameters.getLast().value())))
              .toList();
      try (var other = Case.ADAMW.optimizer(renamed)) {
        assertThatThrownBy(() -> other.load(file)).hasMessageContaining("'other'");
      }
      var wider =
          List.of(
              new Parameter("weights", Tensor.of(1f, 2f).requiresGrad_(true)),
              parameters.get(1),
              parameters.get(2));
      try (var other = Case.ADAMW.optimizer(wider)) {
        run(other, parameters.subList(1, 3), 1, 1);
        var count = other.state().size();
        assertThatThrownBy(() -> other.load(file))
            .hasMessageContaining("state.weights")
            .hasMessageContaining("(3, 4)")
            .hasMessageContaining("(2)");
        assertThat(other.state()).hasSize(count);
      }
      var model = folder.resolve("model.safetensors");
      Files.copy(Path.of("tests/resources/golden/ops/optimizers.safetensors"), model);
      assertThatThrownBy(() -> adam.load(model)).hasMessageContaining("no optimizer's state");
    }
  }

  @Test
  void a_parameter_in_two_groups_is_refused() {
    var group = new ParameterGroup(start(DType.FLOAT32), 0.1, 0);
    assertThatThrownBy(() -> new Sgd(List.of(group, group), Sgd.Settings.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'weights'");
  }

  @Test
  void clipping_by_value_bounds_every_element() {
    // clip_grad_value_ is clamp by definition: -3, 0.5, 7 within 2 become -2, 0.5, 2.
    var parameter = new Parameter("p", Tensor.of(0.0, 0, 0).requiresGrad_(true));
    parameter.value().setGrad(Tensor.of(-3.0, 0.5, 7));
    GradientClipping.clipValue(List.of(parameter), 2);
    assertThat(parameter.value().grad().toDoubleArray()).containsExactly(-2, 0.5, 2);
  }
}
