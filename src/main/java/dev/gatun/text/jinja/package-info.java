/**
 * Jinja in the dialect of Hugging Face's chat templates: what {@code
 * jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)} renders, with
 * loop controls, {@code {% generation %}} blocks, {@code raise_exception}, {@code strftime_now} and
 * an unescaped {@code tojson}.
 *
 * <p>Template text is data: an interpreter walks a syntax tree over a closed set of value types, so
 * there is no way from a template to a Java object, class or method.
 *
 * <p>Values are {@code null} (None), {@link Boolean}, {@link Long}, {@link java.math.BigInteger},
 * {@link Double}, {@link String}, {@link java.util.List}, {@link java.util.Map} and this package's
 * own types. Strings are counted in code points, as Python does.
 */
@NullMarked
package dev.gatun.text.jinja;

import org.jspecify.annotations.NullMarked;
