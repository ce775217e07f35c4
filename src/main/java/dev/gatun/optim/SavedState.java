package dev.gatun.optim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.nn.Parameter;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.Entry;
import dev.gatun.torch.safetensors.SafetensorsFile;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** An optimizer's state on disk; {@link Optimizer#save} says what is in the file. */
final class SavedState {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "state.";

  private SavedState() {}

  static void write(Path file, Optimizer optimizer) throws IOException {
    var groups = new ArrayList<Map<String, Object>>();
    for (var group : optimizer.groups()) {
      var json = new LinkedHashMap<String, Object>();
      json.put("lr", group.learningRate());
      json.put("weight_decay", group.weightDecay());
      json.put("params", names(group));
      groups.add(json);
    }
    var notes =
        Map.of(
            "format",
            "pt",
            "optimizer",
            kind(optimizer),
            "settings",
            JSON.writeValueAsString(optimizer.settings()),
            "param_groups",
            JSON.writeValueAsString(groups));
    var items = new ArrayList<SafetensorsWriter.Item>();
    optimizer
        .state()
        .forEach(
            (name, tensor) -> items.add(new SafetensorsWriter.Item(name, tensor.dtype(), tensor)));
    SafetensorsWriter.write(file, notes, items);
  }

  static void read(Path path, Optimizer optimizer) {
    try (var file = SafetensorsFile.open(path);
        var _ = TensorScope.open()) {
      check(file, optimizer);
      optimizer.clearState();
      for (var entry : file.entries()) {
        var parameter = parameter(entry);
        var device = optimizer.parameters().get(parameter).value().device();
        optimizer.restore(parameter, key(entry), file.read(entry.name()).to(device));
      }
    }
  }

  private static void check(SafetensorsFile file, Optimizer optimizer) {
    var kind = file.metadata().get("optimizer");
    if (!kind(optimizer).equals(kind)) {
      throw refused(
          file,
          kind == null
              ? "it holds no optimizer's state"
              : "it holds the state of " + kind + ", and this optimizer is " + kind(optimizer));
    }
    var saved = savedGroups(file);
    var own = optimizer.groups().stream().map(SavedState::names).toList();
    if (!saved.equals(own)) throw refused(file, difference(saved, own));
    var found = new LinkedHashMap<String, TreeSet<String>>();
    for (var entry : file.entries()) {
      var parameter = optimizer.parameters().get(parameter(entry));
      if (parameter == null) throw refused(file, "'" + entry.name() + "' is of no parameter");
      var expected = optimizer.stateShapes(parameter).get(key(entry));
      if (!entry.shape().equals(expected)) {
        throw refused(
            file,
            "'"
                + entry.name()
                + "' has shape "
                + entry.shape()
                + (expected == null ? " and is no state of this optimizer" : ", not " + expected));
      }
      found.computeIfAbsent(parameter.name(), _ -> new TreeSet<>()).add(key(entry));
    }
    found.forEach((name, keys) -> {
      var expected = optimizer.stateShapes(optimizer.parameters().get(name)).keySet();
      for (var key : expected) {
        if (!keys.contains(key))
          throw refused(file, "'" + PREFIX + name + "." + key + "' is missing");
      }
    });
  }

  private static List<List<String>> savedGroups(SafetensorsFile file) {
    try {
      var groups = new ArrayList<List<String>>();
      for (JsonNode group : JSON.readTree(file.metadata().getOrDefault("param_groups", "[]"))) {
        var names = new ArrayList<String>();
        for (var name : group.path("params")) names.add(name.asText());
        groups.add(names);
      }
      return groups;
    } catch (JsonProcessingException e) {
      throw refused(file, "its param_groups are not JSON: " + e.getOriginalMessage());
    }
  }

  private static String difference(List<List<String>> saved, List<List<String>> own) {
    var missing = new TreeSet<>(own.stream().flatMap(List::stream).toList());
    var extra = new TreeSet<>(saved.stream().flatMap(List::stream).toList());
    var common = new TreeSet<>(missing);
    common.retainAll(extra);
    missing.removeAll(common);
    extra.removeAll(common);
    if (!missing.isEmpty())
      return "parameter '" + missing.first() + "' was not in the optimizer that was saved";
    if (!extra.isEmpty())
      return "parameter '" + extra.first() + "' is in the file and not in this optimizer";
    return "the same parameters were in other groups, or in another order";
  }

  /** Parameter names have points in them; the last one parts off the state's own name. */
  private static String parameter(Entry entry) {
    var name = entry.name();
    var end = name.lastIndexOf('.');
    return name.startsWith(PREFIX) && end > PREFIX.length()
        ? name.substring(PREFIX.length(), end)
        : name;
  }

  private static String key(Entry entry) {
    return entry.name().substring(entry.name().lastIndexOf('.') + 1);
  }

  private static List<String> names(ParameterGroup group) {
    return group.parameters().stream().map(Parameter::name).toList();
  }

  private static String kind(Optimizer optimizer) {
    return switch (optimizer) {
      case AdamW _ -> "AdamW";
      case Sgd _ -> "SGD";
      case Adafactor _ -> "Adafactor";
    };
  }

  private static IllegalArgumentException refused(SafetensorsFile file, String reason) {
    return new IllegalArgumentException(
        file.path() + ": the optimizer's state cannot be loaded: " + reason);
  }
}
