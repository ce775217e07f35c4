/** Optimizers with state that can be saved, learning-rate schedules and gradient clipping. */
@NullMarked
package dev.gatun.optim;

import org.jspecify.annotations.NullMarked;
