package dev.gatun.lab;

import dev.gatun.train.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs studies, and writes what was found. */
public final class Lab {
  /** All studies, by number. */
  private static final List<Study> STUDIES =
      List.of(
          new Imbalance(),
          new Noise(),
          new OnePerPrompt(),
          new Shift(),
          new Likelihood(),
          new Reference(),
          new Saturation());

  /**
   * What to do.
   *
   * @param studies numbers of the studies
   * @param folder where {@code lab.md}, {@code lab/*.svg} and {@code lab/runs.jsonl} go
   * @param threads runs at a time; outcomes do not depend on it
   */
  public record Order(Form form, Set<Integer> studies, Path folder, int threads) {
    public Order {
      studies = Set.copyOf(studies);
    }
  }

  /** Hears how it goes. */
  public interface Listener {
    /** A stage begins: tuning, then the studies. */
    void onStage(String name);

    /** A run has ended; how many of the stage's are done, and how long the rest takes. */
    void onRun(int done, int all, double secondsLeft);

    /** A study's verdict on a claim. */
    void onVerdict(int study, String claim, Verdict verdict);
  }

  private final Order order;
  private final Listener listener;
  private final StopRequest stop = new StopRequest();

  public Lab(Order order, Listener listener) {
    this.order = order;
    this.listener = listener;
  }

  /** Numbers of all studies with their titles. */
  public static Map<Integer, String> studies() {
    var titles = new LinkedHashMap<Integer, String>();
    for (var study : STUDIES) titles.put(study.number(), study.title());
    return titles;
  }

  /** Ends after the runs under way. What is done is kept: the same order goes on from there. */
  public void requestStop() {
    stop.request();
  }

  /**
   * Runs what has not been run yet, and writes the page.
   *
   * @return whether it came to the end
   * @throws IOException when the folder cannot be written
   * @throws IllegalArgumentException when the folder holds the runs of another edition of the lab
   */
  public boolean run() throws IOException {
    Files.createDirectories(order.folder().resolve("lab"));
    var ledger = ledger(order.folder());
    var work = Files.createTempDirectory("gatun-lab");
    try {
      return run(ledger, new World(work, order.form()));
    } finally {
      delete(work);
    }
  }

  private boolean run(Ledger ledger, World world) throws IOException {
    var workers = new Workers(world, ledger, order.threads(), listener::onRun, stop);
    listener.onStage("tuning");
    tune(workers, ledger);
    if (stop.requested()) return false;
    var plan = new Plan(order.form(), Tuning.choose(order.form(), ledger), ledger);
    var chosen =
        STUDIES.stream().filter(study -> order.studies().contains(study.number())).toList();
    var jobs = new ArrayList<Job>();
    for (var study : chosen) jobs.addAll(study.jobs(plan));
    listener.onStage("studies");
    workers.run(jobs);
    if (stop.requested()) return false;
    var findings = write(order.form(), order.studies(), order.folder());
    findings.forEach((study, finding) ->
        finding
            .claims()
            .forEach(claim -> listener.onVerdict(study.number(), claim.text(), claim.verdict())));
    return true;
  }

  /** What is tried next depends on what was found. */
  private void tune(Workers workers, Ledger ledger) throws IOException {
    var known = 0;
    for (var jobs = Tuning.jobs(order.form(), ledger);
        jobs.size() > known && !stop.requested();
        jobs = Tuning.jobs(order.form(), ledger)) {
      known = jobs.size();
      workers.run(jobs);
    }
  }

  /** Writes the page of a folder that has all runs. */
  static Map<Study, Study.Finding> write(Form form, Set<Integer> studies, Path folder)
      throws IOException {
    var ledger = ledger(folder);
    var plan = new Plan(form, Tuning.choose(form, ledger), ledger);
    var findings = new LinkedHashMap<Study, Study.Finding>();
    for (var study : STUDIES) {
      if (studies.contains(study.number())) findings.put(study, study.find(plan));
    }
    new Page(form, Tuning.table(form, ledger), Tuning.caution(form, ledger))
        .write(folder, findings);
    return findings;
  }

  private static Ledger ledger(Path folder) throws IOException {
    return Ledger.open(folder.resolve("lab").resolve("runs.jsonl"));
  }

  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
