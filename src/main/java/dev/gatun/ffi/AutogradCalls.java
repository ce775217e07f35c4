package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** autograd.h, function by function: see there for shapes and errors. */
public final class AutogradCalls {
  private AutogradCalls() {}

  /** The name of the node that made it, or empty. */
  public static String gradFnName(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_grad_fn_name(c.out(0), c.out(1), c.tensor(self)));
    return c.ownedText();
  }

  public static boolean requiresGrad(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_requires_grad(c.out(), c.tensor(self)));
    return c.booleanResult();
  }

  public static void setRequiresGrad(NativeTensor self, int requiresGrad) {
    var c = Call.begin();
    c.end(Gatun.gt_set_requires_grad(c.tensor(self), requiresGrad));
  }

  public static boolean isLeaf(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_is_leaf(c.out(), c.tensor(self)));
    return c.booleanResult();
  }

  public static @Nullable NativeTensor grad(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_grad(c.out(), c.tensor(self)));
    return c.resultOrNull();
  }

  public static void setGrad(NativeTensor self, @Nullable NativeTensor grad) {
    var c = Call.begin();
    c.end(Gatun.gt_set_grad(c.tensor(self), c.tensorOrNull(grad)));
  }

  public static void backward(
      NativeTensor self, @Nullable NativeTensor gradient, int retainGraph, int createGraph) {
    var c = Call.begin();
    c.end(Gatun.gt_backward(c.tensor(self), c.tensorOrNull(gradient), retainGraph, createGraph));
  }

  public static void backward(
      List<NativeTensor> tensors,
      List<? extends @Nullable NativeTensor> gradients,
      int retainGraph,
      int createGraph,
      List<NativeTensor> inputs) {
    var c = Call.begin();
    c.end(
        Gatun.gt_autograd_backward(
            c.tensors(tensors),
            c.tensors(gradients),
            tensors.size(),
            retainGraph,
            createGraph,
            c.tensors(inputs),
            inputs.size()));
  }

  /** Gradients in the order of inputs; null for one that was not used, where that is allowed. */
  public static List<@Nullable NativeTensor> grad(
      List<NativeTensor> outputs,
      List<? extends @Nullable NativeTensor> gradOutputs,
      List<NativeTensor> inputs,
      int retainGraph,
      int createGraph,
      int allowUnused) {
    var c = Call.begin();
    var gradients = c.allocate(inputs.size() * 8L);
    c.end(
        Gatun.gt_autograd_grad(
            gradients,
            c.tensors(outputs),
            c.tensors(gradOutputs),
            outputs.size(),
            c.tensors(inputs),
            inputs.size(),
            retainGraph,
            createGraph,
            allowUnused));
    return c.adoptNullable(gradients, inputs.size());
  }

  public static boolean checkpointValid() {
    var c = Call.begin();
    c.end(Gatun.gt_checkpoint_valid(c.out()));
    return c.booleanResult();
  }

  public static NativeTensor detach(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_detach(c.out(), c.tensor(self)));
    return c.result();
  }

  public static boolean gradEnabled() {
    var c = Call.begin();
    c.end(Gatun.gt_grad_enabled(c.out()));
    return c.booleanResult();
  }

  public static NativeMode openGradMode(int enabled) {
    NativeMode.checkThread();
    var c = Call.begin();
    c.end(Gatun.gt_grad_mode_open(c.out(), enabled));
    return new NativeMode(c.addressResult(0));
  }

  public static NativeMode openAnomalyMode() {
    NativeMode.checkThread();
    var c = Call.begin();
    c.end(Gatun.gt_anomaly_mode_open(c.out()));
    return new NativeMode(c.addressResult(0));
  }

  public static NativeMode openInferenceMode() {
    NativeMode.checkThread();
    var c = Call.begin();
    c.end(Gatun.gt_inference_mode_open(c.out()));
    return new NativeMode(c.addressResult(0));
  }
}
