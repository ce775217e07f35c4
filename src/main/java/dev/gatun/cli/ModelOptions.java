package dev.gatun.cli;

import dev.gatun.model.ModelSource;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.train.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model, and where it runs. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      order = 1,
      description =
          "Model to start from: a Hugging Face folder with config.json, *.safetensors and tokenizer.json.")
  @Nullable Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      order = 2,
      description =
          "LoRA adapter in PEFT's format on top of --model: adapter_config.json, adapter_model.safetensors. Where"
              + " --model is an adapter's folder itself, its base model is taken from there.")
  @Nullable Path adapter;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      order = 800,
      defaultValue = "auto",
      completionCandidates = Values.Devices.class,
      description =
          "auto, cpu, cuda or cuda:N. auto is the GPU when there is one; cuda without one is an error."
              + " (default: ${DEFAULT-VALUE})")
  String device = "auto";

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      order = 801,
      defaultValue = "float32",
      completionCandidates = Values.DTypes.class,
      description =
          "float32, bfloat16, or float64 (slow: for comparisons without rounding)."
              + " (default: ${DEFAULT-VALUE})")
  DType dtype = DType.FLOAT32;

  /** The model folder. */
  Path modelFolder(String command) {
    if (model == null) {
      throw missing(command, "--model", "a Hugging Face model folder", "--model models/my-model");
    }
    return folder("--model", model);
  }

  /** The model folder, and the adapter on it. */
  ModelSource source(String command) {
    return ModelSource.of(
        modelFolder(command), adapter == null ? null : folder("--adapter", adapter));
  }

  /** The device that {@code --device} means here. */
  Device chosenDevice() {
    return Devices.choose(device.toLowerCase(Locale.ROOT));
  }

  /**
   * A folder that is there.
   *
   * @throws UsageException when it is not
   */
  static Path folder(String flag, Path folder) {
    if (Files.isDirectory(folder)) return folder;
    var name = folder.toString();
    if (Files.exists(folder)) {
      throw new UsageException(
          flag
              + " "
              + name
              + ": is a file; name the folder that holds config.json, *.safetensors and tokenizer.json");
    }
    var hub =
        name.matches("[\\w.-]+/[\\w.-]+")
            ? "; if it is a name on the Hugging Face hub, download it first: hf download "
                + name
                + " --local-dir DIR"
            : "; name a Hugging Face model folder";
    throw new UsageException(
        flag
            + " "
            + name
            + ": no such folder (looked at "
            + folder.toAbsolutePath().normalize()
            + ")"
            + hub);
  }

  static UsageException missing(String command, String flag, String what, String example) {
    return new UsageException(
        command
            + " needs "
            + flag
            + ", "
            + what
            + ": add for example "
            + example
            + " (./gatun "
            + command
            + " --help lists all options)");
  }
}
