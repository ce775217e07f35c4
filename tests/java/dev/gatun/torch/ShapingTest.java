package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views, joins and indexing of x = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]. */
@NoLeaks
class ShapingTest {
  private TensorScope scope;
  private Tensor x;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
    x = Tensor.arange(12, DType.INT64, Device.CPU).reshape(3, 4);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static void assertTensor(Tensor actual, Shape shape, long... elements) {
    assertThat(actual.shape()).isEqualTo(shape);
    assertThat(actual.toLongArray()).containsExactly(elements);
  }

  @Test
  void reshape_permute_and_transpose_reorder() {
    assertTensor(x.reshape(2, -1), Shape.of(2, 6), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertTensor(x.transpose(0, 1), Shape.of(4, 3), 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
    assertTensor(x.transpose(-2, -1).get(1), Shape.of(3), 1, 5, 9);
    assertTensor(
        x.reshape(3, 2, 2).permute(1, 0, 2),
        Shape.of(2, 3, 2),
        0,
        1,
        4,
        5,
        8,
        9,
        2,
        3,
        6,
        7,
        10,
        11);
    assertThat(x.transpose(0, 1).strides()).containsExactly(1, 4);
    assertThat(x.transpose(0, 1).isContiguous()).isFalse();
  }

  @Test
  void views_share_memory() {
    x.get(0).fill_(-1L);
    x.slice(1, 3, 4).fill_(-2L);
    assertTensor(x, Shape.of(3, 4), -1, -1, -1, -2, 4, 5, 6, -2, 8, 9, 10, -2);
  }

  @Test
  void select_and_get_take_an_index_away() {
    assertTensor(x.get(1), Shape.of(4), 4, 5, 6, 7);
    assertTensor(x.get(-1), Shape.of(4), 8, 9, 10, 11);
    assertTensor(x.select(1, 2), Shape.of(3), 2, 6, 10);
    assertThat(x.get(1).get(1).shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void slices_are_pythons() {
    assertTensor(x.slice(1, 1, 3), Shape.of(3, 2), 1, 2, 5, 6, 9, 10);
    assertTensor(x.slice(0, -2, 100), Shape.of(2, 4), 4, 5, 6, 7, 8, 9, 10, 11);
    assertTensor(x.slice(1, 0, Long.MAX_VALUE, 3), Shape.of(3, 2), 0, 3, 4, 7, 8, 11);
    assertThat(x.slice(0, 2, 1).shape()).isEqualTo(Shape.of(0, 4));
    assertThatThrownBy(() -> x.slice(0, 0, 3, 0))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("step");
    assertThatThrownBy(() -> x.slice(0, 0, 3, -1)).isInstanceOf(TorchException.class);
  }

  @Test
  void narrow_takes_exactly_what_is_asked_or_refuses() {
    assertTensor(x.narrow(0, 1, 2), Shape.of(2, 4), 4, 5, 6, 7, 8, 9, 10, 11);
    assertTensor(x.narrow(1, -2, 2), Shape.of(3, 2), 2, 3, 6, 7, 10, 11);
    assertThatThrownBy(() -> x.narrow(0, 2, 2))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("exceeds");
    assertThatThrownBy(() -> x.narrow(0, 1, -1)).isInstanceOf(TorchException.class);
    assertThatThrownBy(() -> x.narrow(0, 1, Long.MAX_VALUE)).isInstanceOf(TorchException.class);
  }

  @Test
  void expand_squeeze_and_unsqueeze_change_lengths_of_one() {
    var column = x.slice(1, 0, 1);
    assertTensor(column.expand(-1, 2), Shape.of(3, 2), 0, 0, 4, 4, 8, 8);
    assertThat(column.squeeze(1).shape()).isEqualTo(Shape.of(3));
    assertThat(x.squeeze(0).shape()).isEqualTo(Shape.of(3, 4));
    assertThat(x.unsqueeze(1).shape()).isEqualTo(Shape.of(3, 1, 4));
    assertThat(x.unsqueeze(-1).shape()).isEqualTo(Shape.of(3, 4, 1));
  }

  @Test
  void cat_stack_and_split_join_and_part() {
    assertTensor(Tensor.cat(List.of(x.get(0), x.get(2)), 0), Shape.of(8), 0, 1, 2, 3, 8, 9, 10, 11);
    assertThat(Tensor.cat(List.of(x, x), 1).shape()).isEqualTo(Shape.of(3, 8));
    assertTensor(
        Tensor.stack(List.of(x.get(0), x.get(1)), 1), Shape.of(4, 2), 0, 4, 1, 5, 2, 6, 3, 7);
    var parts = x.split(new long[] {1, 3}, 1);
    assertThat(parts).hasSize(2);
    assertTensor(parts.get(0), Shape.of(3, 1), 0, 4, 8);
    assertThat(parts.get(1).shape()).isEqualTo(Shape.of(3, 3));
    assertThatThrownBy(() -> x.split(new long[] {1, 1}, 1))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("sum");
  }

  @Test
  void picking_and_placing_by_index() {
    assertTensor(x.indexSelect(0, Tensor.of(2L, 0L)), Shape.of(2, 4), 8, 9, 10, 11, 0, 1, 2, 3);
    assertTensor(x.gather(1, Tensor.of(3L, 0L, 1L).reshape(3, 1)), Shape.of(3, 1), 3, 4, 9);
    var zeros = Tensor.zeros(Shape.of(3), DType.INT64, Device.CPU);
    assertTensor(
        zeros.indexAdd(0, Tensor.of(1L, 1L, 2L), Tensor.of(5L, 6L, 7L)), Shape.of(3), 0, 11, 7);
    assertTensor(zeros.scatter(0, Tensor.of(2L, 0L), Tensor.of(8L, 9L)), Shape.of(3), 9, 0, 8);
    assertTensor(zeros, Shape.of(3), 0, 0, 0); // both gave copies
    assertTensor(x.tril(0), Shape.of(3, 4), 0, 0, 0, 0, 4, 5, 0, 0, 8, 9, 10, 0);
    assertTensor(x.tril(-1), Shape.of(3, 4), 0, 0, 0, 0, 4, 0, 0, 0, 8, 9, 0, 0);
  }

  // ---- Several indices at once; the Python expression in each comment ----

  @Test
  void indices_combine_as_in_python() {
    assertTensor(x.index(Index.at(1), Index.at(2)), Shape.SCALAR, 6); // x[1, 2]
    assertTensor(x.index(Index.all(), Index.at(-1)), Shape.of(3), 3, 7, 11); // x[:, -1]
    assertTensor(
        x.index(Index.range(0, 2), Index.from(2)), Shape.of(2, 2), 2, 3, 6, 7); // x[0:2, 2:]
    assertTensor(x.index(Index.ellipsis(), Index.at(0)), Shape.of(3), 0, 4, 8); // x[..., 0]
    assertTensor(x.index(Index.at(0), Index.ellipsis()), Shape.of(4), 0, 1, 2, 3); // x[0, ...]
    assertThat(x.index(Index.newAxis(), Index.ellipsis(), Index.newAxis()).shape())
        .isEqualTo(Shape.of(1, 3, 4, 1)); // x[None, ..., None]
    assertTensor(
        x.index(Index.at(2), Index.newAxis(), Index.range(1, 3)),
        Shape.of(1, 2),
        9,
        10); // x[2, None, 1:3]
    assertTensor(
        x.index(Index.all(), Index.picked(Tensor.of(3L, 3L))), Shape.of(3, 2), 3, 3, 7, 7, 11, 11);
    assertTensor(
        x.index(new Index.Range(0, Long.MAX_VALUE, 2)),
        Shape.of(2, 4),
        0,
        1,
        2,
        3,
        8,
        9,
        10,
        11); // x[::2]
    var cube = Tensor.arange(8, DType.INT64, Device.CPU).reshape(2, 2, 2);
    assertTensor(
        cube.index(Index.at(1), Index.ellipsis(), Index.at(0)),
        Shape.of(2),
        4,
        6); // cube[1, ..., 0]
  }

  @Test
  void no_index_is_another_reference() {
    var same = x.index();
    assertThat(same).isNotSameAs(x);
    same.close();
    assertThat(x.isClosed()).isFalse();
  }

  @Test
  void wrong_combinations_of_indices_are_refused() {
    assertThatThrownBy(() -> x.index(Index.at(0), Index.at(0), Index.at(0)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("3 indices are too many for a tensor of shape (3, 4)");
    assertThatThrownBy(() -> x.index(Index.ellipsis(), Index.ellipsis()))
        .isInstanceOf(IllegalArgumentException.class);
    var rows = Tensor.of(0L, 1L);
    assertThatThrownBy(() -> x.index(Index.picked(rows), Index.picked(rows)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("aten::index.Tensor");
    assertThatThrownBy(() -> x.index(Index.at(3))).isInstanceOf(TorchException.Index.class);
  }

  @Test
  void indexing_a_free_tensor_leaves_only_the_result() {
    x.detachFromScope();
    scope.close();
    var before = Torch.liveObjects().tensors();
    var element = x.index(Index.at(1), Index.newAxis(), Index.range(0, 2));
    assertThat(Torch.liveObjects().tensors()).isEqualTo(before + 1);
    assertThatThrownBy(() -> x.index(Index.at(1), Index.at(9)))
        .isInstanceOf(TorchException.Index.class);
    assertThat(Torch.liveObjects().tensors()).isEqualTo(before + 1);
    element.close();
    x.close();
    scope = TensorScope.open();
  }

  @Test
  void zero_dimensional_and_empty_tensors_behave() {
    var scalar = Tensor.full(Shape.SCALAR, 5L, DType.INT64, Device.CPU);
    assertThat(scalar.dim()).isZero();
    assertThat(scalar.shape()).isEqualTo(Shape.SCALAR);
    assertThat(scalar.strides()).isEmpty();
    assertTensor(scalar.reshape(1, 1), Shape.of(1, 1), 5);
    assertTensor(scalar.expand(2), Shape.of(2), 5, 5);
    assertThatThrownBy(() -> scalar.get(0)).isInstanceOf(TorchException.Index.class);
    var empty = Tensor.empty(Shape.of(0, 4), DType.INT64, Device.CPU);
    assertThat(empty.toLongArray()).isEmpty();
    assertThat(Tensor.cat(List.of(empty, x), 0).shape()).isEqualTo(Shape.of(3, 4));
    assertThat(empty.reshape(4, 0).shape()).isEqualTo(Shape.of(4, 0));
    assertThat(empty.split(new long[0], 0)).isEmpty();
    assertThat(empty.transpose(0, 1).contiguous().numel()).isZero();
    assertThat(x.indexSelect(0, Tensor.empty(Shape.of(0), DType.INT64, Device.CPU)).shape())
        .isEqualTo(Shape.of(0, 4));
  }
}
