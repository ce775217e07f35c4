package dev.gatun.optim;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;

/** torch.nn.utils.clip_grad_norm_ and clip_grad_value_, over all parameters together. */
public final class GradientClipping {
  private static final Operators.Operator NORMS = Operators.find("aten::_foreach_norm.Scalar");
  private static final Operators.Operator SCALE = Operators.find("aten::_foreach_mul_.Tensor");

  private static final Operators.Operator LEAST =
      Operators.find("aten::_foreach_clamp_min_.Scalar");
  private static final Operators.Operator MOST = Operators.find("aten::_foreach_clamp_max_.Scalar");

  private GradientClipping() {}

  /**
   * Scales all gradients by min(1, maxNorm / (norm + 1e-6)).
   *
   * @param maxNorm 0 leaves the gradients as they are
   * @return the 2-norm of all gradients together before that
   */
  public static double clip(List<Parameter> parameters, double maxNorm) {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var gradients = gradients(parameters);
      if (gradients.isEmpty()) return 0;
      var norms = NORMS.call(gradients, 2.0).tensors(0);
      var norm = Operators.call("aten::linalg_vector_norm", Tensor.stack(norms, 0)).tensor(0);
      if (maxNorm > 0) {
        // Stays on the device: the host waits for the norm only once, below.
        var scale = norm.add(1e-6).pow(-1.0).mul(maxNorm).clamp(Double.NaN, 1.0);
        SCALE.call(gradients, scale);
      }
      return norm.item();
    }
  }

  /** torch.nn.utils.clip_grad_value_: brings every element into [-limit, limit]. */
  public static void clipValue(List<Parameter> parameters, double limit) {
    if (!(limit >= 0))
      throw new IllegalArgumentException("the limit must be 0 or more, got " + limit);
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var gradients = gradients(parameters);
      if (gradients.isEmpty()) return;
      LEAST.call(gradients, -limit);
      MOST.call(gradients, limit);
    }
  }

  private static List<Tensor> gradients(List<Parameter> parameters) {
    var gradients = new ArrayList<Tensor>();
    for (var parameter : parameters) {
      var gradient = parameter.value().grad();
      if (gradient != null) gradients.add(gradient);
    }
    return gradients;
  }
}
