package dev.gatun.train;

import com.sun.management.OperatingSystemMXBean;
import dev.gatun.model.ActivationBudget;
import dev.gatun.model.CausalLM;
import dev.gatun.torch.Device;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Which layers of the policy are computed again in the backward pass, to save memory. The numbers
 * are the same in every mode.
 */
public enum GradientCheckpointing {
  /** None. */
  OFF,
  /** All. */
  ON,
  /** As many as it takes for what the others keep to fit. */
  AUTO;

  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  /**
   * The budget for the layers of a model.
   *
   * @param activationMemory bytes for {@link #AUTO}; 0: half of what the device has free, less what
   *     gradients and AdamW's two moments will take
   */
  ActivationBudget budget(CausalLM model, Device device, long activationMemory) {
    return switch (this) {
      case OFF -> ActivationBudget.UNLIMITED;
      case ON -> ActivationBudget.NOTHING;
      case AUTO ->
          new ActivationBudget(activationMemory > 0 ? activationMemory : half(model, device));
    };
  }

  private static long half(CausalLM model, Device device) {
    var toCome = 0L;
    for (var parameter : model.trainableParameters())
      toCome += 3 * parameter.value().numel() * parameter.value().dtype().bytes();
    return Math.max(0, (free(device) - toCome) / 2);
  }

  private static long free(Device device) {
    if (device.type() != Device.Type.CPU) return Torch.memoryStats(device.index()).free();
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try {
      var found = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
      if (found.find())
        return Math.min(1024 * Long.parseLong(found.group(1)), system.getTotalMemorySize());
    } catch (IOException e) {
      // Not Linux: what the Java platform calls free leaves out what caches could give back.
    }
    return system.getFreeMemorySize();
  }
}
