package dev.gatun.cli;

import dev.gatun.torch.NearNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for a command line that does not parse: what is wrong, and what was probably meant. */
final class UsageMessages {
  private static final Set<String> LAUNCHER = Set.of("test", "build", "prepare", "tidy");

  private UsageMessages() {}

  static String of(ParameterException e, ConfigDefaults defaults) {
    var command = e.getCommandLine().getCommandSpec();
    if (e.getCause() instanceof IllegalArgumentException inner && inner.getMessage() != null) {
      return inner.getMessage();
    }
    return switch (e) {
      case UnmatchedArgumentException unmatched -> unmatched(command, unmatched.getUnmatched());
      case MissingParameterException missing -> missing(missing);
      default ->
          e.getArgSpec() instanceof OptionSpec option
              ? badValue(option, e.getMessage(), defaults)
              : e.getMessage() + seeHelp(command);
    };
  }

  private static String unmatched(CommandSpec command, List<String> arguments) {
    var argument = arguments.getFirst();
    if (argument.startsWith("-") && argument.length() > 1) {
      var typed = argument.replaceFirst("=.*", "");
      return "unknown option "
          + typed
          + NearNames.question(typed, optionNames(command))
          + seeHelp(command);
    }
    if (!command.subcommands().isEmpty()) {
      if (LAUNCHER.contains(argument))
        return argument + " is a command of the launcher: ./gatun " + argument;
      return "unknown command '"
          + argument
          + "'"
          + NearNames.question(argument, command.subcommands().keySet())
          + seeHelp(command);
    }
    return "unexpected argument '"
        + argument
        + "': every value follows its option, as in --data FILE"
        + seeHelp(command);
  }

  private static String missing(MissingParameterException e) {
    for (var arg : e.getMissing()) {
      if (arg instanceof OptionSpec option) {
        return option.longestName()
            + " needs a value: "
            + option.longestName()
            + " "
            + option.paramLabel()
            + seeHelp(option.command());
      }
    }
    return e.getMessage() + seeHelp(e.getCommandLine().getCommandSpec());
  }

  // picocli: "Invalid value for option '--beta' (X): 'x' is not a number"
  private static String badValue(OptionSpec option, String message, ConfigDefaults defaults) {
    var reason = message.replaceFirst("^Invalid value for option '[^']*'(?: \\([^)]*\\))?: ", "");
    return defaults
        .place(option)
        .map(place -> place + ": " + ConfigDefaults.name(option).replace('-', '_') + ": " + reason)
        .orElse(option.longestName() + ": " + reason);
  }

  private static String seeHelp(CommandSpec command) {
    return " ("
        + command.qualifiedName(" ").replaceFirst("^gatun", "./gatun")
        + " --help lists all "
        + (command.subcommands().isEmpty() ? "options)" : "commands)");
  }

  static List<String> optionNames(CommandSpec command) {
    var names = new ArrayList<String>();
    for (var option : command.options()) names.add(option.longestName());
    return names;
  }

  /**
   * Refuses an option that is given twice. picocli would take it for a second group of options, and
   * forget the first group.
   *
   * @param arguments in kebab case
   */
  static void requireOnce(CommandLine root, String... arguments) {
    var known = knownOptions(root);
    var seen = new HashSet<String>();
    for (var argument : arguments) {
      var name = argument.replaceFirst("=.*", "");
      if (known.contains(name) && !seen.add(name)) {
        throw new UsageException(name + " is given twice; say it once");
      }
    }
  }

  /**
   * TRL's own command line writes options in snake case: {@code --learning_rate} is {@code
   * --learning-rate} here.
   */
  static String[] inKebabCase(CommandLine root, String... arguments) {
    var known = knownOptions(root);
    var rewritten = arguments.clone();
    for (var i = 0; i < rewritten.length; i++) {
      var argument = rewritten[i];
      if (!argument.startsWith("--")) continue;
      var end = argument.indexOf('=') < 0 ? argument.length() : argument.indexOf('=');
      var name = argument.substring(0, end).replace('_', '-');
      if (known.contains(name)) rewritten[i] = name + argument.substring(end);
    }
    return rewritten;
  }

  private static Set<String> knownOptions(CommandLine root) {
    var known = new HashSet<String>();
    for (var subcommand : root.getSubcommands().values()) {
      known.addAll(optionNames(subcommand.getCommandSpec()));
      known.addAll(knownOptions(subcommand));
    }
    return known;
  }
}
