package dev.gatun.torch;

import dev.gatun.ffi.AutogradCalls;
import dev.gatun.ffi.NativeMode;
import dev.gatun.ffi.NativeTensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Automatic differentiation: modes and gradients. A mode belongs to the platform thread that opens
 * it; on a virtual thread opening one is an {@link IllegalStateException}.
 */
public final class Autograd {
  private Autograd() {}

  /** A mode of this thread, restored by close(). */
  public static final class Mode implements AutoCloseable {
    private final NativeMode mode;

    private Mode(NativeMode mode) {
      this.mode = mode;
    }

    /**
     * Restores the mode before.
     *
     * @throws IllegalStateException when it is closed already; or when modes opened inside it were
     *     not closed, which are closed then, as this one is
     * @throws WrongThreadException on another thread than the one that opened it
     */
    @Override
    public void close() {
      mode.close();
    }
  }

  /** torch.no_grad: operations are not recorded. */
  public static Mode noGrad() {
    return new Mode(AutogradCalls.openGradMode(0));
  }

  /** torch.enable_grad: operations are recorded, also inside {@link #noGrad}. */
  public static Mode enableGrad() {
    return new Mode(AutogradCalls.openGradMode(1));
  }

  /**
   * torch.inference_mode: faster than no_grad; tensors made in it can never take part in autograd.
   */
  public static Mode inferenceMode() {
    return new Mode(AutogradCalls.openInferenceMode());
  }

  public static boolean isGradEnabled() {
    return AutogradCalls.gradEnabled();
  }

  /**
   * torch.autograd.grad: gradients of one-element outputs with respect to inputs, in the inputs'
   * order and shapes.
   *
   * @throws dev.gatun.ffi.TorchException when an input was not used, or either list is empty
   */
  public static List<Tensor> grad(List<Tensor> outputs, List<Tensor> inputs) {
    var nothing = Collections.<@Nullable NativeTensor>nCopies(outputs.size(), null);
    var gradients =
        AutogradCalls.grad(Tensor.handles(outputs), nothing, Tensor.handles(inputs), 0, 0);
    return Arrays.stream(gradients).map(Tensor::new).toList();
  }
}
