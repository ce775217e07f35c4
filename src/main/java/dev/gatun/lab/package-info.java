/**
 * The lab: controlled studies of what the objectives do, on a language, a model and a taste that
 * are known exactly. {@code gatun lab} runs them and writes {@code docs/lab.md}.
 */
@NullMarked
package dev.gatun.lab;

import org.jspecify.annotations.NullMarked;
