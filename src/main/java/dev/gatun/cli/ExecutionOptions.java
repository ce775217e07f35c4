package dev.gatun.cli;

import dev.gatun.train.Execution;
import dev.gatun.train.GradientCheckpointing;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How {@code train} computes a step: what it costs in time and memory, not what comes out. */
final class ExecutionOptions {
  @Option(
      names = "--tokens-per-batch",
      paramLabel = "N",
      order = 48,
      defaultValue = "0",
      description =
          "Cut each optimizer step's rows into batches of at most N tokens, similar lengths together, instead of"
              + " --per-device-train-batch-size rows; 0: by rows. (default: ${DEFAULT-VALUE})")
  int tokensPerBatch;

  @Option(
      names = "--gradient-checkpointing",
      arity = "0..1",
      fallbackValue = "on",
      paramLabel = "MODE",
      order = 49,
      defaultValue = "auto",
      completionCandidates = Values.CheckpointingModes.class,
      description =
          "Compute layers again in the backward pass instead of keeping what they computed: off, on (all layers), or"
              + " auto (as many as --activation-memory asks for). The numbers are the same. (default: ${DEFAULT-VALUE})")
  GradientCheckpointing gradientCheckpointing = GradientCheckpointing.AUTO;

  @Option(
      names = "--activation-memory",
      paramLabel = "SIZE",
      order = 49,
      converter = Values.Size.class,
      description =
          "What the layers may keep, e.g. 800m or 4g. (default: half of what is free when training begins)")
  @Nullable Long activationMemory;

  @Option(
      names = "--profile",
      arity = "0..1",
      fallbackValue = "profile.json",
      paramLabel = "FILE",
      order = 55,
      description =
          "Print which part of a step takes which share of its time, and write a trace of every operator for"
              + " chrome://tracing or Perfetto. (file: profile.json)")
  @Nullable Path profile;

  Execution execution() {
    return new Execution(
        tokensPerBatch,
        gradientCheckpointing,
        activationMemory == null ? 0 : activationMemory,
        profile);
  }
}
