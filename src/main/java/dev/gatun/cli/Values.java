package dev.gatun.cli;

import dev.gatun.align.Bco;
import dev.gatun.align.Objectives;
import dev.gatun.data.AssistantTurns;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.torch.DType;
import dev.gatun.torch.NearNames;
import dev.gatun.train.Contest;
import dev.gatun.train.DataOrder;
import dev.gatun.train.GradientCheckpointing;
import dev.gatun.train.KlPairing;
import dev.gatun.train.KlScope;
import dev.gatun.train.Normalization;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the text of an option becomes its value, with errors in plain words. */
final class Values {
  private static final Map<String, DType> DTYPES =
      ordered(
          Map.entry("float32", DType.FLOAT32),
          Map.entry("bfloat16", DType.BFLOAT16),
          Map.entry("float64", DType.FLOAT64));
  private static final Map<String, DType> OTHER_DTYPE_NAMES =
      Map.of(
          "fp32",
          DType.FLOAT32,
          "bf16",
          DType.BFLOAT16,
          "fp64",
          DType.FLOAT64,
          "torch.float32",
          DType.FLOAT32,
          "torch.bfloat16",
          DType.BFLOAT16,
          "torch.float64",
          DType.FLOAT64);

  private Values() {}

  /** Teaches a command line and its subcommands. */
  static void register(CommandLine commandLine) {
    ITypeConverter<Double> number = Values::number;
    ITypeConverter<Integer> count = Values::count;
    ITypeConverter<Long> longCount = Values::longCount;
    ITypeConverter<Boolean> flag =
        text -> choice(text, ordered(Map.entry("true", true), Map.entry("false", false)), Map.of());
    commandLine
        .registerConverter(double.class, number)
        .registerConverter(Double.class, number)
        .registerConverter(int.class, count)
        .registerConverter(Integer.class, count)
        .registerConverter(long.class, longCount)
        .registerConverter(Long.class, longCount)
        .registerConverter(boolean.class, flag)
        .registerConverter(DType.class, text -> choice(text, DTYPES, OTHER_DTYPE_NAMES))
        .registerConverter(
            DataOrder.class, text -> choice(text, named(DataOrder.values()), Map.of()))
        .registerConverter(KlScope.class, text -> choice(text, named(KlScope.values()), Map.of()))
        .registerConverter(
            KlPairing.class, text -> choice(text, named(KlPairing.values()), Map.of()))
        .registerConverter(
            GradientCheckpointing.class,
            text ->
                choice(
                    text,
                    named(GradientCheckpointing.values()),
                    Map.of("true", GradientCheckpointing.ON, "false", GradientCheckpointing.OFF)))
        .registerConverter(
            AssistantTurns.class, text -> choice(text, named(AssistantTurns.values()), Map.of()))
        .registerConverter(
            Normalization.class, text -> choice(text, named(Normalization.values()), Map.of()))
        .registerConverter(
            Contest.By.class, text -> choice(text, named(Contest.By.values()), Map.of()))
        .registerConverter(
            LearningRateSchedule.class,
            text -> choice(text, named(LearningRateSchedule.values()), Map.of()));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number");
    }
  }

  private static long longCount(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a whole number");
    }
  }

  private static int count(String text) {
    var value = longCount(text);
    if (value != (int) value) throw new TypeConversionException("'" + text + "' is beyond reason");
    return (int) value;
  }

  private static <T> T choice(String text, Map<String, T> named, Map<String, T> aliases) {
    var name = text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    var value = named.getOrDefault(name, aliases.get(name));
    if (value != null) return value;
    throw new TypeConversionException(
        "'"
            + text
            + "' is none of "
            + String.join(", ", named.keySet())
            + NearNames.question(name, named.keySet()));
  }

  private static <E extends Enum<E>> Map<String, E> named(E[] constants) {
    var named = new LinkedHashMap<String, E>();
    for (var constant : constants) named.put(name(constant), constant);
    return named;
  }

  /** As it is written on the command line. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @SafeVarargs
  private static <T> Map<String, T> ordered(Map.Entry<String, T>... entries) {
    var map = new LinkedHashMap<String, T>();
    for (var entry : entries) map.put(entry.getKey(), entry.getValue());
    return map;
  }

  // picocli makes these itself.

  /** Bytes: a whole number, or one with k, m, g or t behind it (of 1024). */
  static final class Size implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)(i?b)?");

    @Override
    public Long convert(String text) {
      var size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!size.matches())
        throw new TypeConversionException("'" + text + "' is no size such as 800m or 4g");
      var shift = size.group(2).isEmpty() ? 0 : 10 * (1 + "kmgt".indexOf(size.group(2)));
      return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << shift);
    }
  }

  /** Names of dtypes. */
  static final class DTypes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return DTYPES.keySet().iterator();
    }
  }

  /** Names of devices. */
  static final class Devices implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("auto", "cpu", "cuda").iterator();
    }
  }

  /** Names of schedules. */
  static final class Schedules implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(LearningRateSchedule.values()).keySet().iterator();
    }
  }

  /** Names of modes of gradient checkpointing. */
  static final class CheckpointingModes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(GradientCheckpointing.values()).keySet().iterator();
    }
  }

  /** Names of data orders. */
  static final class DataOrders implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(DataOrder.values()).keySet().iterator();
    }
  }

  /** Names of choices of turns. */
  static final class Turns implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(AssistantTurns.values()).keySet().iterator();
    }
  }

  /** Names of objectives. */
  static final class Losses implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Objectives.names().iterator();
    }
  }

  /** Names of BCO's reward shifts. */
  static final class BcoShifts implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(Bco.Shift.values()).keySet().iterator();
    }
  }

  /** Names of divisors of the loss. */
  static final class Normalizations implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(Normalization.values()).keySet().iterator();
    }
  }

  /** Names of what a scoring model looks at. */
  static final class ScoringBy implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(Contest.By.values()).keySet().iterator();
    }
  }

  /** Names of pairings. */
  static final class KlPairings implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(KlPairing.values()).keySet().iterator();
    }
  }

  /** Names of scopes of the reference point. */
  static final class KlScopes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(KlScope.values()).keySet().iterator();
    }
  }
}
