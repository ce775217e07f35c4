package dev.gatun.torch;

import dev.gatun.ffi.ShapeCalls;
import java.util.Arrays;
import java.util.List;

/** Views, joins and indexing. */
sealed interface Shaping permits Tensor {
  /** torch.reshape; one size may be -1. A view where possible. */
  default Tensor reshape(long... sizes) {
    return new Tensor(ShapeCalls.reshape(((Tensor) this).handle, sizes));
  }

  /** torch.permute. View. */
  default Tensor permute(long... dims) {
    return new Tensor(ShapeCalls.permute(((Tensor) this).handle, dims));
  }

  /** torch.transpose. View. */
  default Tensor transpose(long dim0, long dim1) {
    return new Tensor(ShapeCalls.transpose(((Tensor) this).handle, dim0, dim1));
  }

  /** torch.Tensor.expand; -1 keeps a size. View. */
  default Tensor expand(long... sizes) {
    return new Tensor(ShapeCalls.expand(((Tensor) this).handle, sizes));
  }

  /** torch.unsqueeze: a new dimension of length 1 at dim. View. */
  default Tensor unsqueeze(long dim) {
    return new Tensor(ShapeCalls.unsqueeze(((Tensor) this).handle, dim));
  }

  /** torch.squeeze: drops dim if its length is 1. View. */
  default Tensor squeeze(long dim) {
    return new Tensor(ShapeCalls.squeeze(((Tensor) this).handle, dim));
  }

  /** torch.select: one index of dim, which goes. View. */
  default Tensor select(long dim, long index) {
    return new Tensor(ShapeCalls.select(((Tensor) this).handle, dim, index));
  }

  /** self[index]: {@link #select} in the first dimension. View. */
  default Tensor get(long index) {
    return select(0, index);
  }

  /** self[start:end] in dim; bounds may be negative or past the end, as in Python. View. */
  default Tensor slice(long dim, long start, long end) {
    return new Tensor(ShapeCalls.slice(((Tensor) this).handle, dim, start, end, 1));
  }

  /** self[start:end:step] in dim. View. */
  default Tensor slice(long dim, long start, long end, long step) {
    return new Tensor(ShapeCalls.slice(((Tensor) this).handle, dim, start, end, step));
  }

  /**
   * torch.narrow: length elements of dim from start (negative: from the end), all of which must be
   * there. View.
   */
  default Tensor narrow(long dim, long start, long length) {
    return new Tensor(ShapeCalls.narrow(((Tensor) this).handle, dim, start, length));
  }

  /** torch.split_with_sizes: consecutive parts of dim. Views. */
  default List<Tensor> split(long[] sizes, long dim) {
    return Arrays.stream(ShapeCalls.split(((Tensor) this).handle, sizes, dim))
        .map(Tensor::new)
        .toList();
  }

  /** torch.index_select: the slices of dim at index, int64 (n). */
  default Tensor indexSelect(long dim, Tensor index) {
    return new Tensor(ShapeCalls.indexSelect(((Tensor) this).handle, dim, index.handle));
  }

  /** torch.index_add: a copy of self with source's slices added at index, int64 (n). */
  default Tensor indexAdd(long dim, Tensor index, Tensor source) {
    return new Tensor(
        ShapeCalls.indexAdd(((Tensor) this).handle, dim, index.handle, source.handle));
  }

  /** torch.gather: values of dim at index (int64, the result's shape). */
  default Tensor gather(long dim, Tensor index) {
    return new Tensor(ShapeCalls.gather(((Tensor) this).handle, dim, index.handle));
  }

  /** torch.scatter: a copy of self with source written at index (int64). */
  default Tensor scatter(long dim, Tensor index, Tensor source) {
    return new Tensor(ShapeCalls.scatter(((Tensor) this).handle, dim, index.handle, source.handle));
  }

  /** torch.tril: the lower triangle of the last two dimensions, zeros above. */
  default Tensor tril(long diagonal) {
    return new Tensor(ShapeCalls.tril(((Tensor) this).handle, diagonal));
  }

  /**
   * Indexing with several indices at once: {@code x.index(Index.at(0), Index.all(), Index.range(1,
   * 4))} is x[0, :, 1:4]. Dimensions that no index names are taken whole. A view where no index is
   * {@link Index#picked}.
   *
   * @throws IndexOutOfBoundsException for more indices than dimensions
   * @throws IllegalArgumentException for more than one ellipsis, or more than one index of tensors,
   *     which PyTorch would pair
   */
  default Tensor index(Index... indices) {
    var rest = ((Tensor) this).dim() - taken(indices);
    if (rest < 0) {
      throw new IndexOutOfBoundsException(
          taken(indices)
              + " indices are too many for a tensor of shape "
              + ((Tensor) this).shape());
    }
    var result = ((Tensor) this).alias();
    var dim = 0;
    try {
      for (var index : indices) {
        var before = result;
        switch (index) {
          case Index.At(var place) -> result = before.select(dim, place);
          case Index.Range(var start, var end, var step) ->
              result = before.slice(dim++, start, end, step);
          case Index.Picked(var picked) -> result = before.indexSelect(dim++, picked);
          case Index.NewAxis() -> result = before.unsqueeze(dim++);
          case Index.Ellipsis() -> dim += rest;
        }
        if (result != before) before.close();
      }
      return result;
    } catch (RuntimeException refused) {
      result.close();
      throw refused;
    }
  }

  /** How many dimensions the indices use up, after checking that they go together. */
  private static int taken(Index... indices) {
    var taken = 0;
    var ellipses = 0;
    var picked = 0;
    for (var index : indices) {
      switch (index) {
        case Index.At _, Index.Range _ -> taken++;
        case Index.Picked _ -> {
          taken++;
          picked++;
        }
        case Index.Ellipsis _ -> ellipses++;
        case Index.NewAxis _ -> {}
      }
    }
    if (ellipses > 1) throw new IllegalArgumentException("an index has at most one ellipsis");
    if (picked > 1) {
      throw new IllegalArgumentException(
          "more than one index of tensors: PyTorch pairs them up, see Operators.call(\"aten::index.Tensor\", x, list)");
    }
    return taken;
  }
}
