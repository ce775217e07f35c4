package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@NoLeaks
class HookTest {
  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad_(true);
  }

  @Test
  void a_hook_sees_each_gradient_and_null_leaves_it() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      var y = x.mul(3);
      var seen = new ArrayList<Double>();
      y.registerHook(gradient -> {
        seen.add(gradient.sum().item());
        return null;
      });
      y.mul(y).sum().backward(); // d/dy = 2 y = 6, 12
      assertThat(seen).containsExactly(18.0);
      assertThat(x.grad().toDoubleArray()).containsExactly(18, 36);
    }
  }

  @Test
  void what_a_hook_returns_takes_the_gradients_place_and_hooks_follow_each_other() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      x.registerHook(gradient -> gradient.mul(10));
      x.registerHook(gradient -> gradient.add(1));
      x.sum().backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(11, 11);
    }
  }

  @Test
  void a_hook_that_was_taken_off_runs_no_more_and_is_forgotten() {
    var before = Torch.liveObjects().functions();
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      var handle = x.registerHook(gradient -> gradient.mul(10));
      assertThat(Torch.liveObjects().functions()).isEqualTo(before + 1);
      handle.remove();
      handle.remove();
      assertThat(Torch.liveObjects().functions()).isEqualTo(before);
      x.sum().backward();
      assertThat(x.grad().item()).isEqualTo(1);
    }
  }

  @Test
  void a_hook_may_take_itself_off() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      var handle = new AtomicReference<RemovableHandle>();
      handle.set(
          x.registerHook(gradient -> {
            handle.get().remove();
            return gradient.mul(10);
          }));
      x.sum().backward();
      x.sum().backward();
      assertThat(x.grad().item()).isEqualTo(11);
    }
  }

  @Test
  void a_hook_whose_tensor_is_gone_stays_in_the_graph_and_can_still_be_taken_off() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      RemovableHandle first;
      RemovableHandle second;
      Tensor z;
      try (var scope = TensorScope.open()) {
        var y = x.mul(2);
        first = y.registerHook(gradient -> gradient.mul(10));
        second = y.registerHook(gradient -> gradient.mul(100));
        z = scope.keep(y.sum());
      }
      second.remove();
      z.backward();
      assertThat(x.grad().item()).isEqualTo(20);
      z.close();
      first.remove(); // its graph is gone
    }
  }

  @Test
  void an_exception_of_a_hook_comes_out_of_backward() {
    var thrown = new UnsupportedOperationException("mine");
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      x.registerHook(_ -> {
        throw thrown;
      });
      assertThatThrownBy(() -> x.mul(2).backward()).isSameAs(thrown);
    }
  }

  @Test
  void a_hook_may_register_others_on_its_own_tensor_for_the_next_time() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      x.registerHook(gradient -> {
        for (var i = 0; i < 10; i++) x.registerHook(inner -> inner.mul(2));
        return gradient;
      });
      x.sum().backward();
      assertThat(x.grad().item()).isEqualTo(1);
      x.sum().backward();
      assertThat(x.grad().item()).isEqualTo(1 + 1024);
    }
  }

  @Test
  void a_tensor_changed_in_place_has_hooks_for_what_it_was_and_for_what_it_is() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      var y = x.mul(1);
      y.registerHook(gradient -> gradient.mul(2));
      y.mul_(3);
      y.registerHook(gradient -> gradient.mul(5));
      var seen = new ArrayList<Double>();
      y.registerHook(gradient -> {
        seen.add(gradient.item());
        return null;
      });
      y.sum().backward();
      assertThat(seen).containsExactly(5.0);
      assertThat(x.grad().item()).isEqualTo(30); // 5, through * 3, then 2
    }
  }

  @Test
  void a_replacement_of_another_shape_is_refused() {
    try (var _ = TensorScope.open()) {
      var y = leaf(1, 2);
      y.registerHook(gradient -> gradient.sum());
      assertThatThrownBy(() -> y.sum().backward())
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("size");
    }
  }

  @Test
  void a_hook_on_a_tensor_without_gradients_is_refused() {
    var before = Torch.liveObjects().functions();
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1.0);
      assertThatThrownBy(() -> x.registerHook(gradient -> gradient))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("doesn't require gradient");
      var closed = leaf(1);
      closed.close();
      assertThatThrownBy(() -> closed.registerHook(gradient -> gradient))
          .isInstanceOf(dev.gatun.ffi.TensorClosedException.class);
    }
    assertThat(Torch.liveObjects().functions()).isEqualTo(before);
  }

  @Test
  void on_a_thread_of_libtorchs_own_a_scopes_tensor_is_refused_and_a_free_one_works() {
    // When passes are more than 60 deep in each other, libtorch goes on in another thread.
    var x = leaf(1);
    try (var _ = TensorScope.open()) {
      var mine = Tensor.of(1.0);
      var depth = new AtomicInteger();
      var threads = new HashSet<Thread>();
      var handle =
          x.registerHook(_ -> {
            threads.add(Thread.currentThread());
            if (depth.incrementAndGet() > 70) return null;
            try (var _ = Autograd.enableGrad()) {
              x.mul(2).backward();
            }
            return null;
          });
      x.mul(2).backward();
      assertThat(threads).hasSize(2).contains(Thread.currentThread());
      assertThat(x.grad().item()).isEqualTo(2 * 71);
      handle.remove();

      depth.set(0);
      x.registerHook(gradient -> {
        if (depth.incrementAndGet() > 70) return gradient.mul(mine);
        try (var _ = Autograd.enableGrad()) {
          x.mul(2).backward();
        }
        return null;
      });
      assertThatThrownBy(() -> x.mul(2).backward())
          .isInstanceOf(WrongThreadException.class)
          .hasMessageContaining("share a tensor between threads with detachFromScope()");
    }
    x.close();
  }

  @Test
  void hooks_come_and_go_while_other_threads_run_backward() throws Exception {
    var x = leaf(1);
    x.registerHook(gradient -> gradient.mul(2)); // the first one, before the others
    var failures = new ConcurrentLinkedQueue<Throwable>();
    TorchThreads.Body backward =
        () -> {
          for (var i = 0; i < 200; i++) {
            try (var _ = TensorScope.open()) {
              var gradient = Autograd.grad(List.of(x.mul(3)), List.of(x)).get(0);
              assertThat(gradient.item()).isEqualTo(6);
            }
          }
        };
    TorchThreads.Body comeAndGo =
        () -> {
          for (var i = 0; i < 200; i++) x.registerHook(_ -> null).remove();
        };
    var threads = new ArrayList<Thread>();
    for (var body : List.of(backward, comeAndGo, backward, comeAndGo)) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  body.run();
                } catch (Throwable thrown) {
                  failures.add(thrown);
                }
              }));
    }
    for (var thread : threads) thread.join();
    assertThat(failures).isEmpty();
    x.close();
  }

  @Test
  void a_scopes_tensor_in_a_hook_is_usable_on_the_scopes_thread() {
    try (var _ = TensorScope.open()) {
      var factor = Tensor.of(7.0);
      var x = leaf(1);
      x.registerHook(gradient -> gradient.mul(factor));
      x.sum().backward();
      assertThat(x.grad().item()).isEqualTo(7);
    }
  }

  @Test
  void retained_gradients_of_intermediates_are_kept() {
    try (var _ = TensorScope.open()) {
      var x = leaf(2);
      var y = x.mul(3).retainGrad();
      var plain = x.mul(3);
      assertThat(List.of(y.retainsGrad(), plain.retainsGrad())).containsExactly(true, false);
      y.mul(y).add(plain).backward(); // d/dy = 2 y = 12
      assertThat(y.grad().item()).isEqualTo(12);
      assertThat(plain.grad()).isNull();
    }
  }
}
