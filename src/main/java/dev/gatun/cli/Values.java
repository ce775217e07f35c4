package dev.gatun.cli;

import dev.gatun.align.Bco;
import dev.gatun.align.Objectives;
import dev.gatun.data.AssistantTurns;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.torch.DType;
import dev.gatun.torch.NearNames;
import dev.gatun.train.DataOrder;
import dev.gatun.train.KlScope;
import dev.gatun.train.Normalization;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the text of an option becomes its value, with errors in plain words. */
final class Values {
  private static final Map<String, DType> DTYPES =
      ordered("float32", DType.FLOAT32, "bfloat16", DType.BFLOAT16);
  private static final Map<String, DType> OTHER_DTYPE_NAMES =
      Map.of(
          "fp32",
          DType.FLOAT32,
          "bf16",
          DType.BFLOAT16,
          "torch.float32",
          DType.FLOAT32,
          "torch.bfloat16",
          DType.BFLOAT16);

  private Values() {}

  /** Teaches a command line and its subcommands. */
  static void register(CommandLine commandLine) {
    ITypeConverter<Double> number = Values::number;
    ITypeConverter<Integer> count = Values::count;
    ITypeConverter<Long> longCount = Values::longCount;
    ITypeConverter<Boolean> flag =
        text -> choice(text, ordered("true", true, "false", false), Map.of());
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
            AssistantTurns.class, text -> choice(text, named(AssistantTurns.values()), Map.of()))
        .registerConverter(
            Normalization.class, text -> choice(text, named(Normalization.values()), Map.of()))
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

  private static <T> Map<String, T> ordered(String first, T one, String second, T two) {
    var map = new LinkedHashMap<String, T>();
    map.put(first, one);
    map.put(second, two);
    return map;
  }

  // picocli makes these itself, for completion.

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

  /** Names of scopes of the reference point. */
  static final class KlScopes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return named(KlScope.values()).keySet().iterator();
    }
  }
}
