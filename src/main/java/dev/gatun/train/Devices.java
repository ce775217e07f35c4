package dev.gatun.train;

import dev.gatun.torch.Device;
import dev.gatun.torch.Torch;
import java.util.Locale;

/**
 * What {@code --device} means on this machine. There is no fall-back: a device that is not there is
 * an error.
 */
public final class Devices {
  private Devices() {}

  /**
   * The device that a name stands for; {@code auto} is the accelerator when there is one, else the
   * CPU.
   *
   * @throws TrainingException when it is not there
   */
  public static Device choose(String name) {
    if (name.equals("auto")) return Device.best();
    Device device;
    try {
      device = Device.parse(name);
    } catch (IllegalArgumentException e) {
      throw new TrainingException("--device: " + e.getMessage() + ", or auto", e);
    }
    if (device.type() == Device.Type.CPU) return device;
    var build = Torch.build();
    var flavour =
        build.flavour().isEmpty() ? build.version() : build.version() + "+" + build.flavour();
    var kind = device.type().name().toLowerCase(Locale.ROOT);
    if (Torch.acceleratorType() != device.type()) {
      throw new TrainingException(
          "--device "
              + name
              + ": the libtorch in use ("
              + flavour
              + " in "
              + build.libtorch()
              + ") has no "
              + kind
              + " support; use GATUN_LIBTORCH=cu130 ./gatun build for a CUDA build, or --device cpu");
    }
    var count = Torch.deviceCount();
    if (count == 0) {
      throw new TrainingException(
          "--device "
              + name
              + ": no "
              + kind
              + " device is visible (is there a GPU and its driver, and does"
              + " CUDA_VISIBLE_DEVICES allow it?); or use --device cpu");
    }
    if (device.index() >= count) {
      throw new TrainingException(
          "--device " + name + ": there are " + count + " " + kind + " devices, from 0");
    }
    return device.index() < 0 ? new Device(device.type(), 0) : device;
  }
}
