/**
 * The safetensors file format: a JSON header and raw tensors, read by memory map and written as a
 * stream.
 */
@NullMarked
package dev.gatun.torch.safetensors;

import org.jspecify.annotations.NullMarked;
