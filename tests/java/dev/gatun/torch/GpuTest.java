package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import dev.gatun.testing.RequiresCuda;
import dev.gatun.testing.TensorAssertions;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a GPU shows. Skipped, with the reason, where there is none: docs/gpu.md. */
@NoLeaks
@RequiresCuda
class GpuTest {
  private static final Device GPU = new Device(Device.Type.CUDA, 0);
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
    Torch.synchronize(GPU);
  }

  private static Tensor ramp(long count) {
    return Tensor.arange(count, DType.FLOAT32, Device.CPU);
  }

  @Test
  void the_devices_properties_are_plausible() {
    var properties = DeviceProperties.of(GPU);
    assertThat(properties.name()).isNotBlank();
    assertThat(properties.totalMemory()).isGreaterThan(1L << 30);
    assertThat(Torch.memoryStats(0).total()).isEqualTo(properties.totalMemory());
    assertThat(Device.best()).isEqualTo(GPU);
    assertThat(Torch.currentDevice()).isZero();
  }

  @Test
  void tensors_go_there_and_come_back() {
    var x = ramp(1000).to(GPU);
    assertThat(x.device()).isEqualTo(GPU);
    assertThat(x.mul(2).sum().item()).isEqualTo(999_000); // 2 * 999 * 1000 / 2
    assertThat(x.toString()).endsWith("device='cuda:0')");
    var w = x.detach().requiresGrad_(true);
    w.mul(w).sum().backward();
    TensorAssertions.assertThat(w.grad().to(Device.CPU)).isCloseTo(ramp(1000).mul(2), 1e-6, 0);
  }

  @Test
  void mixed_devices_are_refused() {
    assertThatThrownBy(() -> ramp(2).to(GPU).add(ramp(2)))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("same device");
  }

  @Test
  void work_on_streams_is_ordered_by_events_which_tell_the_time() {
    var side = Stream.create(GPU);
    assertThat(side).isNotEqualTo(Stream.defaultOf(GPU));
    var x = ramp(1 << 20).to(GPU);
    side.waitStream(Stream.current(GPU));
    try (var start = Event.timing();
        var end = Event.timing()) {
      Tensor y;
      try (var _ = side.open()) {
        assertThat(Stream.current(GPU)).isEqualTo(side);
        start.record(side);
        y = x.mul(3);
        end.record(side);
      }
      assertThat(Stream.current(GPU)).isNotEqualTo(side);
      Stream.current(GPU).waitEvent(end);
      y.recordStream(Stream.current(GPU));
      assertThat(y.get(10).item()).isEqualTo(30);
      end.synchronize();
      assertThat(end.query()).isTrue();
      assertThat(start.elapsedMillis(end)).isBetween(0.0, 60_000.0);
      assertThat(side.query()).isTrue();
    }
  }

  @Test
  void a_graph_replays_with_new_input_in_the_same_memory() {
    var in = ramp(4).to(GPU);
    in.mul(2).add(1); // sets libraries up outside the recording
    var out = new Tensor[1];
    try (var graph = DeviceGraph.capture(GPU, () -> out[0] = in.mul(2).add(1))) {
      in.copy_(Tensor.of(10f, 20f, 30f, 40f));
      graph.replay();
      Torch.synchronize(GPU);
      assertThat(out[0].toFloatArray()).containsExactly(21, 41, 61, 81);
    }
  }

  @Test
  void pinned_memory_is_seen_from_both_sides() {
    var memory = Torch.pinnedMemory(16);
    for (var i = 0; i < 4; i++) memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, i + 1);
    var host = Tensor.of(memory, Shape.of(4), DType.FLOAT32);
    assertThat(host.toAsync(GPU).sum().item()).isEqualTo(10);
    var mapped = Tensor.of(DeviceSegment.of(memory, GPU), Shape.of(4), DType.FLOAT32);
    mapped.mul_(2);
    Torch.synchronize(GPU);
    assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, 3)).isEqualTo(8);
  }

  @Test
  void a_tensors_memory_goes_out_and_comes_in_again() {
    var x = ramp(4).to(GPU);
    var exported = x.deviceSegment();
    assertThat(exported.byteSize()).isEqualTo(16);
    assertThat(exported.address().byteSize()).isZero();
    var managed = DLPack.toDlpack(x, DLPack.Version.VERSIONED);
    var again = DLPack.fromDlpack(managed.handOver(), DLPack.Version.VERSIONED);
    again.add_(again.mul(0).add(1));
    assertThat(x.get(3).item()).isEqualTo(4);
  }

  @Test
  void memory_is_counted_and_its_peak_starts_again() {
    Torch.resetPeakMemoryStats(0);
    var before = Torch.memoryStats(0).allocated();
    var x = Tensor.zeros(Shape.of(1 << 20), DType.FLOAT32, GPU);
    assertThat(Torch.memoryStats(0).allocated() - before).isEqualTo(4 << 20);
    assertThat(Torch.liveBytes(GPU)).isEqualTo(Torch.memoryStats(0).allocated());
    x.close();
    assertThat(Torch.memoryStats(0).peakAllocated() - before).isEqualTo(4 << 20);
    Torch.resetPeakMemoryStats(0);
    assertThat(Torch.memoryStats(0).peakAllocated()).isEqualTo(Torch.memoryStats(0).allocated());
    Torch.emptyCache();
  }

  @Test
  void running_out_says_how_much_was_asked_and_what_there_is() {
    var total = Torch.memoryStats(0).total();
    assertThatThrownBy(() -> Tensor.empty(Shape.of(4 * total), DType.UINT8, GPU))
        .isInstanceOfSatisfying(
            TorchException.OutOfMemory.class,
            oom -> {
              assertThat((double) oom.asked()).isCloseTo(4.0 * total, within(0.01 * total));
              assertThat(oom.total()).isEqualTo(total);
              assertThat(oom.free()).isBetween(1L, total);
              assertThat(oom.reserved()).isGreaterThanOrEqualTo(oom.allocated());
            });
  }

  @Test
  void forgotten_tensors_make_room_when_memory_runs_out() {
    var half = Torch.memoryStats(0).free() / 5 * 2;
    var forgotten = new Tensor[] {null};
    for (var i = 0; i < 8; i++) {
      forgotten[0] = Tensor.empty(Shape.of(half), DType.UINT8, GPU).detachFromScope();
    }
    forgotten[0].close();
  }

  @Test
  void a_generator_on_the_device_repeats_its_numbers() {
    try (var generator = new Generator(GPU).manualSeed(5)) {
      var state = generator.state();
      var first = Tensor.zeros(Shape.of(8), DType.FLOAT32, GPU).uniform_(0, 1, generator).copy();
      generator.setState(state);
      var again = Tensor.zeros(Shape.of(8), DType.FLOAT32, GPU).uniform_(0, 1, generator);
      TensorAssertions.assertThat(again.to(Device.CPU)).isEqualTo(first.to(Device.CPU));
    }
    var state = Torch.rngState(GPU);
    var drawn = Tensor.rand(Shape.of(4), DType.FLOAT32, GPU);
    Torch.setRngState(GPU, state);
    TensorAssertions.assertThat(Tensor.rand(Shape.of(4), DType.FLOAT32, GPU).to(Device.CPU))
        .isEqualTo(drawn.to(Device.CPU));
  }

  @Test
  void settings_of_the_allocator_are_taken_and_wrong_ones_refused() {
    Torch.setAllocatorSettings("max_split_size_mb:512");
    assertThat(Torch.allocatorSettings()).contains("max_split_size_mb:512");
    assertThatThrownBy(() -> Torch.setAllocatorSettings("no_such_setting:1"))
        .isInstanceOf(TorchException.Value.class);
    assertThatThrownBy(() -> Torch.setMemoryFraction(0.5)) // its memory is in use
        .isInstanceOf(TorchException.Value.class)
        .hasMessageContaining("before the first use");
  }
}
