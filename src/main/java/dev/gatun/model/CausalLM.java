package dev.gatun.model;

import dev.gatun.model.CheckpointLayout.Stored;
import dev.gatun.model.DecoderConfig.Feature;
import dev.gatun.nn.AttentionCore;
import dev.gatun.nn.Lora;
import dev.gatun.nn.PackedAttention;
import dev.gatun.nn.Parameter;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Fused;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
  private @Nullable Adapter adapter;

  private CausalLM(
      ModelConfig config,
      Decoder decoder,
      List<Parameter> parameters,
      CheckpointLayout layout,
      FolderFiles files,
      @Nullable Adapter adapter) {
    this.config = config;
    this.decoder = decoder;
    this.parameters = List.copyOf(parameters);
    this.layout = layout;
    this.files = files;
    this.adapter = adapter;
    if (adapter != null) parameters.forEach(parameter -> parameter.value().requiresGrad_(false));
  }

  /**
   * Reads a folder with config.json and weights in safetensors, single or sharded; or that of an
   * adapter with its base model: {@link ModelSource#of(Path)}.
   *
   * @param dtype that all parameters are converted to; it need not be the folder's
   * @throws ModelException when the folder is not a model that Gatun knows, naming what is wrong
   */
  public static CausalLM load(Path folder, DType dtype, Device device) {
    return load(ModelSource.of(folder), dtype, device);
  }

  /** As above, from a model folder and perhaps an adapter's. */
  public static CausalLM load(ModelSource source, DType dtype, Device device) {
    var folder = source.adapter();
    if (folder == null) return load(source, null, dtype, device);
    try (var saved = AdapterFolder.open(folder, Adapter.dtype(dtype), device)) {
      return load(source, saved, dtype, device);
    }
  }

  /**
   * Reads a model folder and gives its layers a new adapter, which changes nothing yet.
   *
   * @param seed of the adapter's first values
   * @throws ModelException when the configuration names layers that the model does not have
   */
  public static CausalLM loadWithLora(
      Path folder, LoraConfig config, long seed, DType dtype, Device device) {
    var fresh = new FreshLora(config, seed, Adapter.dtype(dtype), device);
    return load(new ModelSource(folder, null), fresh, dtype, device);
  }

  private static CausalLM load(
      ModelSource source, LoraSource.@Nullable OfAdapter updates, DType dtype, Device device) {
    requireFloatingPoint(dtype);
    var folder = source.base();
    var files =
        FolderFiles.read(folder, List.of(FolderFiles.CONFIG)).withTokenizerOf(source.adapter());
    var config = files.modelConfig();
    var made = new ArrayList<Parameter>();
    var adapted = new LinkedHashMap<String, Lora>();
    try (var checkpoint = Checkpoint.open(folder, dtype, device)) {
      var decoder =
          new Decoder(
              config.decoder(),
              recording(checkpoint, made),
              recording(updates == null ? LoraSource.NONE : updates, adapted));
      if (config.decoder().has(Feature.TIED_EMBEDDINGS) && checkpoint.has(Decoder.OUTPUT)) {
        checkTie(folder, checkpoint, decoder.embedding().value());
      }
      checkpoint.checkAllRead(DERIVED);
      var adapter = updates == null ? null : updates.adapter(adapted);
      return new CausalLM(config, decoder, made, checkpoint.layout(DERIVED), files, adapter);
    } catch (RuntimeException | Error e) {
      made.forEach(Parameter::close);
      adapted.values().forEach(Lora::close);
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
      var decoder = new Decoder(config.decoder(), recording(random, made), LoraSource.NONE);
      var stored = Objects.requireNonNullElse(config.dtype(), dtype);
      var layout = CheckpointLayout.single(made.stream().map(Parameter::name).toList(), stored);
      return new CausalLM(config, decoder, made, layout, files, null);
    } catch (RuntimeException | Error e) {
      made.forEach(Parameter::close);
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

  private static LoraSource recording(LoraSource source, Map<String, Lora> made) {
    return (module, in, out) -> {
      var lora = source.lora(module, in, out);
      if (lora != null) made.put(module, lora);
      return lora;
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

  /** What training changes: the adapter's parameters, or all where there is none. */
  public List<Parameter> trainableParameters() {
    return adapter == null ? parameters : adapter.parameters();
  }

  /** The adapter, if the model has one. */
  public Optional<Adapter> adapter() {
    return Optional.ofNullable(adapter);
  }

  /**
   * Adds the adapter's updates to the weights, in the weights' dtype, and frees it: from now on
   * this is a model without one.
   *
   * @throws IllegalStateException when there is none
   */
  public void mergeAdapter() {
    var merged = adapter().orElseThrow(() -> new IllegalStateException("there is no adapter"));
    merged.off();
    adapter = null;
    var byName = new HashMap<String, Tensor>();
    for (var parameter : parameters) byName.put(parameter.name(), parameter.value());
    try (var _ = Autograd.noGrad()) {
      merged
          .layers()
          .forEach((module, lora) -> {
            try (var _ = TensorScope.open()) {
              var weight = byName.get(module + ".weight");
              if (weight == null) throw new IllegalStateException("no weight of " + module);
              weight.add_(lora.delta());
            }
          });
    } finally {
      merged.close();
      parameters.forEach(parameter -> parameter.value().requiresGrad_(true));
    }
  }

  /** Hidden states after the final norm: (tokens, hidden), in the dtype that layers compute in. */
  public Tensor hiddenStates(PackedSequences input) {
    return hiddenStates(input, new PackedAttention(input.lengths()));
  }

  /** As above; a pass with gradient keeps no more of its layers than the budget allows. */
  public Tensor hiddenStates(PackedSequences input, ActivationBudget budget) {
    return hiddenStates(input, new PackedAttention(input.lengths()), budget);
  }

  /**
   * As above with attention computed by the given core, except of layers that are computed again
   * for the gradient.
   */
  public Tensor hiddenStates(PackedSequences input, AttentionCore core, ActivationBudget budget) {
    input.check();
    var recomputed =
        Autograd.isGradEnabled()
            ? budget.recomputedLayers(config.decoder(), input.inputIds().numel(), dtype())
            : 0;
    return decoder.hiddenStates(input, core, recomputed);
  }

  /** As above with attention computed by the given core. */
  public Tensor hiddenStates(PackedSequences input, AttentionCore core) {
    input.check();
    return decoder.hiddenStates(input, core);
  }

  /** Scores of the next token: (n, hidden) to (n, vocab). */
  public Tensor logits(Tensor hiddenStates) {
    var output = decoder.output();
    if (hiddenStates.dtype() == dtype())
      return Functional.linear(hiddenStates, output.value(), null);
    return Fused.linear(hiddenStates, output.value(), output.in(hiddenStates.dtype()), null);
  }

  /**
   * Log-probabilities of given next tokens, without their scores ever being in memory together,
   * unless they fit into a budget.
   *
   * @param hiddenStates (n, hidden), each predicting its target
   * @param targets int64 (n)
   * @param keepBytes how large scores may be that are kept for the gradient
   */
  public Fused.LogProbs logProbs(Tensor hiddenStates, Tensor targets, long keepBytes) {
    var output = decoder.output();
    var copy = hiddenStates.dtype() == dtype() ? null : output.in(hiddenStates.dtype());
    return Fused.linearLogProb(hiddenStates, output.value(), copy, targets, keepBytes);
  }

  /**
   * Mixed precision: from now on layers compute in this dtype, from copies of the weights that are
   * made anew only when these have changed. Parameters, their gradients, and the sum that flows
   * from layer to layer keep their own dtype.
   */
  public void computeIn(DType dtype) {
    requireFloatingPoint(dtype);
    decoder.compute(dtype);
  }

  /**
   * Reads a model folder to be trained: parameters in float32, or float64 for that dtype, and
   * layers that compute in the dtype.
   */
  public static CausalLM loadToTrain(Path folder, DType dtype, Device device) {
    if (dtype.bytes() >= DType.FLOAT32.bytes()) return load(folder, dtype, device);
    var model = load(folder, DType.FLOAT32, device);
    model.computeIn(dtype);
    return model;
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
   * that the model came from, its configuration, and its tokenizer; of a model with an adapter, the
   * adapter alone, as PEFT writes it, and the tokenizer. Nothing that is there is touched before
   * everything is on the disk.
   *
   * @throws ModelException when it cannot be written
   */
  public void save(Path folder) {
    save(folder, layout);
  }

  /** As {@link #save} with weights in the dtype that they are trained in: nothing is rounded. */
  public void saveExactly(Path folder) {
    save(folder, layout.in(dtype()));
  }

  private void save(Path folder, CheckpointLayout layout) {
    var values = new HashMap<String, Tensor>();
    for (var parameter : trainableParameters()) values.put(parameter.name(), parameter.value());
    if (adapter == null) {
      values.putIfAbsent(Decoder.OUTPUT, outputWeight());
      CheckpointWriter.write(folder, layout, values, files.ofModel());
    } else {
      var stored =
          adapter.parameters().stream()
              .map(parameter -> new Stored(parameter.name(), parameter.value().dtype()))
              .sorted(Comparator.comparing(Stored::name))
              .toList();
      var config = adapter.file().toBytes(files.folder());
      CheckpointWriter.write(
          folder, CheckpointLayout.adapter(stored), values, files.ofAdapter(config));
    }
  }

  /** Frees the parameters. */
  @Override
  public void close() {
    parameters.forEach(Parameter::close);
    if (adapter != null) adapter.close();
  }
}
