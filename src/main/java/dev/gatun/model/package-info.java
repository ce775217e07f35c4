/** Causal language models in Hugging Face folders: reading, writing, families and generation. */
@NullMarked
package dev.gatun.model;

import org.jspecify.annotations.NullMarked;
