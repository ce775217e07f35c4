package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.nn.Parameter;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.optim.ParameterGroup;
import dev.gatun.testing.NoLeaks;
import dev.gatun.testing.TensorAssertions;
import dev.gatun.torch.pt.TorchFile;
import dev.gatun.torch.safetensors.SafetensorsFile;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import dev.gatun.torch.safetensors.SafetensorsWriter.Item;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/bridge.md, run. */
@NoLeaks
class BridgeGuideTest {
  @Test
  void every_snippet_of_the_page_is_in_this_file() throws IOException {
    var page = Files.readString(Path.of("docs/bridge.md"));
    var here =
        squeeze(Files.readString(Path.of("tests/java/dev/gatun/torch/BridgeGuideTest.java")));
    var snippets =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page).results().toList();
    assertThat(snippets).hasSizeGreaterThan(5);
    for (var snippet : snippets) assertThat(here).contains(squeeze(snippet.group(1)));
  }

  private static String squeeze(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }

  @Test
  void tensors() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f, 2f, 3f, 4f, 5f, 6f).reshape(2, 3); // float32, (2, 3)
      var w = Tensor.randn(Shape.of(3, 4), DType.FLOAT32, Device.CPU);
      var y = x.matmul(w).add(1).relu(); // (2, 4)
      var best = y.argmax(-1); // int64, (2)
      var row = y.index(Index.at(0), Index.range(1, 3)); // y[0, 1:3]
      float[] values = row.toFloatArray();
      assertThat(best.shape()).isEqualTo(Shape.of(2));
      assertThat(values).hasSize(2);
    }
  }

  @Test
  void scopes() {
    var x = Tensor.of(1f, 2f);
    Tensor total;
    try (var scope = TensorScope.open()) {
      var doubled = x.mul(2); // freed at the end of the block
      total = scope.keep(doubled.sum()); // outlives it
    }
    System.out.printf("%.1f%n", total.item()); // 6.0
    total.close();
    x.close();
  }

  @Test
  void gradients() {
    try (var _ = TensorScope.open()) {
      var w = Tensor.of(2.0).requiresGrad_(true);
      var loss = w.mul(w).add(w).sum(); // w^2 + w
      loss.backward();
      System.out.println(w.grad().item()); // 2 w + 1 = 5.0
      try (var _ = Autograd.noGrad()) {
        w.sub_(w.grad().mul(0.1)); // a step of gradient descent
      }
      w.setGrad(null);
      assertThat(w.item()).isEqualTo(1.5);
    }
  }

  @Test
  void second_derivatives_and_hooks() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(2.0).requiresGrad_(true);
      var y = x.pow(3);
      var none = Collections.<Tensor>singletonList(null); // y has one element: starts from 1
      var first = Autograd.grad(List.of(y), List.of(x), none, Autograd.Graph.CREATE).get(0);
      var second = Autograd.grad(List.of(first), List.of(x)).get(0);
      System.out.println(first.item() + " " + second.item()); // 3 x^2 = 12.0, 6 x = 12.0
      assertThat(second.item()).isEqualTo(12);

      var hidden = x.mul(3).retainGrad();
      var handle =
          hidden.registerHook(gradient -> gradient.clamp(-1.0, 1.0)); // null would leave it
      hidden.mul(10).sum().backward();
      System.out.println(x.grad().item()); // 1 * 3 = 3.0
      handle.remove();
      assertThat(hidden.grad().item()).isEqualTo(1);
      assertThat(x.grad().item()).isEqualTo(3);
    }
  }

  @Test
  void custom_functions_and_checkpoints() {
    record Scale(double factor) implements CustomFunction {
      @Override
      public List<Tensor> forward(Forward context, List<Tensor> inputs) {
        return List.of(inputs.get(0).mul(factor));
      }

      @Override
      public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
        return List.of(gradOutputs.get(0).mul(factor));
      }
    }
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(2.0).requiresGrad_(true);
      var w = Tensor.of(0.5).requiresGrad_(true);
      var scaled = new Scale(5).apply(x).get(0);
      assertThat(scaled.item()).isEqualTo(10);
      Gradcheck.DEFAULT.gradcheck(in -> new Scale(5).apply(in.get(0)), x);
      var out = Autograd.checkpoint(in -> in.mul(w).tanh(), x); // keeps x alone
      out.backward(); // applies the function again
      assertThat(w.grad().item()).isEqualTo(2 * (1 - Math.pow(Math.tanh(1), 2)));
    }
  }

  @Test
  void mixed_precision() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.ones(Shape.of(2, 2), DType.FLOAT32, Device.CPU);
      var w = Tensor.ones(Shape.of(2, 2), DType.FLOAT32, Device.CPU).requiresGrad_(true);
      try (var scaler = new GradScaler(Device.CPU, GradScaler.Settings.DEFAULT)) {
        Tensor loss;
        try (var _ = Autocast.open(Device.Type.CPU, DType.BFLOAT16)) {
          loss = x.matmul(w).sum(DType.FLOAT32); // the product in bfloat16
        }
        scaler.scale(loss).backward();
        scaler.step(
            List.of(w),
            () -> { // not when a gradient is infinite
              try (var _ = Autograd.noGrad()) {
                w.sub_(w.grad().mul(0.1));
              }
            });
        scaler.update();
      }
      assertThat(w.toFloatArray()).containsOnly(0.8f); // 1 - 0.1 * 2
    }
  }

  @Test
  void profiling(@TempDir Path folder) {
    var trace = folder.resolve("trace.json");
    try (var _ = TensorScope.open()) {
      var x = Tensor.ones(Shape.of(2, 2), DType.FLOAT32, Device.CPU);
      Tensor y;
      try (var _ = Profiler.record(trace)) {
        try (var _ = Profiler.range("forward")) {
          y = x.matmul(x);
        }
      }
      assertThat(y.toFloatArray()).containsOnly(2);
      assertThat(trace).isNotEmptyFile();
    }
  }

  @Test
  void memory_both_ways() {
    var memory = Arena.ofAuto().allocate(4 * Float.BYTES, 64);
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(memory, Shape.of(2, 2), DType.FLOAT32); // no copy
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 5);
      System.out.println(x.get(0).get(0).item()); // 5.0

      var y = x.mul(2);
      var view = y.segment(); // y's own memory; dies with y
      System.out.println(view.getAtIndex(ValueLayout.JAVA_FLOAT, 0)); // 10.0
      assertThat(view.getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(10);
    }
  }

  @Test
  void the_door() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(5f, 1f, 3f);
      var second = x.kthvalue(2);
      System.out.println(second.values().item()); // 3.0, the second smallest
      System.out.println(second.indices().itemLong()); // 2, where it was
      var result = Operators.call("aten::kthvalue", x, 2);
      System.out.println(result.tensor(0).item()); // 3.0

      var roll = Operators.find("aten::roll"); // looked up once
      var turned = roll.call(x, new long[] {1}); // the schema's defaults for the rest

      try (var generator = new Generator(Device.CPU).manualSeed(7)) {
        var drawn = Operators.call("aten::rand.generator", Shape.of(3), generator).tensor(0);
      }
      assertThat(turned.tensor(0).toFloatArray()).containsExactly(3, 5, 1);
    }
  }

  @Test
  void errors() {
    try (var _ = TensorScope.open()) {
      var a = Tensor.of(1f, 2f);
      var b = Tensor.of(1f, 2f, 3f);
      assertThatThrownBy(() -> a.add(b))
          .isInstanceOf(TorchException.class)
          .hasMessageStartingWith("The size of tensor a (2) must match the size of tensor b (3)");
    }
  }

  @Test
  void threads() throws InterruptedException {
    Tensor shared;
    try (var _ = TensorScope.open()) {
      shared = Tensor.ones(Shape.of(8), DType.FLOAT32, Device.CPU).detachFromScope();
    }
    var worker =
        Thread.ofPlatform()
            .start(() -> {
              try (var _ = TensorScope.open()) {
                System.out.println(shared.sum().item()); // 8.0
              }
            });
    worker.join();
    shared.close();
  }

  @Test
  void live_objects() {
    var before = Torch.liveObjects();
    try (var _ = TensorScope.open()) {
      Tensor.cat(List.of(Tensor.of(1f), Tensor.of(2f)), 0);
      assertThat(Torch.liveObjects().tensors()).isEqualTo(before.tensors() + 3);
    }
    assertThat(Torch.liveObjects().tensors()).isEqualTo(before.tensors());
  }

  @Test
  void optimizers(@TempDir Path folder) throws IOException {
    try (var _ = TensorScope.open()) {
      var weight = new Parameter("weight", Tensor.of(1f, -2f).requiresGrad_(true));
      var group = new ParameterGroup(List.of(weight), 1e-2, 0.1); // learning rate, weight decay
      try (var optimizer = new AdamW(List.of(group), AdamW.Settings.DEFAULT)) {
        weight.value().square().sum().backward();
        var factor = LearningRateSchedule.COSINE.factor(0, 0, 100);
        optimizer.step(factor); // times the group's learning rate
        optimizer.zeroGrad();
        optimizer.save(folder.resolve("optimizer.safetensors")); // load() goes on bit for bit
      }
      assertThat(weight.value().get(0).item()).isLessThan(1);
      assertThat(folder.resolve("optimizer.safetensors")).exists();
    }
  }

  @Test
  void files(@TempDir Path folder) throws IOException {
    var file = folder.resolve("x.safetensors");
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f, 2f);
      var items = List.of(new Item("x", DType.FLOAT32, x));
      SafetensorsWriter.write(file, Map.of("format", "pt"), items);
      try (var open = SafetensorsFile.open(file)) {
        var copied = open.read("x");
        var mapped = open.map("x"); // the file's own pages; writes stay in memory
        assertThat(mapped.toFloatArray()).isEqualTo(copied.toFloatArray());
      }
      var torchSaved = Path.of("tests/resources/golden/pt/checkpoint.pt");
      try (var checkpoint = TorchFile.open(torchSaved)) {
        var bias = checkpoint.read("model.0.bias"); // the keys on the way, joined with dots
        assertThat(bias.shape()).isEqualTo(Shape.of(3));
      }
    }
  }

  @Test
  void tests_of_your_own() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f, 2f, 4f);
      TensorAssertions.assertThat(x.div(2))
          .hasShape(3)
          .hasDtype(DType.FLOAT32)
          .isOnDevice(Device.CPU)
          .isCloseTo(Tensor.of(0.5, 1, 2), 1e-6, 0); // rtol, atol
    }
  }
}
