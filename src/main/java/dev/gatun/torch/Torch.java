package dev.gatun.torch;

import dev.gatun.ffi.CacheFolder;
import dev.gatun.ffi.DeviceCalls;
import dev.gatun.ffi.FunctionCalls;
import dev.gatun.ffi.HostMemory;
import dev.gatun.ffi.Leaks;
import dev.gatun.ffi.LibraryCalls;
import dev.gatun.ffi.NativeLibrary;
import dev.gatun.ffi.ObjectCalls;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** The library itself: versions, threads, random numbers, what is alive. */
public final class Torch {
  private Torch() {}

  /**
   * What is loaded.
   *
   * @param libtorch its folder
   * @param version of the libtorch in this process, e.g. 2.13.0
   * @param flavour e.g. cpu or cu130; empty when it is not known
   * @param library Gatun's native library
   */
  public record Build(Path libtorch, String version, String flavour, Path library) {}

  /**
   * What is alive now, and what the safety net had to free.
   *
   * @param tensors that Java holds
   * @param hostBuffers Java's memory that libtorch holds
   * @param modes that are open
   * @param functions Java's hooks and custom functions, and exceptions from them, that libtorch
   *     holds
   * @param objects generators and other opaque values that Java holds
   */
  public record LiveObjects(
      long tensors,
      long hostBuffers,
      long modes,
      long functions,
      long objects,
      long leaksReported) {}

  /** Bytes of an accelerator's memory. */
  public record MemoryStats(
      long allocated,
      long peakAllocated,
      long reserved,
      long peakReserved,
      long free,
      long total) {}

  public static Build build() {
    var info = NativeLibrary.load();
    return new Build(info.libtorch(), info.runningVersion(), info.flavour(), info.library());
  }

  /** libtorch's compiler, BLAS, OpenMP, CUDA and CPU capability, many lines. */
  public static String buildConfig() {
    return LibraryCalls.buildConfig();
  }

  /** Gatun's cache folder; known even where libtorch does not load. */
  public static Path cache() {
    return CacheFolder.path();
  }

  public static LiveObjects liveObjects() {
    var live = LibraryCalls.liveObjects();
    return new LiveObjects(
        live[0], live[1], live[2], FunctionCalls.live(), ObjectCalls.live(), Leaks.count());
  }

  /** torch.get_num_threads: threads inside one operator. */
  public static int numThreads() {
    return LibraryCalls.numThreads();
  }

  public static void setNumThreads(int threads) {
    LibraryCalls.setNumThreads(threads);
  }

  /** torch.manual_seed: the default generators of the CPU and of every device. */
  public static void manualSeed(long seed) {
    LibraryCalls.manualSeed(seed);
  }

  /** torch.get_rng_state: uint8, (state bytes). */
  public static Tensor rngState(Device device) {
    return new Tensor(LibraryCalls.rngState(device.type().number(), device.index()));
  }

  public static void setRngState(Device device, Tensor state) {
    LibraryCalls.setRngState(device.type().number(), device.index(), state.handle);
  }

  /**
   * Bytes that tensors of this process hold on a device. On the CPU: what libtorch allocated, as
   * the C library counts it; not memory that was lent, mapped or pinned. On an accelerator: {@link
   * MemoryStats#allocated}.
   *
   * @throws dev.gatun.ffi.TorchException.Value when the device is not there
   */
  public static long liveBytes(Device device) {
    return device.type() == Device.Type.CPU
        ? LibraryCalls.hostBytes()
        : memoryStats(device.index()).allocated();
  }

  /**
   * How often Gatun called the Java collector: when tensors that nobody closes held more than the
   * system property {@code gatun.gc.bytes} (default: the largest Java heap), and when memory ran
   * out.
   */
  public static long collections() {
    return LibraryCalls.collections();
  }

  /** How many accelerators this libtorch sees; 0 for a CPU build. */
  public static int deviceCount() {
    return DeviceCalls.accelerator()[1];
  }

  /** The kind of accelerator this libtorch is built for; CPU when it is built for none. */
  public static Device.Type acceleratorType() {
    return Device.Type.ofNumber(DeviceCalls.accelerator()[0]);
  }

  /** Waits for the work queued on an accelerator. */
  public static void synchronize(Device device) {
    if (device.type() != Device.Type.CPU) DeviceCalls.synchronize(device.index());
  }

  public static int currentDevice() {
    return DeviceCalls.currentDevice();
  }

  public static void setCurrentDevice(int index) {
    DeviceCalls.setCurrentDevice(index);
  }

  public static MemoryStats memoryStats(int index) {
    var stats = DeviceCalls.memoryStats(index);
    return new MemoryStats(stats[0], stats[1], stats[2], stats[3], stats[4], stats[5]);
  }

  public static void resetPeakMemoryStats(int index) {
    DeviceCalls.resetPeakMemoryStats(index);
  }

  /**
   * Page-locked host memory for copies that run beside the computation; {@link Tensor#of} takes it.
   * It is freed when nothing refers to it any more.
   *
   * @throws dev.gatun.ffi.TorchException.Value when there is no accelerator
   */
  public static MemorySegment pinnedMemory(long bytes) {
    return HostMemory.pinned(bytes);
  }

  /** Gives cached, unused device memory back. */
  public static void emptyCache() {
    DeviceCalls.emptyCache();
  }

  /**
   * Gives cached, unused host memory back to the system: blocks of 32 MiB and more that tensors of
   * the CPU let go, which are kept for the next tensors, and pinned memory. What is kept and what
   * is in use are together never more than was in use at one time.
   */
  public static void emptyHostCache() {
    DeviceCalls.emptyHostCache();
  }

  /**
   * The settings that the environment's {@code PYTORCH_ALLOC_CONF} gives at the start, while the
   * process runs: {@code expandable_segments:True,max_split_size_mb:512}. Some hold only for memory
   * that is reserved later.
   *
   * @throws dev.gatun.ffi.TorchException.Value when there is no accelerator, or a setting is wrong
   */
  public static void setAllocatorSettings(String settings) {
    DeviceCalls.setAllocatorSettings(settings);
  }

  /** The text of the last {@link #setAllocatorSettings}, or of the environment. */
  public static String allocatorSettings() {
    return DeviceCalls.allocatorSettings();
  }

  /**
   * torch.cuda.set_per_process_memory_fraction, for every device: to want more than this part of
   * its memory is an {@link dev.gatun.ffi.TorchException.OutOfMemory}. libtorch reads the limit
   * when its allocator starts, so it is set before the first use of the device's memory.
   *
   * @param fraction from 0 to 1
   * @throws dev.gatun.ffi.TorchException.Value when it is not, when there is no accelerator, or its
   *     memory is in use already
   */
  public static void setMemoryFraction(double fraction) {
    DeviceCalls.setMemoryFraction(fraction);
  }
}
