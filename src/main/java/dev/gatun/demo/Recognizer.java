package dev.gatun.demo;

import dev.gatun.demo.Symbol.Choice;
import dev.gatun.demo.Symbol.Ends;
import dev.gatun.demo.Symbol.Reference;
import dev.gatun.demo.Symbol.Sequence;
import dev.gatun.demo.Symbol.Slot;
import dev.gatun.demo.Symbol.Word;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether tokens are a sentence of the rules: a depth-first parse with the variables' rows
 * as its state, so that a wrong pronoun far into the story fails as surely as a wrong word. What is
 * left to match after a symbol is passed along as a continuation, which makes going back to the
 * last choice the ordinary return.
 */
final class Recognizer {

  private final GrammarText.Rules rules;
  private final List<String> tokens;

  /**
   * What comes after a symbol: given where the symbol ended, the reading of all the rest, if there
   * is one.
   */
  private interface Rest {
    Optional<Bindings> from(int at, Bindings bindings);
  }

  Recognizer(GrammarText.Rules rules, List<String> tokens) {
    this.rules = rules;
    this.tokens = tokens;
  }

  /** The first reading of all the tokens as {@code start}. */
  Optional<Bindings> read(String start) {
    return match(
        rules.rule(start),
        0,
        Bindings.none(rules.variables()),
        (at, bindings) -> at == tokens.size() ? Optional.of(bindings) : Optional.empty());
  }

  private Optional<Bindings> match(Symbol symbol, int at, Bindings bindings, Rest rest) {
    return switch (symbol) {
      case Word word -> is(word.text(), at) ? rest.from(at + 1, bindings) : Optional.empty();
      case Slot slot -> matchSlot(slot, at, bindings, rest);
      case Reference reference -> match(rules.rule(reference.rule()), at, bindings, rest);
      case Sequence sequence -> matchParts(sequence.parts(), 0, at, bindings, rest);
      case Choice choice -> first(choice.alternatives(), part -> match(part, at, bindings, rest));
      case Ends ends -> rest.from(at, bindings.with(ends.ending()));
    };
  }

  private Optional<Bindings> matchParts(
      List<Symbol> parts, int index, int at, Bindings bindings, Rest rest) {
    if (index == parts.size()) {
      return rest.from(at, bindings);
    }
    return match(
        parts.get(index),
        at,
        bindings,
        (next, now) -> matchParts(parts, index + 1, next, now, rest));
  }

  private Optional<Bindings> matchSlot(Slot slot, int at, Bindings bindings, Rest rest) {
    var variable = slot.variable();
    int bound = bindings.row(variable.index());
    for (int row = 0; row < variable.table().rows().size(); row++) {
      boolean open =
          bound == Bindings.UNBOUND
              ? slot.allows(row) && variable.mayTake(row, bindings)
              : row == bound && slot.allows(row);
      if (open && is(variable.table().cell(row, slot.column()), at)) {
        var reading = rest.from(at + 1, bindings.with(variable.index(), row));
        if (reading.isPresent()) {
          return reading;
        }
      }
    }
    return Optional.empty();
  }

  private boolean is(String word, int at) {
    return at < tokens.size() && tokens.get(at).equals(word);
  }

  private interface Attempt {
    Optional<Bindings> at(Symbol alternative);
  }

  private static Optional<Bindings> first(List<Symbol> alternatives, Attempt attempt) {
    for (Symbol alternative : alternatives) {
      var reading = attempt.at(alternative);
      if (reading.isPresent()) {
        return reading;
      }
    }
    return Optional.empty();
  }
}
