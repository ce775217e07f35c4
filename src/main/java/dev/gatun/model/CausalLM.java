package dev.gatun.model;

import dev.gatun.model.DecoderConfig.Feature;
import dev.gatun.nn.AttentionCore;
import dev.gatun.nn.PackedAttention;
import dev.gatun.nn.Parameter;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * A causal language model: a decoder-only transformer from a Hugging Face folder. It owns its
 * parameters, which are free tensors, and frees them when it is closed. Dropout is never applied.
 */
public final class CausalLM implements AutoCloseable {
  // Early Llama folders hold this table of the rotary embedding; it follows from the configuration.
  private static final Predicate<String> DERIVED = name -> name.endsWith(".rotary_emb.inv_freq");

  private final ModelConfig config;
  private final Decoder decoder;
  private final List<Parameter> parameters;
  private final CheckpointLayout layout;
  private final FolderFiles files;

  private CausalLM(
      ModelConfig config,
      Decoder decoder,
      List<Parameter> parameters,
      CheckpointLayout layout,
      FolderFiles files) {
    this.config = config;
    this.decoder = decoder;
    this.parameters = List.copyOf(parameters);
    this.layout = layout;
    this.files = files;
  }

  /**
   * Reads a folder with config.json and weights in safetensors, single or sharded.
   *
   * @param dtype that all parameters are converted to; it need not be the folder's
   * @throws ModelException when the folder is not a model that Gatun knows, naming what is wrong
   */
  public static CausalLM load(Path folder, DType dtype, Device device) {
    requireFloatingPoint(dtype);
    var files = FolderFiles.read(folder, List.of(FolderFiles.CONFIG));
    var config = files.modelConfig();
    var made = new ArrayList<Parameter>();
    try (var checkpoint = Checkpoint.open(folder, dtype, device)) {
      var decoder = new Decoder(config.decoder(), recording(checkpoint, made));
      if (config.decoder().has(Feature.TIED_EMBEDDINGS) && checkpoint.has(Decoder.OUTPUT)) {
        checkTie(folder, checkpoint, decoder.embedding().value());
      }
      checkpoint.checkAllRead(DERIVED);
      return new CausalLM(config, decoder, made, checkpoint.layout(DERIVED), files);
    } catch (RuntimeException | Error e) {
      made.forEach(parameter -> parameter.value().close());
      throw e;
    }
  }

  /**
   * Makes a model with random weights: norms 1, biases 0, the rest normal with the configuration's
   * initializer_range. The same seed gives the same weights everywhere. {@link #save} writes them
   * in the configuration's dtype, or else in this one.
   *
   * @param configFolder with config.json; its tokenizer files, if any, are carried over
   * @throws ModelException when the configuration is not one that Gatun knows
   */
  public static CausalLM initialize(Path configFolder, long seed, DType dtype, Device device) {
    requireFloatingPoint(dtype);
    var files = FolderFiles.read(configFolder, List.of(FolderFiles.CONFIG));
    var config = files.modelConfig();
    var made = new ArrayList<Parameter>();
    try {
      var random = new RandomParameters(seed, config.initializerRange(), dtype, device);
      var decoder = new Decoder(config.decoder(), recording(random, made));
      var stored = Objects.requireNonNullElse(config.dtype(), dtype);
      var layout = CheckpointLayout.single(made.stream().map(Parameter::name).toList(), stored);
      return new CausalLM(config, decoder, made, layout, files);
    } catch (RuntimeException | Error e) {
      made.forEach(parameter -> parameter.value().close());
      throw e;
    }
  }

  private static void requireFloatingPoint(DType dtype) {
    if (!dtype.isFloatingPoint())
      throw new ModelException("a model cannot be of dtype " + dtype + ": use FLOAT32");
  }

  private static ParameterSource recording(ParameterSource source, List<Parameter> made) {
    return (name, shape) -> {
      var parameter = source.parameter(name, shape);
      made.add(parameter);
      return parameter;
    };
  }

  /**
   * A tied model's folder may hold the output weight too; if it is another one, the configuration
   * is wrong.
   */
  private static void checkTie(Path folder, Checkpoint checkpoint, Tensor embedding) {
    try (var _ = TensorScope.open()) {
      var output = checkpoint.read(Decoder.OUTPUT, embedding.shape());
      if (output.eq(embedding.detach()).all().itemLong() != 0) return;
    }
    throw new ModelException(
        folder
            + ": tie_word_embeddings is true, but '"
            + Decoder.OUTPUT
            + "' and '"
            + Decoder.EMBEDDING
            + "' differ: set tie_word_embeddings to false in config.json, or remove '"
            + Decoder.OUTPUT
            + "'");
  }

  public ModelConfig config() {
    return config;
  }

  /**
   * All parameters in the order of transformers' named_parameters(); a tied weight once, as the
   * embedding.
   */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Hidden states after the final norm: (tokens, hidden), in the parameters' dtype. */
  public Tensor hiddenStates(PackedSequences input) {
    return hiddenStates(input, new PackedAttention(input.lengths()));
  }

  /** As above with attention computed by the given core. */
  public Tensor hiddenStates(PackedSequences input, AttentionCore core) {
    input.check();
    return decoder.hiddenStates(input, core);
  }

  /** Scores of the next token: (n, hidden) to (n, vocab). */
  public Tensor logits(Tensor hiddenStates) {
    return Functional.linear(hiddenStates, outputWeight(), null);
  }

  /** (vocab, hidden). The parameter itself, not a copy. */
  public Tensor outputWeight() {
    return decoder.output().value();
  }

  public DType dtype() {
    return outputWeight().dtype();
  }

  public Device device() {
    return outputWeight().device();
  }

  /**
   * Continues a prompt.
   *
   * @param prompt at least one token
   * @param onToken called with each new token as soon as it is known, the one that ends the text
   *     included
   * @throws ModelException when the prompt is empty, a token is outside the vocabulary, or the
   *     model's scores are not finite
   */
  public Generation generate(int[] prompt, GenerationOptions options, IntConsumer onToken) {
    return new Generator(this, options).generate(prompt, onToken);
  }

  /** As above, without a callback. */
  public Generation generate(int[] prompt, GenerationOptions options) {
    return generate(prompt, options, _ -> {});
  }

  /**
   * Writes a folder that transformers loads: weights with the names, dtypes and files of the folder
   * that the model came from, its configuration, and its tokenizer. Nothing that is there is
   * touched before everything is on the disk.
   *
   * @throws ModelException when it cannot be written
   */
  public void save(Path folder) {
    var values = new HashMap<String, Tensor>();
    for (var parameter : parameters) values.put(parameter.name(), parameter.value());
    values.putIfAbsent(Decoder.OUTPUT, outputWeight());
    CheckpointWriter.write(folder, layout, values, files);
  }

  /** Frees the parameters. */
  @Override
  public void close() {
    parameters.forEach(parameter -> parameter.value().close());
  }
}
