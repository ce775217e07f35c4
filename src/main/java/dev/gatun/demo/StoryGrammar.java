package dev.gatun.demo;

import dev.gatun.demo.Symbol.Choice;
import dev.gatun.demo.Symbol.Ends;
import dev.gatun.demo.Symbol.Reference;
import dev.gatun.demo.Symbol.Sequence;
import dev.gatun.demo.Symbol.Slot;
import dev.gatun.demo.Symbol.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The language of the demo: short children's stories of three to five sentences in a few hundred
 * lower-case words, half of them with a happy ending and half with a sad one. The same rules,
 * {@code stories.grammar}, tell stories and decide whether a text is one, characters, pronouns and
 * things consistent from the first sentence to the last.
 */
public final class StoryGrammar {

  private static final String SOURCE = "stories.grammar";
  private static final String START = "story";
  private static final Pattern TOKEN = Pattern.compile("[a-z]+|[.,:]");

  /** Longer than any story: keeps the recognizer's recursion shallow on any text. */
  private static final int MAX_TOKENS = 200;

  private final GrammarText.Rules rules;

  private StoryGrammar(GrammarText.Rules rules) {
    this.rules = rules;
  }

  /** The grammar that comes with the demo. */
  public static StoryGrammar standard() {
    try (var in = StoryGrammar.class.getResourceAsStream(SOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + SOURCE + " is missing from the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new StoryGrammar(GrammarText.parse(text.lines().toList()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + SOURCE, e);
    }
  }

  /**
   * Tells one story. The same generator state gives the same story on every JDK.
   *
   * @param random only its {@link RandomGenerator#nextLong} is used; a {@code SplittableRandom} of
   *     a fixed seed will do
   */
  public Story sample(RandomGenerator random) {
    return sampleFrom(START, random);
  }

  /**
   * As {@link #sample(RandomGenerator)}, of one plot.
   *
   * @param plot one of {@link #plots}
   */
  public Story sample(RandomGenerator random, String plot) {
    return sampleFrom(plot + "." + START, random);
  }

  /** What stories are about; each is as likely as the next. */
  public List<String> plots() {
    return rules.plots();
  }

  private Story sampleFrom(String rule, RandomGenerator random) {
    List<String> tokens = new ArrayList<>();
    Bindings end = write(rules.rule(rule), Bindings.none(rules.variables()), random, tokens);
    return new Story(sentences(tokens), end.ending());
  }

  /** Whether the text is a story of this language, to the letter and the space. */
  public boolean accepts(String text) {
    return endingOf(text).isPresent();
  }

  /**
   * The ending by the grammar's own reading, or empty where the text is not a story of this
   * language.
   */
  public Optional<Ending> endingOf(String text) {
    List<String> tokens = TOKEN.matcher(text).results().map(r -> r.group()).toList();
    // What the token pattern passed over (capitals, digits, doubled spaces) shows as a difference
    // here.
    if (tokens.size() > MAX_TOKENS || !join(tokens).equals(text)) {
      return Optional.empty();
    }
    return new Recognizer(rules, tokens).read(START).map(Bindings::ending);
  }

  /** Every word and punctuation mark that a story can contain. */
  public SortedSet<String> vocabulary() {
    var words = new TreeSet<String>();
    collect(new Reference(START), new HashSet<>(), words);
    return words;
  }

  /** The words that a story can begin with. */
  public SortedSet<String> openings() {
    var words = new TreeSet<String>();
    collectFirst(new Reference(START), words);
    return words;
  }

  private Bindings write(
      Symbol symbol, Bindings bindings, RandomGenerator random, List<String> out) {
    return switch (symbol) {
      case Word word -> {
        out.add(word.text());
        yield bindings;
      }
      case Slot slot -> {
        Bindings now = bind(slot, bindings, random);
        int row = now.row(slot.variable().index());
        out.add(slot.variable().table().cell(row, slot.column()));
        yield now;
      }
      case Reference reference -> write(rules.rule(reference.rule()), bindings, random, out);
      case Sequence sequence -> {
        Bindings now = bindings;
        for (Symbol part : sequence.parts()) {
          now = write(part, now, random, out);
        }
        yield now;
      }
      case Choice choice -> write(Draw.from(random, choice.alternatives()), bindings, random, out);
      case Ends ends -> bindings.with(ends.ending());
    };
  }

  private static Bindings bind(Slot slot, Bindings bindings, RandomGenerator random) {
    var variable = slot.variable();
    if (bindings.row(variable.index()) != Bindings.UNBOUND) {
      return bindings;
    }
    List<Integer> open = new ArrayList<>();
    for (int row = 0; row < variable.table().rows().size(); row++) {
      if (slot.allows(row) && variable.mayTake(row, bindings)) {
        open.add(row);
      }
    }
    return bindings.with(variable.index(), Draw.from(random, open));
  }

  private void collect(Symbol symbol, Set<String> seenRules, Set<String> words) {
    switch (symbol) {
      case Word word -> words.add(word.text());
      case Slot slot -> words.addAll(cells(slot));
      case Reference reference -> {
        if (seenRules.add(reference.rule())) {
          collect(rules.rule(reference.rule()), seenRules, words);
        }
      }
      case Sequence sequence -> sequence.parts().forEach(p -> collect(p, seenRules, words));
      case Choice choice -> choice.alternatives().forEach(a -> collect(a, seenRules, words));
      case Ends ends -> {}
    }
  }

  private void collectFirst(Symbol symbol, Set<String> words) {
    switch (symbol) {
      case Word word -> words.add(word.text());
      case Slot slot -> words.addAll(cells(slot));
      case Reference reference -> collectFirst(rules.rule(reference.rule()), words);
      case Sequence sequence -> collectFirst(sequence.parts().getFirst(), words);
      case Choice choice -> choice.alternatives().forEach(a -> collectFirst(a, words));
      case Ends ends -> throw new IllegalStateException("a story cannot begin with its ending");
    }
  }

  private static List<String> cells(Slot slot) {
    var rows = slot.variable().table().rows();
    return rows.stream().map(row -> row.get(slot.column())).toList();
  }

  private static List<String> sentences(List<String> tokens) {
    List<String> sentences = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).equals(".")) {
        sentences.add(join(tokens.subList(start, i + 1)));
        start = i + 1;
      }
    }
    return sentences;
  }

  /** Words parted by one space, punctuation right behind its word. */
  private static String join(List<String> tokens) {
    var text = new StringBuilder();
    for (String token : tokens) {
      if (!text.isEmpty() && Character.isLetter(token.charAt(0))) {
        text.append(' ');
      }
      text.append(token);
    }
    return text.toString();
  }
}
