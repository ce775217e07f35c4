/** The trainer: windows, checkpoints, metrics, schedules. */
@NullMarked
package dev.gatun.train;

import org.jspecify.annotations.NullMarked;
