package dev.gatun.align;

import dev.gatun.torch.NearNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The objectives by name: a line for each. */
public final class Objectives {
  private static final Map<String, Function<Knobs, Objective>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("kto", knobs -> new Kto(beta(knobs), knobs.weights(), true));
    ALL.put("apo_zero_unpaired", knobs -> new Kto(beta(knobs), knobs.weights(), false));
    ALL.put("bco", knobs -> Bco.of(beta(knobs), knobs));
    ALL.put("nca_unpaired", knobs -> new NcaUnpaired(beta(knobs)));
    ALL.put("nca", knobs -> new Nca(beta(knobs), alpha(knobs)));
    ALL.put("infonca", knobs -> new InfoNca(beta(knobs), alpha(knobs)));
    ALL.put("nca_pair", knobs -> new NcaPair(beta(knobs)));
    ALL.put("dpo", knobs -> new Dpo(beta(knobs), smoothing(knobs)));
    ALL.put("robust", knobs -> new Robust(beta(knobs), smoothing(knobs)));
    ALL.put("ipo", knobs -> new Ipo(beta(knobs)));
    ALL.put("hinge", knobs -> new Hinge(beta(knobs)));
    ALL.put("apo_zero", knobs -> new ApoZero(beta(knobs)));
    ALL.put("apo_down", knobs -> new ApoDown(beta(knobs)));
    ALL.put("sft", _ -> new Sft());
    ALL.put("orpo", knobs -> new Orpo(beta(knobs)));
    ALL.put("simpo", knobs -> new SimPo(beta(knobs), knobs.number("--gamma", 0.5)));
    ALL.put("cpo", knobs -> new Cpo(beta(knobs), knobs.number("--cpo-alpha", 1)));
  }

  private Objectives() {}

  private static double beta(Knobs knobs) {
    return knobs.number("--beta", 0.1);
  }

  private static double alpha(Knobs knobs) {
    return knobs.number("--alpha", 1e-3);
  }

  private static double smoothing(Knobs knobs) {
    return knobs.number("--label-smoothing", 0);
  }

  /** All names, in the order of documentation. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * The objective that a value of {@code --loss} names: one name, or a weighted mix {@code
   * dpo:1,sft:0.1}.
   *
   * @throws IllegalArgumentException for an unknown name, an unfit value, or a flag that the
   *     objective has no use for; the message begins with the flag
   */
  public static Objective parse(String loss, Knobs knobs) {
    var parts = new ArrayList<Mix.Part>();
    for (var part : loss.split(",", -1)) parts.add(part(part.strip(), knobs));
    for (var flag : knobs.unasked()) {
      throw new IllegalArgumentException(flag + " has no meaning for --loss " + loss);
    }
    return parts.size() == 1 && !loss.contains(":")
        ? parts.getFirst().objective()
        : mix(loss, parts);
  }

  private static Objective mix(String loss, List<Mix.Part> parts) {
    if (parts.size() > 1) return new Mix(parts);
    throw new IllegalArgumentException(
        "--loss: " + loss + ": a factor is for a mix of several, such as dpo:1,sft:0.1");
  }

  private static Mix.Part part(String text, Knobs knobs) {
    var colon = text.indexOf(':');
    var typed = colon < 0 ? text : text.substring(0, colon).strip();
    var name = typed.toLowerCase(Locale.ROOT).replace('-', '_');
    var made = ALL.get(name);
    if (made == null) {
      throw new IllegalArgumentException(
          "--loss: '"
              + typed
              + "' is no objective"
              + NearNames.question(name, ALL.keySet())
              + "; there are "
              + String.join(", ", ALL.keySet()));
    }
    return new Mix.Part(made.apply(knobs), colon < 0 ? 1 : factor(text.substring(colon + 1)));
  }

  private static double factor(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--loss: '" + text + "' is not a factor; a mix is written dpo:1,sft:0.1", e);
    }
  }
}
