package dev.gatun.ffi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Java code in a graph of libtorch: a custom function's backward, or a hook. It is called on the
 * thread that runs that part of the graph, inside a scope of its own, to which its arguments
 * belong. What it throws comes out of the call that started the graph's run.
 */
@FunctionalInterface
public interface GradientFunction {
  /**
   * Computes gradients.
   *
   * @param gradients of the outputs
   * @param saved the tensors that were saved for this
   * @param needed which results somebody will look at
   * @return a gradient or null for each of {@code needed}
   */
  List<? extends @Nullable NativeTensor> run(
      List<NativeTensor> gradients, List<NativeTensor> saved, boolean[] needed);
}
