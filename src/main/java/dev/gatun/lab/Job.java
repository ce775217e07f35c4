package dev.gatun.lab;

import java.io.IOException;

/**
 * One piece of work with an outcome of its own.
 *
 * @param key says everything that the outcome depends on; jobs with the same key are the same job
 */
record Job(String key, Work work) {
  /** Does it. */
  interface Work {
    Outcome run(World world) throws IOException;
  }
}
