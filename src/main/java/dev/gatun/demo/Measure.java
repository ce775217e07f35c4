package dev.gatun.demo;

/**
 * How well a storyteller does, without the readers' noise.
 *
 * @param liked stories that are in the language and end happily
 * @param grammatical stories that are in the language
 */
public record Measure(Rate liked, Rate grammatical) {}
