/**
 * Neural-network building blocks: parameters, linear layers, RMSNorm, rotary embeddings, attention.
 */
@NullMarked
package dev.gatun.nn;

import org.jspecify.annotations.NullMarked;
