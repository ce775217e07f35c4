package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;

/** The factor of each row's loss: what the data says, and what its prompt's place in it says. */
record RowWeights(double[] ofRows) {
  /** The data's weights alone. */
  static final RowWeights GIVEN = new RowWeights(new double[0]);

  double of(PackedBatch batch, int sequence) {
    return of(batch.weight(sequence), batch.row(sequence));
  }

  /**
   * @param given the data's own weight of the row
   */
  double of(double given, int row) {
    return ofRows.length == 0 ? given : given * ofRows[row];
  }
}
