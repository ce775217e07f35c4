package dev.gatun.testing;

import dev.gatun.torch.Device;
import dev.gatun.torch.Torch;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What {@link RequiresCuda} does. */
final class CudaCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var type = Torch.acceleratorType();
    var count = Torch.deviceCount();
    if (type == Device.Type.CUDA && count > 0) {
      return ConditionEvaluationResult.enabled(count + " CUDA device(s)");
    }
    var build = Torch.build();
    var libtorch = "libtorch " + build.version() + " in " + build.libtorch();
    return ConditionEvaluationResult.disabled(
        type == Device.Type.CUDA
            ? libtorch
                + " is built for CUDA but sees no device: is the driver installed, and no device"
                + " hidden by CUDA_VISIBLE_DEVICES?"
            : libtorch + " is not built for CUDA: set LIBTORCH to a CUDA flavour");
  }
}
