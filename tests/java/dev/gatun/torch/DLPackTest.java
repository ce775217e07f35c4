package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NoLeaks
class DLPackTest {
  // dlpack.h, DLTensor; the structs around it differ in what comes before and after.
  private static final MemoryLayout TENSOR =
      MemoryLayout.structLayout(
          ValueLayout.ADDRESS.withName("data"),
          ValueLayout.JAVA_INT.withName("device_type"),
          ValueLayout.JAVA_INT.withName("device_id"),
          ValueLayout.JAVA_INT.withName("ndim"),
          ValueLayout.JAVA_BYTE.withName("code"),
          ValueLayout.JAVA_BYTE.withName("bits"),
          ValueLayout.JAVA_SHORT.withName("lanes"),
          ValueLayout.ADDRESS.withName("shape"),
          ValueLayout.ADDRESS.withName("strides"),
          ValueLayout.JAVA_LONG.withName("byte_offset"));
  private static final MemoryLayout VERSIONED =
      MemoryLayout.structLayout(
          ValueLayout.JAVA_INT.withName("major"),
          ValueLayout.JAVA_INT.withName("minor"),
          ValueLayout.ADDRESS.withName("manager_ctx"),
          ValueLayout.ADDRESS.withName("deleter"),
          ValueLayout.JAVA_LONG.withName("flags"),
          TENSOR.withName("tensor"));

  /** A producer that is not libtorch: (2, 2) floats 1 to 4, and a deleter that counts. */
  private static final class Producer {
    final AtomicInteger deleted = new AtomicInteger();
    final MemorySegment data = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4);
    final MemorySegment shape = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, 2, 2);
    final MemorySegment struct = Arena.ofAuto().allocate(VERSIONED);

    @SuppressWarnings("restricted")
    Producer() throws ReflectiveOperationException {
      var count =
          MethodHandles.lookup()
              .findVirtual(
                  Producer.class, "delete", MethodType.methodType(void.class, MemorySegment.class))
              .bindTo(this);
      var stub =
          Linker.nativeLinker()
              .upcallStub(count, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS), Arena.ofAuto());
      set("major", 1);
      address("deleter", stub);
      tensor("data", data);
      tensor("device_type", 1);
      tensor("ndim", 2);
      tensor("code", (byte) 2);
      tensor("bits", (byte) 32);
      tensor("lanes", (short) 1);
      tensor("shape", shape);
    }

    @SuppressWarnings("unused") // called by libtorch
    void delete(MemorySegment self) {
      deleted.incrementAndGet();
    }

    void set(String name, int value) {
      struct.set(ValueLayout.JAVA_INT, VERSIONED.byteOffset(PathElement.groupElement(name)), value);
    }

    void flags(long value) {
      struct.set(
          ValueLayout.JAVA_LONG, VERSIONED.byteOffset(PathElement.groupElement("flags")), value);
    }

    void address(String name, MemorySegment value) {
      struct.set(ValueLayout.ADDRESS, VERSIONED.byteOffset(PathElement.groupElement(name)), value);
    }

    void tensor(String name, Object value) {
      var at =
          VERSIONED.byteOffset(PathElement.groupElement("tensor"), PathElement.groupElement(name));
      switch (value) {
        case MemorySegment v -> struct.set(ValueLayout.ADDRESS, at, v);
        case Integer v -> struct.set(ValueLayout.JAVA_INT, at, v);
        case Byte v -> struct.set(ValueLayout.JAVA_BYTE, at, v);
        case Short v -> struct.set(ValueLayout.JAVA_SHORT, at, v);
        case Long v -> struct.set(ValueLayout.JAVA_LONG, at, v);
        default -> throw new IllegalArgumentException(name);
      }
    }

    Tensor take() {
      return DLPack.fromDlpack(struct, DLPack.Version.VERSIONED);
    }
  }

  private static MemorySegment longs(long... values) {
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, values);
  }

  @ParameterizedTest
  @EnumSource
  void a_tensor_goes_out_and_comes_back_without_a_copy(DLPack.Version version) {
    Tensor back;
    try (var _ = TensorScope.open()) {
      var tensor = Tensor.of(1f, 2f, 3f, 4f, 5f, 6f).reshape(2, 3).transpose(0, 1);
      var struct = DLPack.toDlpack(tensor, version);
      back = DLPack.fromDlpack(struct.handOver(), version).detachFromScope();
      assertThat(back.shape()).isEqualTo(Shape.of(3, 2));
      assertThat(back.strides()).isEqualTo(tensor.strides());
      tensor.mul_(2);
      assertThatThrownBy(struct::handOver).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(struct::close).isInstanceOf(IllegalStateException.class);
    }
    assertThat(back.toFloatArray())
        .containsExactly(2, 8, 4, 10, 6, 12); // the memory is still there
    back.close();
  }

  @ParameterizedTest
  @EnumSource
  void every_dtype_survives(DType dtype) {
    for (var version : DLPack.Version.values()) {
      try (var _ = TensorScope.open()) {
        var tensor = Tensor.ones(Shape.of(3), dtype, Device.CPU);
        var back = DLPack.fromDlpack(DLPack.toDlpack(tensor, version).handOver(), version);
        assertThat(back.dtype()).isEqualTo(dtype);
        assertThat(Operators.call("aten::equal", tensor, back).get(0)).isEqualTo(true);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_struct_that_nobody_takes_is_freed_by_close(DLPack.Version version) {
    var weak = Torch.liveObjects().hostBuffers();
    var memory = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2);
    var tensor = Tensor.of(memory, Shape.of(2), DType.FLOAT32);
    var struct = DLPack.toDlpack(tensor, version);
    tensor.close();
    assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(weak + 1); // the struct holds it
    struct.close();
    assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(weak);
    assertThatThrownBy(struct::close).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void scalars_and_empty_tensors_go_too() {
    try (var _ = TensorScope.open()) {
      for (var shape : new Shape[] {Shape.SCALAR, Shape.of(0), Shape.of(2, 0, 3)}) {
        var tensor = Tensor.ones(shape, DType.INT64, Device.CPU);
        var struct = DLPack.toDlpack(tensor, DLPack.Version.VERSIONED);
        assertThat(DLPack.fromDlpack(struct.handOver(), struct.version()).shape()).isEqualTo(shape);
      }
    }
  }

  @Test
  void what_cannot_be_shared_is_not_exported() {
    try (var _ = TensorScope.open()) {
      var leaf = Tensor.of(1f).requiresGrad_(true);
      assertThatThrownBy(() -> DLPack.toDlpack(leaf, DLPack.Version.VERSIONED))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("detach");
      var complex = Operators.call("aten::complex", Tensor.of(1f), Tensor.of(2f)).tensor(0);
      var conjugate = Operators.call("aten::conj", complex).tensor(0);
      assertThatThrownBy(() -> DLPack.toDlpack(conjugate, DLPack.Version.LEGACY))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("conjugated");
    }
  }

  @Test
  void a_foreign_struct_is_read_in_place_and_deleted_once() throws Exception {
    var producer = new Producer();
    producer.tensor("strides", longs(1, 2)); // columns first
    try (var scope = TensorScope.open()) {
      var tensor = producer.take();
      assertThat(tensor.toFloatArray()).containsExactly(1, 3, 2, 4);
      producer.data.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 9);
      assertThat(tensor.get(0).get(0).item()).isEqualTo(9);
      var view = scope.keep(tensor.get(1));
      tensor.close();
      assertThat(producer.deleted).hasValue(0); // the view has it
      view.close();
    }
    assertThat(producer.deleted).hasValue(1);
  }

  @Test
  void offsets_missing_strides_and_missing_deleters_are_as_the_standard_says() throws Exception {
    var producer = new Producer();
    producer.tensor("byte_offset", 4L);
    producer.tensor("shape", longs(3));
    producer.tensor("ndim", 1);
    producer.address("deleter", MemorySegment.NULL);
    try (var tensor = producer.take()) {
      assertThat(tensor.toFloatArray()).containsExactly(2, 3, 4);
    }
    assertThat(producer.deleted).hasValue(0);
  }

  @Test
  void an_empty_foreign_struct_is_deleted_too() throws Exception {
    var producer = new Producer();
    producer.tensor("shape", longs(0, 2));
    producer.tensor("data", MemorySegment.NULL);
    producer.take().close();
    assertThat(producer.deleted).hasValue(1);
  }

  @Test
  void a_struct_that_says_what_cannot_be_is_refused_and_stays_the_callers() throws Exception {
    record Bad(Consumer<Producer> change, Class<?> kind, String message) {}
    var value = TorchException.Value.class;
    for (var bad :
        List.of(
            new Bad(p -> p.set("major", 2), value, "DLPack 2."),
            new Bad(p -> p.set("major", 0), value, "major version 1"),
            new Bad(p -> p.flags(1), value, "read-only"),
            new Bad(p -> p.tensor("ndim", -1), value, "-1 dimensions"),
            new Bad(p -> p.tensor("ndim", 65), value, "65 dimensions"),
            new Bad(p -> p.tensor("shape", MemorySegment.NULL), value, "shape is null"),
            new Bad(p -> p.tensor("shape", longs(2, -2)), value, "negative"),
            new Bad(p -> p.tensor("shape", longs(1L << 40, 1L << 40)), value, "bytes"),
            new Bad(p -> p.tensor("strides", longs(2, -1)), value, "stride is negative"),
            new Bad(p -> p.tensor("strides", longs(Long.MAX_VALUE, 1)), value, "beyond memory"),
            new Bad(p -> p.tensor("data", MemorySegment.NULL), value, "data is null"),
            new Bad(p -> p.tensor("byte_offset", 2L), value, "multiple of 4 bytes"),
            new Bad(p -> p.tensor("byte_offset", -4L), value, "offset"),
            new Bad(p -> p.tensor("device_type", 8), value, "device type 8"),
            new Bad(p -> p.tensor("lanes", (short) 4), TorchException.Type.class, "4 lanes"),
            new Bad(p -> p.tensor("code", (byte) 17), TorchException.Type.class, "code 17"),
            new Bad(p -> p.tensor("bits", (byte) 128), TorchException.Type.class, "128 bits"))) {
      var producer = new Producer();
      bad.change.accept(producer);
      assertThatThrownBy(producer::take)
          .as(bad.message)
          .isInstanceOf(bad.kind)
          .hasMessageContaining(bad.message);
      assertThat(producer.deleted).hasValue(0);
    }
    assertThatThrownBy(() -> DLPack.fromDlpack(MemorySegment.NULL, DLPack.Version.LEGACY))
        .isInstanceOf(TorchException.Value.class)
        .hasMessageContaining("null");
  }

  @Test
  void a_cuda_struct_needs_a_cuda_device() throws Exception {
    var producer = new Producer();
    producer.tensor("device_type", 2);
    producer.tensor("device_id", 99);
    assertThatThrownBy(producer::take).isInstanceOf(TorchException.Value.class);
    assertThat(producer.deleted).hasValue(0);
  }

  @Test
  void pinned_memory_is_the_cpus() throws Exception {
    var producer = new Producer();
    producer.tensor("device_type", 3);
    try (var tensor = producer.take()) {
      assertThat(tensor.device()).isEqualTo(Device.CPU);
      assertThat(tensor.toFloatArray()).containsExactly(1, 2, 3, 4);
    }
    assertThat(producer.deleted).hasValue(1);
  }
}
