/**
 * For tests of code that uses Gatun: assertions on tensors, a check for leaks, and a Java of one's
 * own to crash in. It needs JUnit's and AssertJ's jars, which Gatun's own artifact does not bring.
 */
@NullMarked
package dev.gatun.testing;

import org.jspecify.annotations.NullMarked;
