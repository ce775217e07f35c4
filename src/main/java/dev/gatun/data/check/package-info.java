/** What there is to know of tokenized feedback before training on it. */
@NullMarked
package dev.gatun.data.check;

import org.jspecify.annotations.NullMarked;
