package dev.gatun.torch;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves more tensors, lent buffers, modes or functions behind than it found. */
public final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(NoLeaks.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(SPACE).put("live", Torch.liveObjects());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var before = context.getStore(SPACE).get("live", Torch.LiveObjects.class);
    var after = Torch.liveObjects();
    if (after.tensors() > before.tensors()
        || after.hostBuffers() > before.hostBuffers()
        || after.modes() > before.modes()
        || after.functions() > before.functions()) {
      throw new AssertionError(
          "the test left native objects behind: " + before + " before, " + after + " after");
    }
  }
}
