package dev.gatun.lab;

import dev.gatun.plot.LinePlot;
import java.util.List;
import java.util.Map;

/** A question with an answer that can be wrong. */
interface Study {
  int number();

  String title();

  /** What a paper says, with its source, in a sentence. */
  String question();

  /** Everything that has to be done first. */
  List<Job> jobs(Plan plan);

  /** What was found. */
  Finding find(Plan plan);

  /**
   * The answer.
   *
   * @param method what was done
   * @param claims at least one
   * @param plots by file name, without its ending
   * @param remark what else there is to see; may be empty
   */
  record Finding(
      String method, List<Claim> claims, Table table, Map<String, LinePlot> plots, String remark) {
    public Finding {
      claims = List.copyOf(claims);
    }
  }
}
