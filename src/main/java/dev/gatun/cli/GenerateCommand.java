package dev.gatun.cli;

import dev.gatun.data.TextEncoder;
import dev.gatun.data.TokenizerEncoder;
import dev.gatun.model.CausalLM;
import dev.gatun.model.GenerationOptions;
import dev.gatun.text.Message;
import dev.gatun.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatun generate}: lets a model go on with prompts. */
@Command(
    name = "generate",
    header = "Let a model go on with a prompt.",
    sortOptions = false,
    synopsisHeading = "%n",
    customSynopsis = "Usage: gatun generate --model DIR (--prompt TEXT | --prompts FILE) [OPTIONS]",
    descriptionHeading = "%n",
    description =
        "Prints the text as it comes. Takes the most probable token each time, unless --temperature is above 0.%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./gatun generate --model runs/first --prompt \"Once upon a time\"",
      "  ./gatun generate --model runs/first --prompts prompts.txt --temperature 0.8 --top-p 0.95 --seed 7",
      "  ./gatun generate --model runs/chat --chat --prompt \"What is the capital of Panama?\"",
    })
final class GenerateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(validate = false, order = 9, heading = "%nOther%n")
  CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, order = 1, heading = "Model and device%n")
  ModelOptions model = new ModelOptions();

  @ArgGroup(validate = false, order = 2, heading = "%nPrompt%n")
  Prompt prompt = new Prompt();

  @ArgGroup(validate = false, order = 3, heading = "%nGeneration%n")
  Sampling sampling = new Sampling();

  /** What to go on with. */
  static final class Prompt {
    @Option(
        names = "--prompt",
        paramLabel = "TEXT",
        order = 10,
        description = "Text to go on with.")
    @Nullable String text;

    @Option(
        names = "--prompts",
        paramLabel = "FILE",
        order = 11,
        description = "File of prompts, one on each line.")
    @Nullable Path file;

    @Option(
        names = "--chat",
        order = 12,
        description =
            "The prompt is what a user says: put it into the chat template, and let the model answer.")
    boolean chat;

    @Option(
        names = "--chat-template",
        paramLabel = "FILE|NAME",
        order = 13,
        description = "Template for --chat instead of the model's own.")
    @Nullable Path chatTemplate;
  }

  /** How tokens are chosen. */
  static final class Sampling {
    @Option(
        names = "--max-new-tokens",
        paramLabel = "N",
        order = 20,
        defaultValue = "200",
        description = "Stop after so many tokens. (default: ${DEFAULT-VALUE})")
    int maxNewTokens;

    @Option(
        names = "--temperature",
        paramLabel = "X",
        order = 21,
        defaultValue = "0",
        description =
            "0: always the most probable token; 1: the model's own probabilities. (default: ${DEFAULT-VALUE})")
    double temperature;

    @Option(
        names = "--top-k",
        paramLabel = "N",
        order = 22,
        defaultValue = "0",
        description = "Draw among the N most probable tokens; 0: all. (default: ${DEFAULT-VALUE})")
    int topK;

    @Option(
        names = "--top-p",
        paramLabel = "X",
        order = 23,
        defaultValue = "1",
        description =
            "Draw among the most probable tokens that together have this probability."
                + " (default: ${DEFAULT-VALUE})")
    double topP;

    @Option(
        names = "--seed",
        paramLabel = "N",
        order = 24,
        defaultValue = "42",
        description = "Decides the draws. (default: ${DEFAULT-VALUE})")
    long seed;

    GenerationOptions options() {
      require(maxNewTokens >= 1, "--max-new-tokens must be at least 1", maxNewTokens);
      require(
          temperature >= 0 && !Double.isInfinite(temperature),
          "--temperature must be 0 or more",
          temperature);
      require(topK >= 0, "--top-k must be 0 (all) or more", topK);
      require(topP > 0 && topP <= 1, "--top-p must be above 0 and at most 1", topP);
      return new GenerationOptions(maxNewTokens, temperature, topK, topP, seed);
    }

    private static void require(boolean holds, String rule, Object value) {
      if (!holds) throw new UsageException(rule + ", got " + value);
    }
  }

  GenerateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var source = model.source("generate");
    var prompts = prompts();
    var options = sampling.options();
    var device = model.chosenDevice();
    if (terminal.interactive())
      terminal.say("device: " + device); // not among text that is piped on
    try (var tokenizer = Tokenizer.load(source.tokenizer())) {
      var encoder = encoder(tokenizer);
      if (prompt.chat && encoder.chat().isEmpty()) {
        throw new UsageException(
            "--chat: the model in "
                + source.tokenizer()
                + " has no chat template; name one: --chat-template FILE|chatml|llama3|...");
      }
      try (var loaded = CausalLM.load(source, model.dtype, device)) {
        for (var i = 0; i < prompts.size(); i++) {
          if (prompt.file != null) {
            terminal.say((i == 0 ? "" : "\n") + "==> " + (i + 1) + "/" + prompts.size() + " <==");
          }
          generate(loaded, tokenizer, encode(encoder, prompts.get(i), i), options, prompts.get(i));
        }
      }
    }
    return 0;
  }

  private TextEncoder encoder(Tokenizer tokenizer) {
    return TokenizerEncoder.of(
        tokenizer, prompt.chatTemplate == null ? null : prompt.chatTemplate.toString());
  }

  private List<String> prompts() {
    if (prompt.text != null && prompt.file != null) {
      throw new UsageException("--prompt and --prompts are both given; choose one");
    }
    if (prompt.text != null) return List.of(prompt.text);
    if (prompt.file == null) {
      throw ModelOptions.missing(
          "generate",
          "--prompt TEXT or --prompts FILE",
          "what to go on with",
          "--prompt \"Once upon a time\"");
    }
    try {
      var lines = Files.readAllLines(prompt.file).stream().filter(line -> !line.isBlank()).toList();
      if (lines.isEmpty()) {
        throw new UsageException(
            "--prompts " + prompt.file + ": holds no prompt; write one on each line");
      }
      return lines;
    } catch (CharacterCodingException e) {
      throw new UsageException("--prompts " + prompt.file + ": is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UsageException("--prompts " + Failure.of(e).message(), e);
    }
  }

  private int[] encode(TextEncoder encoder, String text, int index) {
    var tokens =
        prompt.chat
            ? encoder
                .chat()
                .orElseThrow()
                .encodePrompt(List.of(new Message("user", text)), Map.of())
            : encoder.encode(text);
    if (tokens.length > 0) return tokens;
    var flag =
        prompt.file == null ? "--prompt" : "--prompts " + prompt.file + ": prompt " + (index + 1);
    throw new UsageException(
        flag
            + " has no tokens, and this tokenizer begins texts with none: give a word to begin with");
  }

  private void generate(
      CausalLM loaded, Tokenizer tokenizer, int[] tokens, GenerationOptions options, String text) {
    var out = terminal.out();
    if (!prompt.chat) out.print(text);
    out.flush();
    var decoder = tokenizer.streamingDecoder();
    for (var token : tokens) decoder.append(token); // a token's text depends on those before it
    loaded.generate(
        tokens,
        options,
        token -> {
          out.print(decoder.append(token));
          out.flush();
        });
    out.println(decoder.finish());
    out.flush();
  }
}
