package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsFile;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import dev.gatun.torch.safetensors.SafetensorsWriter.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Changes to copies of the golden model folders. */
final class ModelFolders {
  static final String WEIGHTS = "model.safetensors";
  static final String CONFIG = "config.json";

  private ModelFolders() {}

  static void edit(Path folder, String from, String to) throws IOException {
    var text = Files.readString(folder.resolve(CONFIG));
    assertThat(text).contains(from);
    Files.writeString(folder.resolve(CONFIG), text.replace(from, to));
  }

  static void rewrite(Path folder, UnaryOperator<List<Item>> change) throws IOException {
    var path = folder.resolve(WEIGHTS);
    try (var file = SafetensorsFile.open(path);
        var _ = TensorScope.open()) {
      var items =
          file.entries().stream()
              .map(e -> new Item(e.name(), e.dtype(), file.read(e.name())))
              .toList();
      SafetensorsWriter.write(folder.resolve("new"), Map.of("format", "pt"), change.apply(items));
    }
    Files.move(folder.resolve("new"), path, StandardCopyOption.REPLACE_EXISTING);
  }

  static List<Item> with(List<Item> items, Item more) {
    var all = new ArrayList<>(items);
    all.add(more);
    return all;
  }

  static void nudge(CausalLM model) {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      for (var parameter : model.parameters()) parameter.value().mul_(1.5);
    }
  }

  static void assertSameWeights(CausalLM one, CausalLM other) {
    assertSameWeights(one.parameters(), other.parameters());
  }

  static void assertSameWeights(List<Parameter> one, List<Parameter> other) {
    assertThat(other).hasSameSizeAs(one);
    for (var i = 0; i < one.size(); i++) {
      assertThat(other.get(i).name()).isEqualTo(one.get(i).name());
      assertThat(other.get(i).value().toFloatArray()).isEqualTo(one.get(i).value().toFloatArray());
    }
  }
}
