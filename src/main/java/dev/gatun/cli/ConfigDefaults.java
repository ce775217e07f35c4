package dev.gatun.cli;

import dev.gatun.cli.ConfigFile.Entry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defaults from the file that {@code --config} names. picocli asks for the default of an option
 * only where the command line has none, and only after reading the whole of it: so the command line
 * wins, wherever in it {@code --config} stands.
 */
final class ConfigDefaults implements CommandLine.IDefaultValueProvider {
  private final Map<ArgSpec, Entry> used = new HashMap<>();
  private @Nullable ConfigFile file;

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || arg.command().commandLine().isUsageHelpRequested())
      return null;
    var config = arg.command().findOption("--config");
    if (config == null || option == config) return null;
    Path path = config.getValue();
    if (path == null) return null;
    if (file == null) file = ConfigFile.read(path, names(arg.command()));
    var entry = file.find(name(option));
    entry.ifPresent(found -> used.put(arg, found));
    return entry.map(Entry::text).orElse(null);
  }

  /** Where an option's value came from, if from the file. */
  Optional<String> place(ArgSpec arg) {
    return Optional.ofNullable(used.get(arg)).map(Entry::place);
  }

  static String name(OptionSpec option) {
    return option.longestName().substring(2);
  }

  private static TreeSet<String> names(CommandSpec command) {
    var names = new TreeSet<String>();
    for (var option : command.options()) {
      if (!option.usageHelp() && !option.versionHelp()) names.add(name(option));
    }
    names.remove("config");
    return names;
  }
}
