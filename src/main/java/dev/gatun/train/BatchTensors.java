package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;
import dev.gatun.model.PackedSequences;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * A packed batch as tensors on the model's device: on the CPU the batch's own memory, without a
 * copy; elsewhere copied asynchronously from pinned memory.
 *
 * @param sequences what the model takes
 * @param predictors int64 (completion tokens): where in the packed tokens each is predicted
 * @param targets int64 (completion tokens)
 * @param sequenceOf int64 (completion tokens)
 * @param desirable bool (sequences)
 * @param scores float64 (sequences)
 * @param promptOf int64 (sequences): the prompt that each answers
 * @param tokens float64 (sequences): predicted tokens of each
 */
record BatchTensors(
    PackedSequences sequences,
    Tensor predictors,
    Tensor targets,
    Tensor sequenceOf,
    Tensor desirable,
    Tensor scores,
    Tensor promptOf,
    Tensor tokens) {

  static BatchTensors of(PackedBatch batch, Device device) {
    var lengths = new long[batch.sequences()];
    var predicted = new double[batch.sequences()];
    for (var i = 0; i < lengths.length; i++) {
      lengths[i] = batch.length(i);
      predicted[i] = batch.predicted(i);
    }
    return new BatchTensors(
        new PackedSequences(
            tensor(batch.inputIds(), batch.tokens(), DType.INT64, device),
            tensor(batch.positions(), batch.tokens(), DType.INT64, device),
            lengths),
        tensor(batch.predictors(), batch.predicted(), DType.INT64, device),
        tensor(batch.targets(), batch.predicted(), DType.INT64, device),
        tensor(batch.sequenceOf(), batch.predicted(), DType.INT64, device),
        tensor(batch.labels(), batch.sequences(), DType.BOOL, device),
        tensor(batch.scores(), batch.sequences(), DType.FLOAT64, device),
        tensor(batch.promptOf(), batch.sequences(), DType.INT64, device),
        Tensor.of(predicted).to(device));
  }

  private static Tensor tensor(MemorySegment memory, long count, DType dtype, Device device) {
    var host = Tensor.of(memory.asSlice(0, count * dtype.bytes()), Shape.of(count), dtype);
    return device.type() == Device.Type.CPU ? host : host.toAsync(device);
  }
}
