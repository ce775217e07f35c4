package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** function.h, function by function: see there for shapes and errors. */
public final class FunctionCalls {
  private FunctionCalls() {}

  /** The outputs, with the history of a node whose gradients {@code backward} computes. */
  public static NativeTensor[] apply(
      String name,
      List<NativeTensor> inputs,
      List<NativeTensor> outputs,
      boolean[] nonDifferentiable,
      List<NativeTensor> saved,
      GradientFunction backward) {
    Callbacks.drain();
    var c = Call.begin();
    var results = c.allocate(outputs.size() * 8L);
    var flags = c.allocate(outputs.size() * 4L);
    for (var i = 0; i < outputs.size(); i++) {
      flags.setAtIndex(ValueLayout.JAVA_INT, i, nonDifferentiable[i] ? 1 : 0);
    }
    var inputArray = c.tensors(inputs);
    var outputArray = c.tensors(outputs);
    var savedArray = c.tensors(saved);
    var nameText = c.text(name);
    var number = Callbacks.keep(backward); // last: from here the native library has to get it
    c.end(
        Gatun.gt_function_apply(
            results,
            inputArray,
            inputs.size(),
            outputArray,
            outputs.size(),
            flags,
            savedArray,
            saved.size(),
            nameText,
            Callbacks.function(),
            number));
    return c.adoptAll(results, outputs.size());
  }

  /** Returns the number to take the hook off with. */
  public static long registerHook(NativeTensor self, GradientFunction hook) {
    Callbacks.drain();
    var c = Call.begin();
    var tensor = c.tensor(self);
    var number = Callbacks.keep(hook);
    c.end(Gatun.gt_register_hook(tensor, Callbacks.function(), number));
    return number;
  }

  public static void removeHook(long number) {
    Call.begin().end(Gatun.gt_remove_hook(number));
    Callbacks.drain();
  }

  public static void retainGrad(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_retain_grad(c.tensor(self)));
  }

  public static boolean retainsGrad(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_retains_grad(c.out(), c.tensor(self)));
    return c.booleanResult();
  }

  /** Java functions and exceptions that libtorch holds. */
  public static long live() {
    Callbacks.drain();
    var c = Call.begin();
    c.end(Gatun.gt_live_functions(c.out()));
    return c.longResult();
  }
}
