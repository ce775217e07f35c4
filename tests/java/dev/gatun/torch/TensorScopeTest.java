package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TensorClosedException;
import dev.gatun.testing.NoLeaks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@NoLeaks
class TensorScopeTest {
  private static long live() {
    return Torch.liveObjects().tensors();
  }

  @Test
  void a_scope_frees_what_was_made_in_it() {
    var before = live();
    Tensor made;
    try (var _ = TensorScope.open()) {
      made = Tensor.of(1f, 2f);
      made.add(made);
      assertThat(live()).isEqualTo(before + 2);
    }
    assertThat(live()).isEqualTo(before);
    assertThat(made.isClosed()).isTrue();
    assertThatThrownBy(made::numel)
        .isInstanceOf(TensorClosedException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void tensors_belong_to_the_innermost_scope() {
    try (var _ = TensorScope.open()) {
      var outside = Tensor.of(1f);
      Tensor inside;
      try (var _ = TensorScope.open()) {
        inside = outside.add(1);
        assertThat(inside.item()).isEqualTo(2);
      }
      assertThat(inside.isClosed()).isTrue();
      assertThat(outside.item()).isEqualTo(1);
    }
  }

  @Test
  void keep_moves_a_tensor_to_the_scope_outside() {
    Tensor kept;
    try (var _ = TensorScope.open()) {
      try (var inner = TensorScope.open()) {
        kept = inner.keep(Tensor.of(3f));
      }
      assertThat(kept.item()).isEqualTo(3);
    }
    assertThat(kept.isClosed()).isTrue();
  }

  @Test
  void keep_out_of_the_outermost_scope_makes_a_tensor_free() {
    Tensor kept;
    try (var scope = TensorScope.open()) {
      kept = scope.keep(Tensor.of(3f));
    }
    assertThat(kept.item()).isEqualTo(3);
    kept.close();
  }

  @Test
  void keep_of_a_tensor_that_outlives_the_scope_anyway_changes_nothing() {
    var free = Tensor.of(1f);
    Tensor outside;
    try (var _ = TensorScope.open()) {
      outside = Tensor.of(2f);
      try (var _ = TensorScope.open();
          var inner = TensorScope.open()) {
        inner.keep(outside);
        inner.keep(free);
      }
      assertThat(outside.item()).isEqualTo(2);
    }
    assertThat(outside.isClosed()).isTrue();
    assertThat(free.isClosed()).isFalse();
    free.close();
  }

  @Test
  void an_outer_scope_can_keep_a_tensor_of_an_inner_one() {
    Tensor kept;
    try (var _ = TensorScope.open()) {
      try (var middle = TensorScope.open()) {
        try (var _ = TensorScope.open()) {
          kept = middle.keep(Tensor.of(5f));
        }
        assertThat(kept.item()).isEqualTo(5);
      }
      assertThat(kept.item()).isEqualTo(5);
    }
    assertThat(kept.isClosed()).isTrue();
  }

  @Test
  void a_tensor_can_be_closed_before_its_scope_and_its_place_is_used_again() {
    var before = live();
    try (var _ = TensorScope.open()) {
      for (var i = 0; i < 100; i++) {
        var a = Tensor.of((float) i);
        var b = a.add(1);
        a.close();
        assertThat(b.item()).isEqualTo(i + 1);
        b.close();
      }
      assertThat(live()).isEqualTo(before);
      var last = Tensor.of(1f, 2f);
      assertThat(last.toFloatArray()).containsExactly(1, 2);
    }
    assertThat(live()).isEqualTo(before);
  }

  @Test
  void a_scope_frees_many_thousands_of_tensors() {
    var before = live();
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f);
      for (var i = 0; i < 5000; i++) x.alias();
      assertThat(live()).isEqualTo(before + 5001);
    }
    assertThat(live()).isEqualTo(before);
  }

  @Test
  void an_exception_inside_frees_the_scope_and_goes_on() {
    var before = live();
    assertThatThrownBy(
            () -> {
              try (var _ = TensorScope.open()) {
                Tensor.of(1f).add(Tensor.of(2f));
                throw new IllegalStateException("the user's own");
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the user's own")
        .hasNoSuppressedExceptions();
    assertThat(live()).isEqualTo(before);
    try (var _ = Tensor.of(1f)) {
      assertThat(live()).isEqualTo(before + 1); // no scope is open any more
    }
  }

  @Test
  void closing_twice_throws() {
    var scope = TensorScope.open();
    scope.close();
    assertThatThrownBy(scope::close)
        .isInstanceOf(TensorClosedException.class)
        .hasMessageContaining("closed");
    try (var tensor = Tensor.of(1f)) {
      assertThatThrownBy(() -> scope.keep(tensor)).isInstanceOf(TensorClosedException.class);
    }
  }

  @Test
  void an_outer_scope_closes_the_scopes_that_were_forgotten_inside_and_says_so() {
    var before = live();
    var outer = TensorScope.open();
    var forgotten = TensorScope.open();
    var tensor = Tensor.of(1f);
    assertThatThrownBy(outer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 scope(s) opened inside this one");
    assertThat(live()).isEqualTo(before);
    assertThat(tensor.isClosed()).isTrue();
    assertThatThrownBy(forgotten::close).isInstanceOf(TensorClosedException.class);
    // and the thread's stack of scopes is whole again
    try (var _ = TensorScope.open()) {
      assertThat(Tensor.of(2f).item()).isEqualTo(2);
    }
    assertThat(live()).isEqualTo(before);
  }

  @Test
  void a_scope_is_closed_on_its_own_thread_only() throws Exception {
    try (var scope = TensorScope.open()) {
      var failure = TorchThreads.failureOf(scope::close);
      assertThat(failure)
          .isInstanceOf(WrongThreadException.class)
          .hasMessageContaining("detachFromScope");
      assertThat(Tensor.of(1f).item()).isEqualTo(1);
    }
  }

  @Test
  void each_thread_has_its_own_scopes() throws Exception {
    try (var _ = TensorScope.open()) {
      var made = new ArrayList<Tensor>();
      assertThat(TorchThreads.failureOf(() -> made.add(Tensor.of(7f)))).isNull();
      assertThat(made.getFirst().item()).isEqualTo(7); // free: no scope was open on that thread
      made.getFirst().close();
    }
  }

  @Test
  void results_of_several_tensors_belong_to_the_scope() {
    var before = live();
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(3f, 1f, 2f);
      var sorted = x.sort(0);
      var parts = x.split(new long[] {1, 2}, 0);
      assertThat(live()).isEqualTo(before + 5);
      assertThat(sorted.values().toFloatArray()).containsExactly(1, 2, 3);
      assertThat(parts).hasSize(2);
    }
    assertThat(live()).isEqualTo(before);
  }

  @Test
  void a_refused_operation_leaves_nothing_behind() {
    var before = live();
    try (var a = Tensor.of(1f, 2f);
        var b = Tensor.of(1f, 2f, 3f)) {
      for (var bad :
          List.<Runnable>of(
              () -> a.add(b),
              () -> Tensor.cat(List.of(a, b.unsqueeze(0)), 0),
              () -> a.index(Index.at(0), Index.at(0)),
              () -> a.split(new long[] {1, 5}, 0),
              () -> a.topk(9, 0),
              () -> Operators.call("aten::topk", a, 9L))) {
        try (var _ = TensorScope.open()) {
          assertThatThrownBy(bad::run).isInstanceOf(RuntimeException.class);
        }
        assertThat(live()).isEqualTo(before + 2);
      }
    }
  }
}
