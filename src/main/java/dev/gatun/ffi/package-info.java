/**
 * The only package that touches the generated bindings: library loading, native handles, and status
 * codes turned into exceptions.
 */
@NullMarked
package dev.gatun.ffi;

import org.jspecify.annotations.NullMarked;
