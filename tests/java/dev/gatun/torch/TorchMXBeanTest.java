package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.NoLeaks;
import java.lang.management.ManagementFactory;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;

@NoLeaks
class TorchMXBeanTest {
  private static Object read(String attribute) throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .getAttribute(new ObjectName(TorchMXBean.NAME), attribute);
  }

  private static long hostBytes() throws Exception {
    var row = ((TabularData) read("BytesByDevice")).get(new Object[] {"cpu"});
    return (Long) row.get("value");
  }

  @Test
  void the_bean_counts_what_is_alive_by_kind_and_by_device() throws Exception {
    TorchMXBean.register();
    TorchMXBean.register();
    var tensors = (Long) read("Tensors");
    var bytes = hostBytes();
    try (var _ = Tensor.zeros(Shape.of(1 << 20), DType.FLOAT32, Device.CPU);
        var _ = new Generator(Device.CPU);
        var _ = Autograd.noGrad()) {
      assertThat(read("Tensors")).isEqualTo(tensors + 1);
      assertThat(read("Objects")).isEqualTo(Torch.liveObjects().objects());
      assertThat(read("Modes")).isEqualTo(1L);
      assertThat(hostBytes() - bytes).isBetween(4L << 20, 5L << 20);
      assertThat(Torch.liveBytes(Device.CPU)).isBetween(hostBytes() - 65536, hostBytes() + 65536);
    }
    assertThat(read("Tensors")).isEqualTo(tensors);
    assertThat(read("HostBuffers")).isEqualTo(Torch.liveObjects().hostBuffers());
    assertThat(read("Functions")).isEqualTo(Torch.liveObjects().functions());
    assertThat((Long) read("LeaksReported")).isNotNegative();
    assertThat((Long) read("Collections")).isNotNegative();
  }

  @Test
  void memory_that_was_lent_is_not_counted_and_a_views_is_counted_once() {
    try (var _ = TensorScope.open()) {
      var before = Torch.liveBytes(Device.CPU);
      var lent =
          Tensor.of(
              java.lang.foreign.Arena.ofAuto().allocate(1 << 22, 64),
              Shape.of(1 << 20),
              DType.FLOAT32);
      assertThat(Torch.liveBytes(Device.CPU) - before).isLessThan(4096);
      var own = lent.copy();
      own.reshape(1 << 10, 1 << 10).transpose(0, 1);
      assertThat(Torch.liveBytes(Device.CPU) - before).isBetween(4L << 20, (4L << 20) + 65536);
    }
  }
}
