package dev.gatun.torch.pt;

import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import java.util.List;

/**
 * What a file says of one tensor. Its elements are in a storage, which other tensors of the file
 * may share.
 *
 * @param storage the name of the storage
 * @param storageElements how many elements the storage has
 * @param offset of the first element in the storage, in elements
 * @param strides one for each dimension, in elements, not negative
 * @param requiresGrad as it was saved; a tensor that is read does not
 * @param conjugate its elements are the conjugates of those in the storage
 * @param negative its elements are the negatives of those in the storage
 */
public record SavedTensor(
    DType dtype,
    Shape shape,
    String storage,
    long storageElements,
    long offset,
    List<Long> strides,
    boolean requiresGrad,
    boolean conjugate,
    boolean negative) {
  public SavedTensor {
    strides = List.copyOf(strides);
  }
}
