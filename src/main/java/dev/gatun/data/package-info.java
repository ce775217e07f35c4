/**
 * Feedback rows, their tokens and the off-heap store that training reads them from.
 *
 * <p>The way through: a {@link dev.gatun.data.FeedbackSource} (files: {@code
 * dev.gatun.data.format}) yields rows one by one, {@link dev.gatun.data.Ingestion} tokenizes them
 * into a {@link dev.gatun.data.TokenStore}, and {@code dev.gatun.data.batch} orders and packs the
 * store's rows for libtorch. Nothing here knows a model, an objective or a trainer.
 */
@NullMarked
package dev.gatun.data;

import org.jspecify.annotations.NullMarked;
