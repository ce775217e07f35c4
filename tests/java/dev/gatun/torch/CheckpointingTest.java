package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.testing.NoLeaks;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

@NoLeaks
class CheckpointingTest {
  private static final Operators.Operator DROPOUT = Operators.find("aten::dropout");

  private static Tensor random(long... sizes) {
    return Tensor.randn(Shape.of(sizes), DType.FLOAT32, Device.CPU);
  }

  /** Loss, gradient of the input, gradient of each weight, of dropout(tanh(x w)) twice. */
  private static List<float[]> run(boolean checkpointed) {
    try (var _ = TensorScope.open()) {
      Torch.manualSeed(5);
      var x = random(4, 8).requiresGrad_(true);
      var weights = List.of(random(8, 8).requiresGrad_(true), random(8, 8).requiresGrad_(true));
      var h = x.mul(1);
      for (var w : weights) {
        UnaryOperator<Tensor> layer = in -> DROPOUT.call(in.matmul(w).tanh(), 0.5, true).tensor(0);
        h = checkpointed ? Autograd.checkpoint(layer, h) : layer.apply(h);
      }
      var after = random(4, 8); // the generator is where it would be
      var loss = h.mul(h).mul(after).sum();
      loss.backward();
      var found = new ArrayList<float[]>();
      found.add(loss.toFloatArray());
      found.add(x.grad().toFloatArray());
      for (var w : weights) found.add(w.grad().toFloatArray());
      found.add(random(1).toFloatArray()); // and backward has left it there
      return found;
    }
  }

  @Test
  void gradients_and_random_numbers_are_those_of_the_plain_call_bit_for_bit() {
    var plain = run(false);
    var checkpointed = run(true);
    assertThat(checkpointed).hasSameSizeAs(plain);
    for (var i = 0; i < plain.size(); i++) assertThat(checkpointed.get(i)).isEqualTo(plain.get(i));
  }

  @Test
  void what_the_gradient_needs_is_not_kept_between_forward_and_backward() {
    UnaryOperator<Tensor> layer = // exp(m x) saves m, which is a lent buffer, in the graph
        x -> x.mul(Tensor.of(Arena.ofAuto().allocate(8, 8), Shape.of(1), DType.FLOAT64)).exp();
    var before = Torch.liveObjects().hostBuffers();
    try (var x = Tensor.of(1.0).requiresGrad_(true)) {
      Tensor plain;
      Tensor checkpointed;
      try (var scope = TensorScope.open()) {
        plain = scope.keep(layer.apply(x));
      }
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before + 1);
      plain.close();
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before);
      try (var scope = TensorScope.open()) {
        checkpointed = scope.keep(Autograd.checkpoint(layer, x));
      }
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before);
      checkpointed.backward();
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before);
      checkpointed.close();
      x.setGrad(null);
    }
  }

  @Test
  void captured_parameters_add_up_though_no_input_needs_a_gradient() {
    try (var _ = TensorScope.open()) {
      var w = Tensor.of(2.0).requiresGrad_(true);
      var x = Tensor.of(3.0);
      for (var i = 0; i < 2; i++) Autograd.checkpoint(in -> in.mul(w), x).backward();
      assertThat(w.grad().item()).isEqualTo(6); // 2 * x
    }
  }

  @Test
  void checkpoints_nest_and_take_several_tensors() {
    try (var _ = TensorScope.open()) {
      var a = Tensor.of(2.0).requiresGrad_(true);
      var b = Tensor.of(5.0);
      var outputs =
          Autograd.checkpoint(
              in ->
                  List.of(
                      Autograd.checkpoint(inner -> inner.pow(3), in.get(0)).mul(in.get(1)),
                      in.get(1).add(1),
                      in.get(0).argmax(0)),
              List.of(a, b));
      assertThat(outputs.get(2).dtype()).isEqualTo(DType.INT64);
      outputs.get(0).sum().backward();
      assertThat(a.grad().item()).isEqualTo(60); // 3 a^2 b
    }
  }

  @Test
  void the_recomputation_runs_under_the_autocast_of_the_first_time() {
    try (var _ = TensorScope.open()) {
      var seen = new ArrayList<DType>();
      var w = random(4, 4).requiresGrad_(true);
      var x = random(2, 4);
      Tensor y;
      try (var _ = Autocast.open(Device.Type.CPU, DType.BFLOAT16)) {
        y =
            Autograd.checkpoint(
                in -> {
                  var product = in.matmul(w);
                  seen.add(product.dtype());
                  return product;
                },
                x);
      }
      y.sum(DType.FLOAT32).backward();
      assertThat(seen).containsExactly(DType.BFLOAT16, DType.BFLOAT16);
      assertThat(Autocast.isEnabled(Device.Type.CPU)).isFalse();
    }
  }

  @Test
  void nothing_is_recorded_without_gradients() {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var x = Tensor.of(1.0).requiresGrad_(true);
      assertThat(Autograd.checkpoint(in -> in.mul(2), x).requiresGrad()).isFalse();
    }
  }

  @Test
  void exceptions_of_forward_and_of_the_recomputation_come_out_as_they_are() {
    var thrown = new IllegalStateException("mine");
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1.0).requiresGrad_(true);
      UnaryOperator<Tensor> failing =
          _ -> {
            throw thrown;
          };
      assertThatThrownBy(() -> Autograd.checkpoint(failing, x)).isSameAs(thrown);
      var calls = new ArrayList<Integer>();
      UnaryOperator<Tensor> failingLater =
          in -> {
            calls.add(1);
            if (calls.size() > 1) throw thrown;
            return in.mul(2);
          };
      var y = Autograd.checkpoint(failingLater, x);
      assertThatThrownBy(y::backward).isSameAs(thrown);
    }
  }

  @Test
  void second_derivatives_and_chosen_inputs_are_refused() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1.0).requiresGrad_(true);
      UnaryOperator<Tensor> cube = in -> in.pow(3);
      assertThatThrownBy(() -> Autograd.checkpoint(cube, x).backward(null, Autograd.Graph.CREATE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no second derivative");
      assertThatThrownBy(() -> Autograd.grad(List.of(Autograd.checkpoint(cube, x)), List.of(x)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not with Autograd.grad");
      assertThat(x.grad()).isNull();
    }
  }
}
