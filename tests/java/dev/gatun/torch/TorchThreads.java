package dev.gatun.torch;

import java.util.concurrent.atomic.AtomicReference;

/** Runs code on a platform thread of its own. */
final class TorchThreads {
  private TorchThreads() {}

  /** Code that may throw anything. */
  interface Body {
    void run() throws Exception;
  }

  /** What the body threw there, or null. */
  static Throwable failureOf(Body body) throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    var thread =
        Thread.ofPlatform()
            .name("another")
            .start(() -> {
              try {
                body.run();
              } catch (Throwable thrown) {
                failure.set(thrown);
              }
            });
    thread.join();
    return failure.get();
  }
}
