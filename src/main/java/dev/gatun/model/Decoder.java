package dev.gatun.model;

import dev.gatun.model.DecoderConfig.Feature;
import dev.gatun.nn.Attention;
import dev.gatun.nn.AttentionCore;
import dev.gatun.nn.DecoderLayer;
import dev.gatun.nn.Linear;
import dev.gatun.nn.PackedAttention;
import dev.gatun.nn.Parameter;
import dev.gatun.nn.Residual;
import dev.gatun.nn.RmsNorm;
import dev.gatun.nn.RotaryEmbedding;
import dev.gatun.nn.Rotation;
import dev.gatun.nn.SwiGlu;
import dev.gatun.nn.Window;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decoder that all families share, with the tensor names of their checkpoints. */
final class Decoder {
  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String OUTPUT = "lm_head.weight";

  private final DecoderConfig config;
  private final Parameter embedding; // (vocab, hidden)
  private final List<DecoderLayer> layers = new ArrayList<>();
  private final RmsNorm norm;
  private final Parameter output; // (vocab, hidden)
  private final RotaryEmbedding rotary;
  private final List<Parameter> products = new ArrayList<>(); // weights of matrix products
  private @Nullable DType compute;
  private final LoraSource updates;

  /** Takes its parameters from the source in the order of transformers' named_parameters(). */
  Decoder(DecoderConfig config, ParameterSource source, LoraSource updates) {
    this.config = config;
    this.updates = updates;
    var hidden = config.hiddenSize();
    embedding = source.parameter(EMBEDDING, Shape.of(config.vocabSize(), hidden));
    for (var i = 0; i < config.layers(); i++) {
      layers.add(layer(source, "model.layers." + i, config.windows().get(i)));
    }
    norm = norm(source, "model.norm", hidden);
    output =
        config.has(Feature.TIED_EMBEDDINGS)
            ? embedding
            : source.parameter(OUTPUT, Shape.of(config.vocabSize(), hidden));
    products.add(output);
    rotary = new RotaryEmbedding(config.headDim(), config.ropeTheta(), config.ropeScaling());
  }

  private DecoderLayer layer(ParameterSource source, String name, Window window) {
    var hidden = config.hiddenSize();
    var attention = attention(source, name + ".self_attn", window);
    var mlp = mlp(source, name + ".mlp");
    var attentionNorm = norm(source, name + ".input_layernorm", hidden);
    var mlpNorm = norm(source, name + ".post_attention_layernorm", hidden);
    return new DecoderLayer(attentionNorm, attention, mlpNorm, mlp);
  }

  private Attention attention(ParameterSource source, String name, Window window) {
    var hidden = config.hiddenSize();
    var wide = config.heads() * config.headDim();
    var narrow = config.kvHeads() * config.headDim();
    return new Attention(
        linear(source, name + ".q_proj", hidden, wide, Feature.QKV_BIAS),
        linear(source, name + ".k_proj", hidden, narrow, Feature.QKV_BIAS),
        linear(source, name + ".v_proj", hidden, narrow, Feature.QKV_BIAS),
        linear(source, name + ".o_proj", wide, hidden, Feature.ATTENTION_OUTPUT_BIAS),
        headNorm(source, name + ".q_norm"),
        headNorm(source, name + ".k_norm"),
        config.headDim(),
        window);
  }

  private SwiGlu mlp(ParameterSource source, String name) {
    var hidden = config.hiddenSize();
    var intermediate = config.intermediateSize();
    return new SwiGlu(
        linear(source, name + ".gate_proj", hidden, intermediate, Feature.MLP_BIAS),
        linear(source, name + ".up_proj", hidden, intermediate, Feature.MLP_BIAS),
        linear(source, name + ".down_proj", intermediate, hidden, Feature.MLP_BIAS));
  }

  private Linear linear(ParameterSource source, String name, int in, int out, Feature bias) {
    var weight = source.parameter(name + ".weight", Shape.of(out, in));
    products.add(weight);
    return new Linear(
        weight,
        config.has(bias) ? source.parameter(name + ".bias", Shape.of(out)) : null,
        updates.lora(name, in, out));
  }

  private RmsNorm norm(ParameterSource source, String name, int size) {
    return new RmsNorm(source.parameter(name + ".weight", Shape.of(size)), config.rmsNormEps());
  }

  private @Nullable RmsNorm headNorm(ParameterSource source, String name) {
    return config.has(Feature.QUERY_KEY_NORM) ? norm(source, name, config.headDim()) : null;
  }

  /** Lets layers compute in another dtype than the parameters'. */
  void compute(DType dtype) {
    compute = dtype;
    // Now, since what is made in inference mode cannot take part in training later.
    for (var product : products) product.in(dtype);
  }

  Parameter embedding() {
    return embedding;
  }

  Parameter output() {
    return output;
  }

  private Tensor embed(Tensor ids) {
    var padding = config.paddingId();
    if (padding == null) return Functional.embedding(embedding.value(), ids);
    return Operators.call("aten::embedding", embedding.value(), ids, (long) padding).tensor(0);
  }

  /** Hidden states after the final norm, (tokens, hidden). */
  Tensor hiddenStates(PackedSequences input, AttentionCore core) {
    return hiddenStates(input, core, 0);
  }

  /**
   * As above, for a pass with gradient.
   *
   * @param recomputed how many of the first layers keep nothing but their input, and are computed
   *     again on the way back
   */
  Tensor hiddenStates(PackedSequences input, AttentionCore core, int recomputed) {
    var hidden = embed(input.inputIds());
    var rotation = rotary.at(input.positions(), input.lengths(), hidden.dtype());
    var compute = this.compute == null ? hidden.dtype() : this.compute;
    var stream = new Residual(hidden, null);
    for (var i = 0; i < layers.size(); i++) {
      try (var scope = TensorScope.open()) { // what autograd does not keep is freed at once
        var next =
            i < recomputed
                ? recomputed(i, stream, rotation, input.lengths(), compute)
                : layers.get(i).apply(i, stream, rotation, core, compute);
        next.tensors().forEach(scope::keep);
        stream = next;
      }
    }
    return norm.apply(stream.sum(), stream.delta(), compute).normed();
  }

  // On an accelerator this runs again on another thread, where tensors of the pass's scope cannot
  // be used: what it needs are its inputs, and attention begins anew.
  private Residual recomputed(
      int layer, Residual stream, Rotation rotation, long[] lengths, DType compute) {
    var inputs = new ArrayList<>(rotation.tensors());
    inputs.addAll(stream.tensors());
    var angles = rotation.tensors().size();
    return Residual.of(
        Autograd.checkpoint(
            in ->
                layers
                    .get(layer)
                    .apply(
                        layer,
                        Residual.of(in.subList(angles, in.size())),
                        Rotation.of(in.subList(0, angles)),
                        new PackedAttention(lengths),
                        compute)
                    .tensors(),
            inputs));
  }
}
