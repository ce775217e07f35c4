package dev.gatun.torch;

import dev.gatun.ffi.AutogradCalls;
import dev.gatun.ffi.FunctionCalls;
import java.util.Collections;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A tensor's part in {@link Autograd}. */
sealed interface Differentiation permits Tensor {
  default boolean requiresGrad() {
    return AutogradCalls.requiresGrad(((Tensor) this).handle);
  }

  /** torch.Tensor.requires_grad_; returns self. */
  default Tensor requiresGrad_(boolean required) {
    AutogradCalls.setRequiresGrad(((Tensor) this).handle, required ? 1 : 0);
    return (Tensor) this;
  }

  default boolean isLeaf() {
    return AutogradCalls.isLeaf(((Tensor) this).handle);
  }

  /** The gradient that backward has added up, or null. A new reference each time. */
  default @Nullable Tensor grad() {
    var grad = AutogradCalls.grad(((Tensor) this).handle);
    return grad == null ? null : new Tensor(grad);
  }

  /** Replaces the gradient; null clears it. */
  default void setGrad(@Nullable Tensor grad) {
    AutogradCalls.setGrad(((Tensor) this).handle, Tensor.handle(grad));
  }

  /** Adds the gradient of this one-element tensor to every leaf's grad, and frees the graph. */
  default void backward() {
    backward(null, Autograd.Graph.FREE);
  }

  /** As {@link #backward()} from a gradient of this tensor's shape. */
  default void backward(Tensor gradient) {
    backward(gradient, Autograd.Graph.FREE);
  }

  /**
   * As {@link #backward()}.
   *
   * @param gradient of this tensor's shape; may be null for a tensor with one element
   * @param graph what becomes of the graph
   */
  default void backward(@Nullable Tensor gradient, Autograd.Graph graph) {
    AutogradCalls.backward(
        ((Tensor) this).handle, Tensor.handle(gradient), graph.retain(), graph.create());
  }

  /** The same memory, without history. */
  default Tensor detach() {
    return new Tensor(AutogradCalls.detach(((Tensor) this).handle));
  }

  /** torch.Tensor.retain_grad: backward fills grad() though this is no leaf. Returns self. */
  default Tensor retainGrad() {
    FunctionCalls.retainGrad(((Tensor) this).handle);
    return (Tensor) this;
  }

  default boolean retainsGrad() {
    return FunctionCalls.retainsGrad(((Tensor) this).handle);
  }

  /**
   * torch.Tensor.register_hook: each time this tensor's gradient is computed, the hook gets it, in
   * a scope of its own, and what it returns takes its place; null leaves it. It runs inside the
   * backward call, for a graph on an accelerator on one of libtorch's threads. What it throws comes
   * out of that call. A tensor's first hook is not to be registered while another thread runs
   * backward through it.
   *
   * @throws dev.gatun.ffi.TorchException when this tensor requires no gradient
   */
  default RemovableHandle registerHook(Function<Tensor, @Nullable Tensor> hook) {
    return new RemovableHandle(
        FunctionCalls.registerHook(
            ((Tensor) this).handle,
            (gradients, _, _) -> {
              var replacement = hook.apply(new Tensor(gradients.getFirst()));
              return Collections.singletonList(Tensor.handle(replacement));
            }));
  }
}
