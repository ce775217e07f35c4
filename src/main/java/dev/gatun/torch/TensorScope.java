package dev.gatun.torch;

import dev.gatun.ffi.NativeScope;

/**
 * Frees by default: every tensor made on this thread while the scope is the innermost open one
 * belongs to it, and is freed when it closes. Scopes nest like blocks, one thread each.
 *
 * <pre>{@code
 * try (var step = TensorScope.open()) {
 *   var loss = model.loss(batch);
 *   loss.backward();
 *   losses.add(step.keep(loss.detach()));   // lives in the scope outside
 * }                                         // everything else is freed here
 * }</pre>
 */
public final class TensorScope implements AutoCloseable {
  private final NativeScope scope = NativeScope.open();

  private TensorScope() {}

  public static TensorScope open() {
    return new TensorScope();
  }

  /**
   * Lets a tensor outlive this scope: moves a tensor of this scope to the scope outside, or makes
   * it free (see {@link Tensor}) where there is none. A tensor that outlives this scope anyway
   * stays as it is. Returns the tensor.
   */
  public Tensor keep(Tensor tensor) {
    scope.keep(tensor.handle);
    return tensor;
  }

  /**
   * Frees the scope's tensors.
   *
   * @throws dev.gatun.ffi.TensorClosedException when it is closed already
   * @throws IllegalStateException when scopes opened inside it were not closed; they are closed
   *     then, and so is this one
   * @throws WrongThreadException on another thread than the one that opened it
   */
  @Override
  public void close() {
    scope.close();
  }
}
