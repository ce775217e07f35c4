/** The order of rows, their mismatched partners, and packed off-heap batches of both. */
@NullMarked
package dev.gatun.data.batch;

import org.jspecify.annotations.NullMarked;
