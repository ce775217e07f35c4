package dev.gatun.torch;

import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/** Functions to test with. */
final class Functions {
  private Functions() {}

  static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad_(true);
  }

  /** x^2, and 2 x for its gradient. */
  static final class Square implements CustomFunction {
    @Override
    public List<Tensor> forward(Forward context, List<Tensor> inputs) {
      context.saveForBackward(inputs.get(0));
      return List.of(inputs.get(0).mul(inputs.get(0)));
    }

    @Override
    public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
      return List.of(gradOutputs.get(0).mul(context.savedTensors().get(0)).mul(2));
    }
  }

  /** exp(x), whose gradient needs the output. */
  static final class Exp implements CustomFunction {
    @Override
    public List<Tensor> forward(Forward context, List<Tensor> inputs) {
      var y = inputs.get(0).exp();
      context.saveForBackward(y);
      return List.of(y);
    }

    @Override
    public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
      return List.of(gradOutputs.get(0).mul(context.savedTensors().get(0)));
    }
  }

  /** The identity with a backward of the test's choice. */
  static CustomFunction identity(
      BiFunction<CustomFunction.Backward, List<Tensor>, List<Tensor>> backward) {
    return new CustomFunction() {
      @Override
      public List<Tensor> forward(Forward context, List<Tensor> inputs) {
        return inputs;
      }

      @Override
      public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
        return backward.apply(context, gradOutputs);
      }
    };
  }

  static List<Tensor> nulls(int count) {
    return Collections.nCopies(count, null);
  }
}
