package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** The rules of life and length, on the CPU's memory; GpuTest has the rest. */
@NoLeaks
class DeviceSegmentTest {
  @Test
  void an_exported_tensor_is_an_address_without_length() {
    try (var tensor = Tensor.of(1f, 2f, 3f)) {
      var exported = tensor.deviceSegment();
      assertThat(exported.byteSize()).isEqualTo(12);
      assertThat(exported.device()).isEqualTo(Device.CPU);
      assertThat(exported.address().address()).isEqualTo(tensor.segment().address());
      assertThat(exported.address().byteSize()).isZero();
      assertThatThrownBy(() -> exported.address().get(ValueLayout.JAVA_FLOAT, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(exported).hasToString("DeviceSegment(cpu, 12 bytes)");
    }
  }

  @Test
  void slices_stay_inside() {
    try (var tensor = Tensor.of(1f, 2f, 3f)) {
      var exported = tensor.deviceSegment();
      var last = exported.asSlice(8, 4);
      assertThat(last.address().address()).isEqualTo(exported.address().address() + 8);
      assertThat(last.byteSize()).isEqualTo(4);
      assertThatThrownBy(() -> exported.asSlice(8, 5))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> last.asSlice(-4, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void the_address_dies_with_the_tensor_and_with_its_scope() {
    var tensor = Tensor.of(1f);
    var exported = tensor.deviceSegment();
    var slice = exported.asSlice(0, 2);
    var address = exported.address();
    tensor.close();
    assertThatThrownBy(exported::address)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gone");
    assertThatThrownBy(slice::address).isInstanceOf(IllegalStateException.class);
    assertThat(address.scope().isAlive()).isFalse();
    // A native call is refused it, before it is made.
    assertThatThrownBy(() -> DLPack.fromDlpack(address, DLPack.Version.LEGACY))
        .isInstanceOf(IllegalStateException.class);
    DeviceSegment scoped;
    try (var _ = TensorScope.open()) {
      scoped = Tensor.of(1f).deviceSegment();
    }
    assertThatThrownBy(scoped::address).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void memory_that_other_code_made_is_imported_without_a_copy() {
    var before = Torch.liveObjects().hostBuffers();
    var memory = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4);
    try (var tensor =
        Tensor.of(
            DeviceSegment.of(memory, Device.CPU).asSlice(4, 12), Shape.of(3), DType.FLOAT32)) {
      tensor.mul_(2);
      assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, 3)).isEqualTo(8);
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before + 1);
    }
    assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before);
  }

  @Test
  void memory_that_can_go_away_is_not_imported() {
    assertThatThrownBy(() -> DeviceSegment.of(MemorySegment.ofArray(new float[1]), Device.CPU))
        .isInstanceOf(IllegalArgumentException.class);
    try (var arena = Arena.ofConfined();
        var tensor = Tensor.of(1f)) {
      var closable = DeviceSegment.of(arena.allocate(4, 4), Device.CPU);
      assertThatThrownBy(() -> Tensor.of(closable, Shape.of(1), DType.FLOAT32))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Arena.ofAuto()");
      assertThatThrownBy(() -> Tensor.of(tensor.deviceSegment(), Shape.of(1), DType.FLOAT32))
          .isInstanceOf(IllegalArgumentException.class);
    }
    var short1 = DeviceSegment.of(Arena.ofAuto().allocate(4, 4), Device.CPU);
    assertThatThrownBy(() -> Tensor.of(short1, Shape.of(2), DType.FLOAT32))
        .isInstanceOf(TorchException.Value.class)
        .hasMessageContaining("4 bytes");
  }

  @Test
  void only_plain_memory_is_exported() {
    try (var _ = TensorScope.open()) {
      var transposed = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2).transpose(0, 1);
      assertThatThrownBy(transposed::deviceSegment)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("contiguous()");
    }
  }

  @Test
  void without_a_gpu_its_memory_cannot_be_named() {
    assumeTrue(Torch.deviceCount() == 0, "an accelerator is visible here");
    var memory = Arena.ofAuto().allocate(4, 4);
    assertThatThrownBy(
            () -> Tensor.of(DeviceSegment.of(memory, Device.cuda(0)), Shape.of(1), DType.FLOAT32))
        .isInstanceOf(TorchException.Value.class)
        .hasMessageMatching("(?s).*(cpu only|no cuda device is visible).*");
    assertThatThrownBy(() -> new PinnedBuffers(2, 16)).isInstanceOf(TorchException.Value.class);
    assertThatThrownBy(() -> new PinnedBuffers(0, 16)).isInstanceOf(IllegalArgumentException.class);
  }
}
