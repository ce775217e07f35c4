/**
 * What {@code gatun train} shows when it is given nothing: a small language of children's stories,
 * readers with a taste, and the report of what alignment changed.
 */
@NullMarked
package dev.gatun.demo;

import org.jspecify.annotations.NullMarked;
