package dev.gatun.cli;

import dev.gatun.model.CausalLM;
import dev.gatun.model.ModelSource;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.train.DensityRatios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatun merge}: a model of its own from a base model and its adapter. */
@Command(
    name = "merge",
    header = "Make a model folder of a base model and its LoRA adapter.",
    sortOptions = false,
    synopsisHeading = "%n",
    customSynopsis = "Usage: gatun merge --adapter DIR [--model DIR] --output-dir DIR",
    descriptionHeading = "%n",
    description =
        "Adds the adapter's updates to the base model's weights, in float32, and writes them in the base model's dtype and"
            + " files. No program that loads the result needs to know of adapters.%n",
    footerHeading = "%nExample:%n",
    footer = "  ./gatun merge --adapter runs/lora --output-dir models/merged")
final class MergeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(validate = false, order = 9, heading = "%nOther%n")
  CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, order = 1, heading = "Folders%n")
  Folders folders = new Folders();

  /** What is merged, and where the result goes. */
  static final class Folders {
    @Option(
        names = "--adapter",
        paramLabel = "DIR",
        order = 1,
        description = "The adapter, in PEFT's format: a folder that train --use-peft made, say.")
    @Nullable Path adapter;

    @Option(
        names = "--model",
        paramLabel = "DIR",
        order = 2,
        description = "The base model, where it is no longer the folder that the adapter names.")
    @Nullable Path model;

    @Option(
        names = "--output-dir",
        paramLabel = "DIR",
        order = 3,
        description = "Folder for the merged model; new or empty.")
    @Nullable Path output;
  }

  MergeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    var adapter = given("--adapter", folders.adapter, "the adapter's folder", "runs/lora");
    var output =
        given("--output-dir", folders.output, "where the merged model goes", "models/merged");
    ModelOptions.folder("--adapter", adapter);
    requireFree(output);
    var source =
        folders.model == null
            ? ModelSource.of(adapter)
            : ModelSource.of(ModelOptions.folder("--model", folders.model), adapter);
    if (source.adapter() == null) {
      throw new UsageException(
          "--adapter " + adapter + ": is no adapter (it has no adapter_config.json)");
    }
    try (var model = CausalLM.load(source, DType.FLOAT32, Device.CPU)) {
      model.mergeAdapter();
      model.save(output);
    }
    DensityRatios.copy(adapter, output);
    terminal.say("base model: " + source.base());
    terminal.say("model: " + output);
    return 0;
  }

  private static Path given(String flag, @Nullable Path value, String what, String example) {
    if (value != null) return value;
    throw ModelOptions.missing("merge", flag, what, flag + " " + example);
  }

  private static void requireFree(Path output) throws IOException {
    if (!Files.exists(output)) return;
    if (Files.isDirectory(output)) {
      try (var files = Files.list(output)) {
        if (files.findAny().isEmpty()) return;
      }
    }
    throw new UsageException(
        "--output-dir " + output + ": is there already: nothing is overwritten; name a new folder");
  }
}
