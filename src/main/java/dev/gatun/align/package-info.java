/** Objectives: pure functions of log-probabilities. */
@NullMarked
package dev.gatun.align;

import org.jspecify.annotations.NullMarked;
