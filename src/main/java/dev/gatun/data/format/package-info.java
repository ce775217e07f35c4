/**
 * Feedback files: JSONL, JSON arrays and gzip of either, in the row shapes of TRL and
 * LLaMA-Factory.
 */
@NullMarked
package dev.gatun.data.format;

import org.jspecify.annotations.NullMarked;
