package dev.gatun.lab;

import dev.gatun.torch.Torch;
import dev.gatun.train.StopRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Does jobs, one on each thread; libtorch works with one thread for each. */
final class Workers {
  /** Hears how far it is. Called by one thread at a time. */
  interface Progress {
    /**
     * @param done of all jobs, those of earlier runs included
     * @param secondsLeft as it looks now
     */
    void at(int done, int all, double secondsLeft);
  }

  private final World world;
  private final Ledger ledger;
  private final int threads;
  private final Progress progress;
  private final StopRequest stop;

  Workers(World world, Ledger ledger, int threads, Progress progress, StopRequest stop) {
    this.world = world;
    this.ledger = ledger;
    this.threads = threads;
    this.progress = progress;
    this.stop = stop;
  }

  /**
   * Returns when all jobs have their outcome in the ledger, or sooner when asked to stop: then the
   * jobs under way are finished.
   */
  void run(List<Job> jobs) throws IOException {
    Map<String, Job> open = new LinkedHashMap<>();
    for (var job : jobs) if (ledger.find(job.key()).isEmpty()) open.putIfAbsent(job.key(), job);
    if (open.isEmpty()) return;
    var all = (int) jobs.stream().map(Job::key).distinct().count();
    var round = new Round(new ArrayDeque<>(open.values()), all, all - open.size());
    var before = Torch.numThreads();
    Torch.setNumThreads(1);
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var working = new ArrayList<Future<?>>();
      for (var i = 0; i < threads; i++) {
        working.add(
            pool.submit(() -> {
              round.work();
              return null;
            }));
      }
      for (var each : working) join(each);
    } finally {
      Torch.setNumThreads(before);
    }
  }

  private static void join(Future<?> working) throws IOException {
    try {
      working.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failed -> throw failed;
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while jobs were under way", e);
    }
  }

  /** The jobs that are left, and how long they take. */
  private final class Round {
    private final Queue<Job> left;
    private final int all;
    private final int before;
    private final long start = System.nanoTime();
    private int done;

    Round(Queue<Job> left, int all, int before) {
      this.left = left;
      this.all = all;
      this.before = before;
    }

    void work() throws IOException {
      for (var job = next(); job != null; job = next()) {
        Outcome outcome;
        try {
          outcome = job.work().run(world);
        } catch (Throwable failed) {
          stop.request(); // the others finish what they have begun
          throw failed;
        }
        finished(job, outcome);
      }
    }

    private synchronized @Nullable Job next() {
      return stop.requested() ? null : left.poll();
    }

    private synchronized void finished(Job job, Outcome outcome) throws IOException {
      ledger.add(job.key(), outcome);
      done++;
      var seconds = (System.nanoTime() - start) / 1e9;
      progress.at(before + done, all, seconds / done * (all - before - done));
    }
  }
}
