package dev.gatun.torch;

import dev.gatun.ffi.AutogradCalls;
import dev.gatun.ffi.NativeMode;
import dev.gatun.ffi.NativeTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
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
   * torch.autograd.detect_anomaly: a NaN that backward computes is an error that names the
   * function, and an error in backward is logged with where its forward ran. For all threads, and
   * slow.
   */
  public static Mode detectAnomaly() {
    return new Mode(AutogradCalls.openAnomalyMode());
  }

  /** What becomes of a graph that gradients are computed from. */
  public enum Graph {
    /** The tensors saved in it are freed: it cannot be used again. */
    FREE(0, 0),
    /** retain_graph=True: it stays. */
    RETAIN(1, 0),
    /** create_graph=True: it stays, and the gradients get a graph of their own. */
    CREATE(1, 1);

    private final int retain;
    private final int create;

    Graph(int retain, int create) {
      this.retain = retain;
      this.create = create;
    }

    int retain() {
      return retain;
    }

    int create() {
      return create;
    }
  }

  /**
   * torch.autograd.backward: adds the gradients of several tensors together to the leaves' grad.
   *
   * @param gradTensors one for each tensor, of its shape; null for a tensor with one element
   * @param inputs when there are any, only they get a gradient, non-leaves too; none: every leaf
   */
  public static void backward(
      List<Tensor> tensors,
      List<? extends @Nullable Tensor> gradTensors,
      Graph graph,
      List<Tensor> inputs) {
    AutogradCalls.backward(
        Tensor.handles(tensors),
        matching(tensors, gradTensors),
        graph.retain(),
        graph.create(),
        Tensor.handles(inputs));
  }

  /**
   * torch.autograd.grad: gradients of one-element outputs with respect to inputs, in the inputs'
   * order and shapes; frees the graph.
   *
   * @throws dev.gatun.ffi.TorchException when an input was not used, or either list is empty
   */
  public static List<Tensor> grad(List<Tensor> outputs, List<Tensor> inputs) {
    return grad(outputs, inputs, Collections.nCopies(outputs.size(), null), Graph.FREE);
  }

  /**
   * As {@link #grad(List, List)}.
   *
   * @param gradOutputs one for each output, of its shape; null for an output with one element
   * @param graph what becomes of the graph
   */
  public static List<Tensor> grad(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<? extends @Nullable Tensor> gradOutputs,
      Graph graph) {
    return Tensor.all(gradients(outputs, inputs, gradOutputs, graph, 0));
  }

  /** As {@link #grad}, with null for an input that was not used (allow_unused=True). */
  public static List<@Nullable Tensor> gradAllowUnused(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<? extends @Nullable Tensor> gradOutputs,
      Graph graph) {
    var gradients = new ArrayList<@Nullable Tensor>(inputs.size());
    for (var gradient : gradients(outputs, inputs, gradOutputs, graph, 1)) {
      gradients.add(gradient == null ? null : new Tensor(gradient));
    }
    return Collections.unmodifiableList(gradients);
  }

  /**
   * torch.utils.checkpoint (use_reentrant=True): applies function without keeping what its gradient
   * needs, and applies it again in backward, with the same random numbers and the same {@link
   * Autocast}: less memory for one more forward pass. Gradients are those of the plain call, bit
   * for bit.
   *
   * <p>What function captures may be leaves, such as parameters, which get their gradients as ever;
   * tensors that were computed go through inputs. It is called again on the thread that runs
   * backward: on libtorch's own when the graph is on an accelerator, where a scope's tensors cannot
   * be used.
   *
   * @param function of the inputs alone, besides what it captures
   * @throws IllegalStateException from backward, when it computes second derivatives, or gradients
   *     of chosen inputs; on a virtual thread
   */
  public static List<Tensor> checkpoint(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
    return Checkpointing.checkpoint(function, inputs);
  }

  /** As {@link #checkpoint(UnaryOperator, List)}, of one tensor to one tensor. */
  public static Tensor checkpoint(UnaryOperator<Tensor> function, Tensor input) {
    return checkpoint(inputs -> List.of(function.apply(inputs.get(0))), List.of(input)).get(0);
  }

  private static List<@Nullable NativeTensor> gradients(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<? extends @Nullable Tensor> gradOutputs,
      Graph graph,
      int allowUnused) {
    return AutogradCalls.grad(
        Tensor.handles(outputs),
        matching(outputs, gradOutputs),
        Tensor.handles(inputs),
        graph.retain(),
        graph.create(),
        allowUnused);
  }

  private static List<@Nullable NativeTensor> matching(
      List<Tensor> tensors, List<? extends @Nullable Tensor> gradients) {
    if (tensors.size() != gradients.size()) {
      throw new IllegalArgumentException(
          tensors.size() + " tensors but " + gradients.size() + " gradients");
    }
    return Tensor.nullableHandles(gradients);
  }
}
