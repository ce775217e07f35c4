package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.ffi.TensorClosedException;
import dev.gatun.testing.NoLeaks;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads, of both kinds, on the same tensors. */
@NoLeaks
class StressTest {
  private static final int THREADS = 64;
  private static final long PATIENCE = 120;

  private static ExecutorService threads(boolean virtual) {
    return virtual
        ? Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())
        : Executors.newFixedThreadPool(THREADS);
  }

  /** Runs the body on as many threads at once; the seed is the thread's number. */
  private static void together(boolean virtual, java.util.function.IntConsumer body)
      throws Exception {
    try (var executor = threads(virtual)) {
      var ready = new CountDownLatch(THREADS);
      var futures = new ArrayList<Future<?>>();
      for (var i = 0; i < THREADS; i++) {
        var number = i;
        futures.add(
            executor.submit(() -> {
              ready.countDown();
              ready.await();
              body.accept(number);
              return null;
            }));
      }
      for (var future : futures) future.get(PATIENCE, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threads_compute_on_shared_tensors_in_scopes_of_their_own(boolean virtual) throws Exception {
    // sum over i, j of (w x)_ij for w and x of ones is 8 * 8 * 8
    try (var w = Tensor.ones(Shape.of(8, 8), DType.FLOAT64, Device.CPU);
        var x = Tensor.ones(Shape.of(8, 8), DType.FLOAT64, Device.CPU)) {
      together(
          virtual,
          number -> {
            for (var i = 0; i < 200; i++) {
              try (var _ = TensorScope.open()) {
                assertThat(w.matmul(x).add(number).sum().item()).isEqualTo(512 + 64 * number);
                assertThat(Operators.call("aten::sum", w).tensor(0).item()).isEqualTo(64);
                if (virtual && i % 50 == 0) Thread.yield();
              }
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tensors_are_closed_and_replaced_while_others_compute_with_them(boolean virtual)
      throws Exception {
    var places = new AtomicReferenceArray<Tensor>(16);
    for (var i = 0; i < places.length(); i++) places.set(i, Tensor.of(1.0, 2.0, 3.0));
    var computed = new AtomicInteger();
    together(
        virtual,
        number -> {
          var random = new Random(number);
          for (var i = 0; i < 300; i++) {
            var place = random.nextInt(places.length());
            if (number % 4 == 0) {
              var old = places.getAndSet(place, Tensor.of(1.0, 2.0, 3.0));
              old.close();
              continue;
            }
            try (var _ = TensorScope.open()) {
              assertThat(places.get(place).mul(2).sum().item()).isEqualTo(12);
              computed.incrementAndGet();
            } catch (TensorClosedException expected) {
              // another one was faster; nothing else may happen
            }
          }
        });
    assertThat(computed.get()).isPositive();
    for (var i = 0; i < places.length(); i++) places.get(i).close();
  }

  @Test
  void platform_threads_train_side_by_side() throws Exception {
    together(
        false,
        number -> {
          try (var _ = TensorScope.open()) {
            var w = Tensor.of(number + 1.0).requiresGrad_(true);
            for (var i = 0; i < 20; i++) {
              try (var _ = TensorScope.open()) {
                w.mul(w).sum().backward();
                assertThat(w.grad().item()).isEqualTo(2 * (number + 1.0));
                w.setGrad(null);
              }
            }
          }
        });
  }

  @Test
  void more_virtual_threads_than_carriers_wait_for_each_other_without_a_deadlock()
      throws Exception {
    // A downcall pins its carrier; who waits in Java must not.
    try (var executor = threads(true);
        var x = Tensor.ones(Shape.of(64, 64), DType.FLOAT32, Device.CPU)) {
      var turns = new java.util.concurrent.SynchronousQueue<Double>();
      Callable<Void> giver =
          () -> {
            try (var _ = TensorScope.open()) {
              turns.put(x.matmul(x).sum().item());
            }
            return null;
          };
      Callable<Double> taker =
          () -> {
            try (var _ = TensorScope.open()) {
              return turns.take() + x.sum().item();
            }
          };
      var takers = new ArrayList<Future<Double>>();
      var givers = new ArrayList<Future<Void>>();
      for (var i = 0; i < 500; i++) takers.add(executor.submit(taker));
      for (var i = 0; i < 500; i++) givers.add(executor.submit(giver));
      for (var future : givers) future.get(PATIENCE, TimeUnit.SECONDS);
      // 64^3 + 64^2
      for (var future : takers)
        assertThat(future.get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(266240);
    }
  }
}
