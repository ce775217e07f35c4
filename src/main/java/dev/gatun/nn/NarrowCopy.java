package dev.gatun.nn;

import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's values in the dtype that a pass computes in, converted anew only after they have
 * changed: once for each optimizer step, however many passes there are.
 */
public final class NarrowCopy {
  private static final Operators.Operator VERSION = Operators.find("aten::_version");

  private @Nullable Tensor copy;
  private long version;
  private boolean stale;

  NarrowCopy() {}

  /** The values of a parameter in a dtype; owned by this, without gradient. */
  synchronized Tensor of(Tensor value, DType dtype) {
    var now = (long) Objects.requireNonNull(VERSION.call(value).get(0));
    var known = copy;
    if (known != null && known.dtype() == dtype && known.device().equals(value.device())) {
      if (stale || version != now) {
        try (var _ = Autograd.noGrad()) {
          known.copy_(value);
        }
      }
    } else {
      close();
      try (var _ = TensorScope.open()) {
        known = value.detach().to(dtype).detachFromScope();
      }
      copy = known;
    }
    version = now;
    stale = false;
    return known;
  }

  /** The values have changed. libtorch counts most changes itself, but not a fused optimizer's. */
  synchronized void expire() {
    stale = true;
  }

  synchronized void close() {
    if (copy != null) copy.close();
    copy = null;
  }
}
