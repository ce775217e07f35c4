package dev.gatun.torch;

import dev.gatun.ffi.FunctionCalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * torch.autograd.Function: an operation whose derivative is written in Java.
 *
 * <pre>{@code
 * final class Square implements CustomFunction {
 *   public List<Tensor> forward(Forward context, List<Tensor> inputs) {
 *     context.saveForBackward(inputs.get(0));
 *     return List.of(inputs.get(0).pow(2));
 *   }
 *
 *   public List<@Nullable Tensor> backward(Backward context, List<Tensor> gradOutputs) {
 *     return List.of(gradOutputs.get(0).mul(context.savedTensors().get(0)).mul(2));
 *   }
 * }
 * var y = new Square().apply(x).get(0);
 * }</pre>
 *
 * <p>State that is no tensor goes to the object's own fields: an object for each application, or
 * one for all when there is no such state. The graph keeps the object as long as it needs it.
 *
 * <p>backward runs inside the call that runs the graph, on its thread; for a graph on an
 * accelerator on one of libtorch's threads, where tensors of the caller's scopes cannot be used:
 * save them instead. What it throws comes out of that call, the same object. When the graph of the
 * gradients is recorded ({@link Autograd.Graph#CREATE}), operations in backward are, so that it can
 * be differentiated in turn.
 */
public interface CustomFunction {
  /**
   * Computes the outputs, without recording.
   *
   * @return at least one tensor, made here or an input
   */
  List<Tensor> forward(Forward context, List<Tensor> inputs);

  /**
   * Computes gradients of the inputs.
   *
   * @param gradOutputs one for each output, of its shape; zeros where nothing depended on it
   * @return one for each input, of its shape; null where there is none, or it is not needed
   */
  List<? extends @Nullable Tensor> backward(Backward context, List<Tensor> gradOutputs);

  /**
   * Applies the function. The outputs belong to the innermost open scope; what else forward makes
   * is freed.
   *
   * @throws IllegalStateException on a virtual thread
   */
  default List<Tensor> apply(Tensor... inputs) {
    var arguments = List.of(inputs);
    var context = new Forward(arguments);
    try (var scope = TensorScope.open()) {
      List<Tensor> outputs;
      try (var _ = Autograd.noGrad()) {
        outputs = forward(context, arguments);
      }
      var constant = new boolean[outputs.size()];
      for (var i = 0; i < constant.length; i++) {
        constant[i] = context.nonDifferentiable.contains(outputs.get(i));
      }
      var results =
          FunctionCalls.apply(
              getClass().getSimpleName() + "Backward",
              Tensor.handles(arguments),
              Tensor.handles(outputs),
              constant,
              Tensor.handles(context.saved),
              (gradients, saved, needed) -> {
                var backward = new Backward(Tensor.all(saved), needed);
                return Tensor.nullableHandles(backward(backward, Tensor.all(gradients)));
              });
      return Arrays.stream(results).map(Tensor::new).map(scope::keep).toList();
    }
  }

  /** What forward tells backward. */
  final class Forward {
    private final List<Tensor> inputs;
    private final List<Tensor> nonDifferentiable = new ArrayList<>();
    private List<Tensor> saved = List.of();

    private Forward(List<Tensor> inputs) {
      this.inputs = inputs;
    }

    /**
     * torch's ctx.save_for_backward: inputs, outputs, or tensors that forward made. backward gets
     * them, if they have not been changed since; they are freed with the graph's other tensors.
     */
    public void saveForBackward(Tensor... tensors) {
      saved = List.of(tensors);
    }

    /** torch's ctx.mark_non_differentiable: no gradient flows through these outputs. */
    public void markNonDifferentiable(Tensor... outputs) {
      nonDifferentiable.addAll(List.of(outputs));
    }

    /** torch's ctx.needs_input_grad: whether backward may be asked for this input's gradient. */
    public boolean needsInputGrad(int input) {
      return inputs.get(input).requiresGrad();
    }
  }

  /** What backward knows from forward. */
  final class Backward {
    private final List<Tensor> saved;
    private final boolean[] needed;

    private Backward(List<Tensor> saved, boolean[] needed) {
      this.saved = saved;
      this.needed = needed;
    }

    /** torch's ctx.saved_tensors, in the order in which they were saved. */
    public List<Tensor> savedTensors() {
      return saved;
    }

    /** torch's ctx.needs_input_grad: whether this input's gradient will be used. */
    public boolean needsInputGrad(int input) {
      return needed[input];
    }
  }
}
