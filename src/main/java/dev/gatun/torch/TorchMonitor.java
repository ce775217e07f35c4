package dev.gatun.torch;

import java.util.LinkedHashMap;
import java.util.Map;

/** The bean's numbers, as they are when asked for. */
final class TorchMonitor implements TorchMXBean {
  @Override
  public long getTensors() {
    return Torch.liveObjects().tensors();
  }

  @Override
  public long getHostBuffers() {
    return Torch.liveObjects().hostBuffers();
  }

  @Override
  public long getModes() {
    return Torch.liveObjects().modes();
  }

  @Override
  public long getFunctions() {
    return Torch.liveObjects().functions();
  }

  @Override
  public long getObjects() {
    return Torch.liveObjects().objects();
  }

  @Override
  public long getLeaksReported() {
    return Torch.liveObjects().leaksReported();
  }

  @Override
  public long getCollections() {
    return Torch.collections();
  }

  @Override
  public Map<String, Long> getBytesByDevice() {
    var bytes = new LinkedHashMap<String, Long>();
    bytes.put(Device.CPU.toString(), Torch.liveBytes(Device.CPU));
    for (var i = 0; i < Torch.deviceCount(); i++) {
      var device = new Device(Torch.acceleratorType(), i);
      bytes.put(device.toString(), Torch.liveBytes(device));
    }
    return bytes;
  }
}
