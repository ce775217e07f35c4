package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;

/** The factor of each row's loss: what the data says, and what its prompt's place in it says. */
record RowWeights(double[] ofRows) {
  /** The data's weights alone. */
  static final RowWeights GIVEN = new RowWeights(new double[0]);

  double of(PackedBatch batch, int sequence) {
    var given = batch.weight(sequence);
    return ofRows.length == 0 ? given : given * ofRows[batch.row(sequence)];
  }
}
