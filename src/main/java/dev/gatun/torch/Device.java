package dev.gatun.torch;

import dev.gatun.ffi.DeviceCalls;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a tensor lives.
 *
 * @param index which device of the type; -1 is the current one
 */
public record Device(Type type, int index) {
  public static final Device CPU = new Device(Type.CPU, -1);

  /** IllegalArgumentException when the index is below -1. */
  public Device {
    Objects.requireNonNull(type, "type");
    if (index < -1)
      throw new IllegalArgumentException(
          "device index " + index + " is below -1, the current device");
  }

  /** Kinds of device. */
  public enum Type {
    CPU(0),
    CUDA(1),
    XPU(12),
    MPS(13);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    /** The number of libtorch's DeviceType. */
    public int number() {
      return number;
    }

    static Type ofNumber(int number) {
      for (var type : values()) {
        if (type.number == number) return type;
      }
      throw new IllegalStateException(
          "libtorch device type " + number + " has no Java counterpart");
    }
  }

  /** The CUDA device of this index. */
  public static Device cuda(int index) {
    return new Device(Type.CUDA, index);
  }

  /**
   * Reads {@code cpu}, {@code cuda} or {@code cuda:1}.
   *
   * @throws IllegalArgumentException when the text is none of these
   */
  public static Device parse(String text) {
    var colon = text.indexOf(':');
    var name = colon < 0 ? text : text.substring(0, colon);
    for (var type : Type.values()) {
      if (!type.name().equalsIgnoreCase(name)) continue;
      try {
        return new Device(type, colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1)));
      } catch (NumberFormatException e) {
        break;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no device: use cpu, cuda, or cuda:0");
  }

  /** The accelerator of this libtorch when at least one is visible, else the CPU. */
  public static Device best() {
    var accelerator = DeviceCalls.accelerator();
    return accelerator[1] == 0 ? CPU : new Device(Type.ofNumber(accelerator[0]), 0);
  }

  /** As PyTorch writes it. */
  @Override
  public String toString() {
    return type.name().toLowerCase(Locale.ROOT) + (index < 0 ? "" : ":" + index);
  }
}
