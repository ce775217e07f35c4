package dev.gatun.train;

import dev.gatun.data.Passage;
import java.util.List;

/** Says how good responses are; only their order counts. */
@FunctionalInterface
public interface Judge {
  /** A response, and what it answers. */
  record Response(Passage prompt, String text) {}

  /** A finite number for each response, in their order. */
  double[] scores(List<Response> responses);
}
