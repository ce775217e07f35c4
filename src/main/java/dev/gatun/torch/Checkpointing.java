package dev.gatun.torch;

import dev.gatun.ffi.AutogradCalls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * torch.utils.checkpoint with use_reentrant=True: forward keeps nothing but its inputs; backward
 * computes it again, with the random numbers and the autocast of the first time, and runs a
 * backward pass of its own through that.
 */
final class Checkpointing implements CustomFunction {
  private final UnaryOperator<List<Tensor>> function;
  private final List<Device> devices;
  private final List<Autocast.State> autocast;

  private Checkpointing(UnaryOperator<List<Tensor>> function, Set<Device> devices) {
    this.function = function;
    this.devices = List.copyOf(devices);
    this.autocast = devices.stream().map(Device::type).distinct().map(Autocast.State::of).toList();
  }

  static List<Tensor> checkpoint(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
    var devices = new LinkedHashSet<Device>();
    devices.add(Device.CPU);
    for (var input : inputs) devices.add(input.device());
    var checkpointed = new Checkpointing(function, devices);
    try (var scope = TensorScope.open()) {
      // What function captures may need gradients though no input does; a graph only begins with an
      // input that does.
      var start = Tensor.empty(Shape.of(0), DType.FLOAT32, Device.CPU).requiresGrad_(true);
      var arguments = Stream.concat(inputs.stream(), Stream.of(start)).toArray(Tensor[]::new);
      return checkpointed.apply(arguments).stream().map(scope::keep).toList();
    }
  }

  @Override
  public List<Tensor> forward(Forward context, List<Tensor> inputs) {
    var given = inputs.subList(0, inputs.size() - 1);
    var saved = new ArrayList<>(given);
    for (var device : devices) saved.add(Torch.rngState(device));
    context.saveForBackward(saved.toArray(Tensor[]::new));
    return function.apply(given);
  }

  @Override
  public List<@Nullable Tensor> backward(Backward context, List<Tensor> gradOutputs) {
    if (Autograd.isGradEnabled()) {
      throw new IllegalStateException(
          "a checkpoint has no second derivative: Graph.CREATE cannot be used with it");
    }
    if (!AutogradCalls.checkpointValid()) {
      throw new IllegalStateException(
          "a checkpoint works with backward() to all leaves: not with Autograd.grad, nor with chosen"
              + " inputs");
    }
    var count = context.savedTensors().size() - devices.size();
    var states = context.savedTensors().subList(count, count + devices.size());
    var inputs = new ArrayList<Tensor>(count);
    for (var input : context.savedTensors().subList(0, count)) {
      inputs.add(input.detach().requiresGrad_(input.requiresGrad()));
    }
    recompute(inputs, gradOutputs, states);
    var gradients = new ArrayList<@Nullable Tensor>(count);
    for (var input : inputs) gradients.add(input.grad());
    gradients.add(null); // of the start
    return gradients;
  }

  private void recompute(List<Tensor> inputs, List<Tensor> gradOutputs, List<Tensor> states) {
    var roots = new ArrayList<Tensor>();
    var gradients = new ArrayList<Tensor>();
    try (var _ = Autograd.enableGrad()) {
      var outputs = again(inputs, states);
      for (var i = 0; i < outputs.size(); i++) {
        if (!outputs.get(i).requiresGrad()) continue;
        roots.add(outputs.get(i));
        gradients.add(gradOutputs.get(i));
      }
    }
    if (!roots.isEmpty()) Autograd.backward(roots, gradients, Autograd.Graph.FREE, List.of());
  }

  private List<Tensor> again(List<Tensor> inputs, List<Tensor> states) {
    var now = devices.stream().map(Torch::rngState).toList();
    var casts = new ArrayList<Autocast>();
    try {
      setRngStates(states);
      for (var state : autocast) casts.add(state.open());
      return function.apply(inputs);
    } finally {
      for (var cast : casts.reversed()) cast.close();
      setRngStates(now);
    }
  }

  private void setRngStates(List<Tensor> states) {
    for (var i = 0; i < states.size(); i++) Torch.setRngState(devices.get(i), states.get(i));
  }
}
