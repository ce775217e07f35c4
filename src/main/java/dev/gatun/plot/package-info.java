/** Plots as SVG files, for the pages in docs. */
@NullMarked
package dev.gatun.plot;

import org.jspecify.annotations.NullMarked;
