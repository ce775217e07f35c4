package dev.gatun.torch;

import dev.gatun.ffi.DeviceCalls;

/**
 * torch.cuda.get_device_properties. A number that the device's driver does not give is -1.
 *
 * @param name e.g. NVIDIA H200; the device type's name where none is known
 * @param totalMemory in bytes
 * @param major of the CUDA compute capability
 * @param minor of the CUDA compute capability
 * @param clockKilohertz the multiprocessors' highest
 * @param l2CacheBytes of the whole device
 * @param integrated 1 when the device's memory is the host's
 */
public record DeviceProperties(
    String name,
    long totalMemory,
    int major,
    int minor,
    int multiprocessors,
    int warpSize,
    int maxThreadsPerMultiprocessor,
    int clockKilohertz,
    int l2CacheBytes,
    int integrated) {

  /**
   * Of a device.
   *
   * @throws dev.gatun.ffi.TorchException.Value when there is no such accelerator
   */
  public static DeviceProperties of(Device device) {
    var found = DeviceCalls.properties(device.type().number(), device.index());
    var n = found.numbers();
    return new DeviceProperties(
        found.name(), found.totalMemory(), n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
  }
}
