package dev.gatun.bench.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The rows in DJL over its PyTorch engine: single results are closed at once, layers with a
 * manager.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DjlRows {
  private NDManager manager;
  private NDArray a;
  private NDArray b;
  private NDArray a64;
  private NDArray b64;
  private NDArray a1024;
  private NDArray b1024;
  private final float[] array = new float[1024];
  private final ByteBuffer memory = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
  private NDArray tensor;
  private Model model;
  private Trainer trainer;
  private NDArray input;
  private NDArray target;
  private NDArray tokens;
  private NDArray projection;
  private NDArray output;
  private NDArray mask;

  private NDArray random(long... sizes) {
    return manager.randomNormal(new Shape(sizes));
  }

  @Setup
  public void open() {
    manager = NDManager.newBaseManager("PyTorch");
    a = random(4, 4);
    b = random(4, 4);
    a64 = random(64, 64);
    b64 = random(64, 64);
    a1024 = random(1024, 1024);
    b1024 = random(1024, 1024);
    tensor = manager.create(array);
    input = random(32, 64);
    target = random(32, 10);
    tokens = random(1, 64, 256);
    projection = random(256, 768);
    output = random(256, 256);
    var later = new float[64 * 64];
    for (var i = 0; i < later.length; i++) later[i] = i % 64 > i / 64 ? -1e9f : 0;
    mask = manager.create(later, new Shape(64, 64));
    model = Model.newInstance("mlp", "PyTorch");
    model.setBlock(
        new SequentialBlock()
            .add(Linear.builder().setUnits(128).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build()));
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.l2Loss("l2", 1f))
                .optOptimizer(
                    Optimizer.adamW().optLearningRateTracker(Tracker.fixed(1e-3f)).build()));
    trainer.initialize(new Shape(32, 64));
  }

  @TearDown
  public void close() {
    trainer.close();
    model.close();
    manager.close();
  }

  @Benchmark
  public long numel() {
    return a.size();
  }

  @Benchmark
  public long size() {
    return a.size(1);
  }

  @Benchmark
  public void add() {
    a.add(b).close();
  }

  @Benchmark
  public void addFree() {
    a.add(b).close();
  }

  @Benchmark
  @OperationsPerInvocation(20)
  public void scope() {
    try (var scope = manager.newSubManager()) {
      for (var i = 0; i < 20; i++) a.add(b).attach(scope);
    }
  }

  @Benchmark
  public void index() {
    a.get(new NDIndex().addIndices(1).addSliceDim(1, 3)).close();
  }

  @Benchmark
  public void matmul64() {
    a64.matMul(b64).close();
  }

  @Benchmark
  public void matmul1024() {
    a1024.matMul(b1024).close();
  }

  @Benchmark
  public void copyIn() {
    manager.create(array).close();
  }

  @Benchmark
  public float[] copyOut() {
    return tensor.toFloatArray();
  }

  @Benchmark
  public void wrap() {
    manager.create(memory.rewind(), new Shape(1024)).close();
  }

  @Benchmark
  public void mlpStep() {
    try (var scope = manager.newSubManager()) {
      try (var collector = trainer.newGradientCollector()) {
        var predicted = trainer.forward(new NDList(input));
        predicted.attach(scope);
        var loss = trainer.getLoss().evaluate(new NDList(target), predicted);
        loss.attach(scope);
        collector.backward(loss);
      }
      trainer.step();
    }
  }

  /** Written out: DJL's arrays have no fused attention. */
  @Benchmark
  public void attention() {
    try (var scope = manager.newSubManager()) {
      tokens.tempAttach(scope);
      var parts = tokens.matMul(projection).reshape(1, 64, 3, 4, 64).transpose(2, 0, 3, 1, 4);
      var scores = parts.get(0).matMul(parts.get(1).swapAxes(-1, -2)).div(8).add(mask).softmax(-1);
      scores.matMul(parts.get(2)).swapAxes(1, 2).reshape(1, 64, 256).matMul(output);
      tokens.attach(manager);
    }
  }
}
