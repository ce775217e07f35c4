package dev.gatun.testing;

import dev.gatun.torch.Torch;
import dev.gatun.torch.Torch.LiveObjects;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What {@link NoLeaks} does. */
final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);
  // A thread of libtorch's lets go of the graph that it worked on after the call has returned.
  private static final int TRIES = 11; // of 1, 2, 4, ... milliseconds: two seconds in all

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(SPACE).put("live", Torch.liveObjects());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    // One that failed by itself may well not have come to its close().
    if (context.getExecutionException().isPresent()) return;
    var before = context.getStore(SPACE).get("live", LiveObjects.class);
    var left = left(before, Torch.liveObjects());
    for (var i = 0; i < TRIES && !left.isEmpty(); i++) {
      pause(1L << i);
      left = left(before, Torch.liveObjects());
    }
    if (left.isEmpty()) return;
    throw new AssertionError(
        "the test left behind: "
            + String.join(", ", left)
            + ". Open a TensorScope around the work, or close() what is free");
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> left(LiveObjects before, LiveObjects after) {
    var left = new ArrayList<String>();
    add(left, "tensor(s)", before.tensors(), after.tensors());
    add(left, "lent host buffer(s)", before.hostBuffers(), after.hostBuffers());
    add(left, "open mode(s)", before.modes(), after.modes());
    add(left, "function(s)", before.functions(), after.functions());
    add(left, "generator(s) or other object(s)", before.objects(), after.objects());
    return left;
  }

  private static void add(ArrayList<String> left, String kind, long before, long after) {
    if (after > before) left.add(after - before + " " + kind);
  }
}
