package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.util.List;
import org.junit.jupiter.api.Test;

@NoLeaks
class DeviceTest {
  @Test
  void devices_are_read_and_written_as_pytorch_does() {
    assertThat(Device.parse("cpu")).isEqualTo(Device.CPU);
    assertThat(Device.parse("CUDA:1")).isEqualTo(Device.cuda(1));
    assertThat(Device.parse("cuda")).isEqualTo(new Device(Device.Type.CUDA, -1));
    assertThat(Device.cuda(2)).hasToString("cuda:2");
    assertThat(Device.CPU).hasToString("cpu");
    for (var bad :
        List.of("", "gpu", "cuda:", "cuda:x", "cuda:-2", "cpu:0:1", "cuda:99999999999")) {
      assertThatThrownBy(() -> Device.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Device.cuda(-2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_cpu_tensor_is_on_the_cpu() {
    try (var x = Tensor.of(1f);
        var same = x.to(Device.CPU)) {
      assertThat(x.device()).isEqualTo(Device.CPU);
      assertThat(same.item()).isEqualTo(1);
      assertThatThrownBy(() -> x.to(new Device(Device.Type.CPU, 3)))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("one cpu device");
    }
  }

  @Test
  void without_a_gpu_every_call_for_one_says_so() {
    assumeTrue(Torch.deviceCount() == 0, "an accelerator is visible here");
    assertThat(Device.best()).isEqualTo(Device.CPU);
    var cuda = Device.cuda(0);
    try (var x = Tensor.of(1f)) {
      for (var call :
          List.<Runnable>of(
              () -> Tensor.empty(Shape.of(1), DType.FLOAT32, cuda),
              () -> Tensor.zeros(Shape.of(1), DType.FLOAT32, cuda),
              () -> Tensor.rand(Shape.of(1), DType.FLOAT32, cuda),
              () -> x.to(cuda),
              () -> x.to(new Device(Device.Type.CUDA, -1)),
              () -> x.toAsync(cuda),
              () -> x.to(new Device(Device.Type.XPU, 0)),
              () -> x.to(new Device(Device.Type.MPS, 0)),
              x::pinMemory,
              () -> Operators.call("aten::zeros", Shape.of(1), null, null, cuda),
              () -> Torch.synchronize(cuda),
              Torch::currentDevice,
              () -> Torch.setCurrentDevice(0),
              () -> Torch.memoryStats(0),
              () -> Torch.resetPeakMemoryStats(0),
              Torch::emptyCache,
              Torch::allocatorSettings,
              () -> Torch.setAllocatorSettings("expandable_segments:True"),
              () -> Torch.setMemoryFraction(0.5),
              () -> Torch.pinnedMemory(16),
              () -> DeviceProperties.of(cuda),
              () -> Stream.create(cuda),
              () -> Stream.create(cuda, -1),
              () -> Stream.current(cuda),
              () -> Stream.defaultOf(cuda),
              Event::create,
              Event::timing,
              () -> DeviceGraph.capture(cuda, () -> {}),
              () -> Torch.rngState(cuda),
              () -> Torch.setRngState(cuda, x))) {
        assertThatThrownBy(call::run)
            .isInstanceOf(TorchException.Value.class)
            .hasMessageMatching(
                "(?s).*(cpu only|cpu-only|no cuda device is visible|built for cuda).*")
            .satisfies(ErrorsTest::carriesNoNativeStack);
      }
      assertThat(x.item()).isEqualTo(1);
    }
  }

  @Test
  void the_cpu_has_no_streams_and_no_properties() {
    for (var call :
        List.<Runnable>of(
            () -> Stream.create(Device.CPU),
            () -> Stream.current(Device.CPU),
            () -> Stream.defaultOf(Device.CPU),
            () -> DeviceGraph.capture(Device.CPU, () -> {}),
            () -> DeviceProperties.of(Device.CPU))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("the cpu is no accelerator");
    }
  }

  @Test
  void a_memory_fraction_is_a_fraction() {
    for (var wrong : new double[] {-0.1, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> Torch.setMemoryFraction(wrong))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("not in [0, 1]");
    }
  }

  @Test
  void synchronizing_the_cpu_does_nothing() {
    Torch.synchronize(Device.CPU);
  }
}
