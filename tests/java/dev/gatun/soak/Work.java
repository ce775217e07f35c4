package dev.gatun.soak;

import dev.gatun.ffi.TorchException;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Parameter;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.ParameterGroup;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The kinds of work that must not let memory grow. */
enum Work {
  /** Additions and products of small tensors, twenty in a scope. A round is an operation. */
  OPERATIONS(300_000, 50_000_000) {
    @Override
    void run(long rounds) {
      try (var x = random(4, 4)) {
        for (var done = 0L; done < rounds; done += PER_SCOPE) {
          try (var _ = TensorScope.open()) {
            var y = x;
            for (var i = 0; i < PER_SCOPE; i++) y = i % 2 == 0 ? y.add(x) : y.mul(0.5);
          }
        }
      }
    }
  },

  /** A lent buffer, backward, a refused call, the door, a segment: about twenty native calls. */
  CALLS(15_000, 1_000_000) {
    @Override
    void run(long rounds) {
      var memory = Arena.global().allocate(64, 8);
      try (var w = random(4, 4).requiresGrad_(true);
          var wrong = Tensor.of(1f, 2f, 3f)) {
        for (var round = 0L; round < rounds; round++) {
          try (var _ = TensorScope.open()) {
            var x = Tensor.of(memory, Shape.of(4, 4), DType.FLOAT32);
            w.matmul(x).sigmoid().sum().backward();
            w.setGrad(null);
            try {
              x.add(wrong);
            } catch (TorchException expected) {
              // its native side must leave nothing behind either
            }
            Operators.call("aten::topk", x, 2L);
            x.segment();
          }
        }
      }
    }
  },

  /** Steps of a small network: forward, backward, AdamW. */
  TRAINING(2_000, 100_000) {
    @Override
    void run(long rounds) {
      try (var _ = TensorScope.open()) {
        var first = linear("first", 16, 32);
        var second = linear("second", 32, 4);
        var parameters = List.of(first.weight(), first.bias(), second.weight(), second.bias());
        var group = new ParameterGroup(parameters, 1e-3, 0.01);
        try (var optimizer = new AdamW(List.of(group), AdamW.Settings.DEFAULT)) {
          for (var round = 0L; round < rounds; round++) {
            try (var _ = TensorScope.open()) {
              var error = second.apply(first.apply(random(8, 16)).relu()).sub(random(8, 4));
              error.mul(error).mean().backward();
              optimizer.step();
              optimizer.zeroGrad();
            }
          }
        }
        for (var parameter : parameters) parameter.value().setGrad(null);
      }
    }
  },

  /**
   * Trees of scopes, closed in random order: whichever scope is next, those inside it go with it.
   * On the way tensors are made, closed early, kept, and made free. A round is a tree. (The first
   * 10,000 take one second, in which the compiler's own memory still grows by 15 MB.)
   */
  SCOPES(1_000, 400_000) {
    @Override
    void run(long rounds) {
      for (var round = 0L; round < rounds; round++) scopeTree();
    }
  };

  private static final int PER_SCOPE = 20;
  private static final int STEPS_PER_TREE = 60;
  private static final SplittableRandom RANDOM = new SplittableRandom(1);

  private final long shortRounds;
  private final long longRounds;

  Work(long shortRounds, long longRounds) {
    this.shortRounds = shortRounds;
    this.longRounds = longRounds;
  }

  long shortRounds() {
    return shortRounds;
  }

  long longRounds() {
    return longRounds;
  }

  abstract void run(long rounds);

  private static Tensor random(long... sizes) {
    return Tensor.rand(Shape.of(sizes), DType.FLOAT32, Device.CPU);
  }

  private static Linear linear(String name, long in, long out) {
    return new Linear(
        new Parameter(name + ".weight", random(out, in).requiresGrad_(true)),
        new Parameter(name + ".bias", random(out).requiresGrad_(true)),
        null);
  }

  private static void scopeTree() {
    var scopes = new ArrayList<TensorScope>();
    var free = new ArrayList<Tensor>();
    scopes.add(TensorScope.open());
    var newest = random(4, 4);
    for (var step = 0; step < STEPS_PER_TREE && !scopes.isEmpty(); step++) {
      switch (RANDOM.nextInt(7)) {
        case 0, 1 -> {
          scopes.add(TensorScope.open());
          newest = random(4, 4);
        }
        case 2, 3 -> newest = newest.add(1);
        case 4 -> free.add(newest.add(1).detachFromScope());
        case 5 -> {
          newest.close();
          newest = random(4, 4);
        }
        default -> {
          newest = scopes.getLast().keep(newest.mul(2));
          close(scopes, RANDOM.nextInt(scopes.size()));
          if (newest.isClosed() && !scopes.isEmpty()) newest = random(4, 4);
        }
      }
    }
    while (!scopes.isEmpty()) close(scopes, RANDOM.nextInt(scopes.size()));
    for (var tensor : free) tensor.close();
    if (!newest.isClosed()) newest.close(); // kept out of the outermost scope
  }

  /** Closes a scope and, as it must, whatever was opened inside it. */
  private static void close(List<TensorScope> scopes, int index) {
    var inside = scopes.subList(index + 1, scopes.size());
    try {
      scopes.get(index).close();
      if (!inside.isEmpty()) throw new AssertionError("a forgotten scope was not reported");
    } catch (IllegalStateException forgotten) {
      if (inside.isEmpty()) throw forgotten;
    }
    inside.clear();
    scopes.remove(index);
  }
}
