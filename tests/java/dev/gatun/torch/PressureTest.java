package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.CrashProbe;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Forgetting close() makes a loop slow and does not end the process. In a Java of its own with
 * little address space, where tensors that nobody closed would not fit.
 */
@EnabledOnOs(OS.LINUX)
class PressureTest {
  private static final long MIB = 1L << 20;

  // Pages that nobody touches: quick, and counted against the address space all the same.
  private static Tensor megabytes(long count) {
    return Tensor.empty(Shape.of(count, MIB), DType.UINT8, Device.CPU);
  }

  private static CrashProbe.Run run(String what, String limit) {
    return CrashProbe.of(PressureTest.class, what)
        .options("-Xmx64m", "-XX:+UseSerialGC", "-Dgatun.gc.bytes=" + limit)
        .environment("OMP_NUM_THREADS", "1")
        .addressSpace(4L << 30)
        .run();
  }

  private static void good(CrashProbe.Run run) {
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).as(run.toString()).endsWith("good\n");
  }

  @Test
  void a_loop_that_never_closes_goes_on_within_the_limit() {
    good(run("forget", Long.toString(256 * MIB)));
  }

  @Test
  void when_memory_runs_out_what_is_unreachable_is_freed_and_the_call_tried_again() {
    good(run("run out", Long.toString(Long.MAX_VALUE)));
  }

  @Test
  void what_is_still_in_use_is_not_freed_and_the_refusal_is_typed() {
    good(run("hold", Long.toString(256 * MIB)));
  }

  /** The other Java. */
  public static void main(String[] arguments) {
    switch (arguments[0]) {
      case "forget" -> {
        var most = 0L;
        // 20 GB in all
        for (var i = 0; i < 1250; i++) {
          megabytes(16);
          most = Math.max(most, Torch.liveBytes(Device.CPU));
        }
        check(most < 700 * MIB, "held " + most / MIB + " MiB");
        check(Torch.collections() > 3, "collected " + Torch.collections() + " times");
      }
      case "run out" -> {
        for (var i = 0; i < 200; i++) {
          // by a typed call, and through the door
          megabytes(64);
          Operators.call("aten::empty.memory_format", Shape.of(64, MIB), DType.UINT8);
        }
        check(Torch.collections() == 0, "collected without being asked");
      }
      case "hold" -> {
        var held = new ArrayList<Tensor>();
        try {
          while (held.size() < 10_000) held.add(megabytes(16));
          check(false, "nothing ran out");
        } catch (TorchException.OutOfMemory expected) {
          check(expected.asked() == 16 * MIB, expected.getMessage());
        }
        check(held.size() > 50, "held " + held.size());
        for (var tensor : held) check(tensor.numel() == 16 * MIB, "gone");
        for (var tensor : held) tensor.close();
        megabytes(256).close();
        check(Torch.liveBytes(Device.CPU) < MIB, "left " + Torch.liveBytes(Device.CPU));
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("good");
  }

  private static void check(boolean holds, String what) {
    if (!holds) throw new IllegalStateException(what);
  }
}
