// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import java.util.List;

/** Several tensors as one, and the like. */
abstract class Joining {
  Joining() {}

  /** torch.block_diag: A matrix with these on its diagonal. */
  public static Tensor blockDiag(List<Tensor> tensors) {
    return Operators.call("aten::block_diag", tensors).tensor(0);
  }

  /** torch.column_stack: Side by side as columns. */
  public static Tensor columnStack(List<Tensor> tensors) {
    return Operators.call("aten::column_stack", tensors).tensor(0);
  }

  /** torch.dstack: One behind the other, in the third dimension. */
  public static Tensor dstack(List<Tensor> tensors) {
    return Operators.call("aten::dstack", tensors).tensor(0);
  }

  /** torch.hstack: Side by side. */
  public static Tensor hstack(List<Tensor> tensors) {
    return Operators.call("aten::hstack", tensors).tensor(0);
  }

  /** torch.vstack: One below the other. */
  public static Tensor vstack(List<Tensor> tensors) {
    return Operators.call("aten::vstack", tensors).tensor(0);
  }

  /** torch.cartesian_prod: (n, k): every combination of the vectors' elements. */
  public static Tensor cartesianProd(List<Tensor> tensors) {
    return Operators.call("aten::cartesian_prod", tensors).tensor(0);
  }

  /** torch.meshgrid: The vectors as coordinates of a grid; indexing "ij" or "xy". */
  public static List<Tensor> meshgrid(List<Tensor> tensors, String indexing) {
    return Operators.call("aten::meshgrid.indexing", tensors, indexing).tensors(0);
  }

  /** torch.broadcast_tensors: All of them, expanded to one shape; views. */
  public static List<Tensor> broadcastTensors(List<Tensor> tensors) {
    return Operators.call("aten::broadcast_tensors", tensors).tensors(0);
  }
}
