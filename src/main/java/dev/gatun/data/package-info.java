/** Feedback formats, the off-heap token store and packed batches. */
@NullMarked
package dev.gatun.data;

import org.jspecify.annotations.NullMarked;
