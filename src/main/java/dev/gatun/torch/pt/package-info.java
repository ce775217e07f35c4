/**
 * Files of {@code torch.save}, read without running anything that they say: dictionaries, lists,
 * numbers, texts and tensors, and nothing else.
 */
@NullMarked
package dev.gatun.torch.pt;

import org.jspecify.annotations.NullMarked;
