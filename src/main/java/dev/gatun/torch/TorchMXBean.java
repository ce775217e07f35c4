package dev.gatun.torch;

import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.JMException;
import javax.management.MXBean;
import javax.management.ObjectName;

/**
 * Gatun's counters for monitoring tools (JConsole, Prometheus' JMX exporter, ...), under {@value
 * #NAME} once {@link #register} was called.
 */
@MXBean
public interface TorchMXBean {
  String NAME = "dev.gatun:type=Torch";

  /** {@link Torch.LiveObjects#tensors()}. */
  long getTensors();

  /** {@link Torch.LiveObjects#hostBuffers()}. */
  long getHostBuffers();

  /** {@link Torch.LiveObjects#modes()}. */
  long getModes();

  /** {@link Torch.LiveObjects#functions()}. */
  long getFunctions();

  /** {@link Torch.LiveObjects#objects()}. */
  long getObjects();

  /** {@link Torch.LiveObjects#leaksReported()}: how often nobody closed what had to be closed. */
  long getLeaksReported();

  /** {@link Torch#collections()}. */
  long getCollections();

  /** {@link Torch#liveBytes} of each device that there is: {@code cpu}, {@code cuda:0}, ... */
  Map<String, Long> getBytesByDevice();

  /**
   * Registers the bean with the platform's server; again changes nothing.
   *
   * @throws IllegalStateException when the server does not take it
   */
  static void register() {
    try {
      var server = ManagementFactory.getPlatformMBeanServer();
      var name = new ObjectName(NAME);
      if (!server.isRegistered(name)) server.registerMBean(new TorchMonitor(), name);
    } catch (JMException refused) {
      throw new IllegalStateException(NAME + " cannot be registered", refused);
    }
  }
}
