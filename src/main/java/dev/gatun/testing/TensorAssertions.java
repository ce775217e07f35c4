package dev.gatun.testing;

import dev.gatun.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** The entry: {@code import static dev.gatun.testing.TensorAssertions.assertThat}. */
public final class TensorAssertions {
  private TensorAssertions() {}

  public static TensorAssert assertThat(@Nullable Tensor actual) {
    return new TensorAssert(actual);
  }
}
