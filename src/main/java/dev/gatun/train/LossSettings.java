package dev.gatun.train;

import dev.gatun.align.Objective;

/** What a window's loss is made of: the objective, and how its parts are put together. */
record LossSettings(Objective objective, KlScope scope, Normalization normalization) {}
