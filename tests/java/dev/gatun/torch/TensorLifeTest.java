package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TensorClosedException;
import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

@NoLeaks
class TensorLifeTest {
  private static long live() {
    return Torch.liveObjects().tensors();
  }

  // ---- Closing ----

  @Test
  void a_free_tensor_is_used_and_closed_once() {
    var tensor = Tensor.of(1f, 2f);
    assertThat(tensor.sum().detachFromScope())
        .satisfies(sum -> {
          assertThat(sum.item()).isEqualTo(3);
          sum.close();
        });
    tensor.close();
    assertThat(tensor.isClosed()).isTrue();
    assertThatThrownBy(tensor::close)
        .isInstanceOf(TensorClosedException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(tensor::item).isInstanceOf(TensorClosedException.class);
    assertThatThrownBy(tensor::shape).isInstanceOf(TensorClosedException.class);
    assertThatThrownBy(tensor::segment).isInstanceOf(TensorClosedException.class);
    assertThatThrownBy(tensor::detachFromScope).isInstanceOf(TensorClosedException.class);
  }

  @Test
  void a_scoped_tensor_is_closed_once() {
    try (var scope = TensorScope.open()) {
      var tensor = Tensor.of(1f);
      tensor.close();
      assertThatThrownBy(tensor::close).isInstanceOf(TensorClosedException.class);
      assertThatThrownBy(tensor::numel).isInstanceOf(TensorClosedException.class);
      assertThatThrownBy(() -> scope.keep(tensor)).isInstanceOf(TensorClosedException.class);
      assertThatThrownBy(tensor::detachFromScope).isInstanceOf(TensorClosedException.class);
    }
  }

  @Test
  void a_closed_argument_anywhere_is_refused_before_native_code() {
    try (var open = Tensor.of(1f, 2f)) {
      var closed = Tensor.of(1f, 2f);
      closed.close();
      for (var bad :
          List.<Runnable>of(
              () -> open.add(closed),
              () -> closed.add(open),
              () -> Tensor.cat(List.of(open, closed), 0),
              () -> Functional.linear(open, open, closed),
              () -> open.copy_(closed),
              () -> open.setGrad(closed),
              () -> open.backward(closed),
              () -> Autograd.grad(List.of(open), List.of(closed)),
              () -> open.index(Index.picked(closed)),
              () -> Operators.call("aten::add.Tensor", open, closed),
              () -> Operators.call("aten::cat", List.of(open, closed)))) {
        assertThatThrownBy(bad::run).isInstanceOf(TensorClosedException.class);
      }
    }
  }

  @Test
  void a_refused_call_keeps_no_hold_on_its_other_arguments() {
    var before = live();
    var open = Tensor.of(1f, 2f);
    var closed = Tensor.of(1f);
    closed.close();
    assertThatThrownBy(() -> open.add(closed)).isInstanceOf(TensorClosedException.class);
    assertThatThrownBy(() -> open.reshape((long[]) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> open.sum((long[]) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> open.add((Tensor) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Tensor.cat(null, 0)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Operators.call("aten::add.Tensor", open, new Object()))
        .isInstanceOf(TorchException.Type.class);
    open.close();
    assertThat(live()).isEqualTo(before); // a hold would have delayed this
  }

  @Test
  void an_alias_is_a_reference_of_its_own() {
    var first = Tensor.of(1f, 2f);
    var second = first.alias();
    first.close();
    assertThat(second.toFloatArray()).containsExactly(1, 2);
    second.close();
  }

  @Test
  void to_without_a_change_gives_a_reference_of_its_own() {
    try (var first = Tensor.of(1f, 2f);
        var second = first.to(DType.FLOAT32)) {
      second.fill_(5);
      assertThat(first.toFloatArray()).containsExactly(5, 5);
    }
  }

  @Test
  void printing_never_throws() throws Exception {
    var closed = Tensor.of(1f);
    closed.close();
    assertThat(closed.toString()).isEqualTo("Tensor(this tensor is closed)");
    try (var _ = TensorScope.open()) {
      var scoped = Tensor.of(1f, 2f);
      assertThat(scoped).hasToString("tensor([1., 2.])");
      var text = new AtomicReference<String>();
      TorchThreads.failureOf(() -> text.set(scoped.toString()));
      assertThat(text.get()).contains("belongs to thread");
    }
  }

  // ---- Threads ----

  @Test
  void a_scoped_tensor_is_refused_on_another_thread() throws Exception {
    try (var _ = TensorScope.open()) {
      var tensor = Tensor.of(1f);
      for (var use :
          List.<TorchThreads.Body>of(
              tensor::item, tensor::close, tensor::segment, () -> tensor.add(1))) {
        assertThat(TorchThreads.failureOf(use))
            .isInstanceOf(WrongThreadException.class)
            .hasMessageContaining("'another'")
            .hasMessageContaining("detachFromScope()");
      }
      assertThat(tensor.item()).isEqualTo(1);
    }
  }

  @Test
  void a_detached_tensor_is_used_and_closed_on_another_thread() throws Exception {
    Tensor tensor;
    try (var _ = TensorScope.open()) {
      tensor = Tensor.of(1f, 2f).detachFromScope();
      assertThat(tensor.detachFromScope()).isSameAs(tensor);
    }
    var sum = new AtomicReference<Double>();
    assertThat(
            TorchThreads.failureOf(() -> {
              try (var _ = TensorScope.open()) {
                sum.set(tensor.sum().item());
              }
              tensor.close();
            }))
        .isNull();
    assertThat(sum.get()).isEqualTo(3);
    assertThat(tensor.isClosed()).isTrue();
  }

  @Test
  void closing_during_other_threads_calls_is_safe_and_frees_in_the_end() throws Exception {
    var before = live();
    for (var round = 0; round < 30; round++) {
      var tensor = Tensor.ones(Shape.of(64, 64), DType.FLOAT32, Device.CPU);
      var started = new CountDownLatch(2);
      var unexpected = new AtomicReference<Throwable>();
      var users = new ArrayList<Thread>();
      for (var i = 0; i < 2; i++) {
        users.add(
            Thread.ofPlatform()
                .start(() -> {
                  try (var _ = TensorScope.open()) {
                    started.countDown();
                    while (true) {
                      tensor.matmul(tensor).close();
                    }
                  } catch (TensorClosedException expected) {
                    // the end of this thread's work
                  } catch (Throwable thrown) {
                    unexpected.set(thrown);
                  }
                }));
      }
      started.await();
      tensor.close();
      for (var user : users) user.join();
      assertThat(unexpected.get()).isNull();
    }
    assertThat(live()).isEqualTo(before);
  }

  @Test
  void of_two_threads_that_close_one_succeeds() throws Exception {
    for (var round = 0; round < 200; round++) {
      var tensor = Tensor.of(1f);
      var other = new AtomicReference<Throwable>();
      var thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  tensor.close();
                } catch (TensorClosedException late) {
                  other.set(late);
                }
              });
      Throwable mine = null;
      try {
        tensor.close();
      } catch (TensorClosedException late) {
        mine = late;
      }
      thread.join();
      assertThat((mine == null) != (other.get() == null)).isTrue();
    }
  }

  @Test
  void virtual_threads_have_scopes_and_results_of_their_own() throws Exception {
    var sums = new double[64];
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < sums.length; i++) {
      var mine = i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try (var _ = TensorScope.open()) {
                  var x = Tensor.of((float) mine);
                  for (var k = 0; k < 10; k++) {
                    x = x.add(1);
                    Thread.yield();
                  }
                  sums[mine] = x.item();
                }
              }));
    }
    for (var thread : threads) thread.join();
    for (var i = 0; i < sums.length; i++) assertThat(sums[i]).isEqualTo(i + 10);
  }

  // ---- Leaks ----

  /** Collects until the condition holds; false after ten seconds. */
  private static boolean collectUntil(BooleanSupplier condition) throws InterruptedException {
    var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) return false;
      System.gc();
      Thread.sleep(2);
    }
    return true;
  }

  /** What there is once the cleaner is through with what earlier tests dropped. */
  private static Torch.LiveObjects settled() throws InterruptedException {
    var seen = Torch.liveObjects();
    for (var quiet = 0; quiet < 5; quiet++) {
      System.gc();
      Thread.sleep(2);
      var now = Torch.liveObjects();
      if (!now.equals(seen)) quiet = 0;
      seen = now;
    }
    return seen;
  }

  /** Reported and freed: either may be seen first. */
  private static boolean oneMoreLeakThan(Torch.LiveObjects before) {
    return Torch.liveObjects().leaksReported() == before.leaksReported() + 1
        && live() == before.tensors();
  }

  @Test
  void the_cleaner_frees_and_reports_a_free_tensor_that_became_unreachable() throws Exception {
    var before = settled();
    Tensor.of(1f, 2f); // dropped on purpose
    assertThat(live()).isEqualTo(before.tensors() + 1);
    assertThat(collectUntil(() -> oneMoreLeakThan(before))).isTrue();
  }

  @Test
  void the_cleaner_frees_and_reports_the_open_scope_of_a_dead_thread() throws Exception {
    var before = settled();
    TorchThreads.failureOf(() -> {
      TensorScope.open();
      Tensor.of(1f).add(1);
    });
    assertThat(collectUntil(() -> oneMoreLeakThan(before))).isTrue();
  }

  @Test
  void a_closed_tensor_or_scope_is_not_reported() throws Exception {
    var before = Torch.liveObjects().leaksReported();
    for (var i = 0; i < 10; i++) {
      Tensor.of(1f).close();
      try (var _ = TensorScope.open()) {
        Tensor.of(1f).detachFromScope().close();
      }
    }
    var dropped = new AtomicBoolean();
    var probe = java.lang.ref.Cleaner.create();
    probe.register(new Object(), () -> dropped.set(true));
    assertThat(collectUntil(dropped::get)).isTrue();
    assertThat(Torch.liveObjects().leaksReported()).isEqualTo(before);
  }

  @Test
  void a_segment_keeps_its_tensor_from_the_cleaner() throws Exception {
    var before = settled();
    var segment = segmentOfDroppedTensor();
    var dropped = new AtomicBoolean();
    var probe = java.lang.ref.Cleaner.create();
    probe.register(new Object(), () -> dropped.set(true));
    assertThat(collectUntil(dropped::get)).isTrue();
    assertThat(segment.get(ValueLayout.JAVA_FLOAT, 4)).isEqualTo(2);
    assertThat(Torch.liveObjects().leaksReported()).isEqualTo(before.leaksReported());
    java.lang.ref.Reference.reachabilityFence(segment);
    segment = null;
    assertThat(collectUntil(() -> oneMoreLeakThan(before))).isTrue();
  }

  private static MemorySegment segmentOfDroppedTensor() {
    return Tensor.of(1f, 2f).segment();
  }
}
