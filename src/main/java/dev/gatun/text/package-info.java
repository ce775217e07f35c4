/** Tokenizers and chat templates. */
@NullMarked
package dev.gatun.text;

import org.jspecify.annotations.NullMarked;
