package dev.gatun.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatun.align.Objective;
import dev.gatun.model.LoraConfig;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was run, for run.json: the full configuration, versions, and hashes of model, data and
 * tokenizer.
 */
final class RunRecord {
  private final TrainingArguments arguments;
  private final Objective objective;
  private final Map<String, Object> hashes = new LinkedHashMap<>();

  RunRecord(TrainingArguments arguments, String modelHash, Tokenizer tokenizer, TrainingData data) {
    this.arguments = arguments;
    this.objective = data.fit(arguments.objective());
    hashes.put("model", modelHash);
    hashes.put("data", data.store().contentHash());
    hashes.put("pairing", data.plan().pairingHash());
    hashes.put("tokenizer", tokenizer.fingerprint());
  }

  Map<String, Object> toJson() {
    var build = Torch.build();
    var versions = new LinkedHashMap<String, Object>();
    versions.put("gatun", GatunVersion.text());
    versions.put(
        "libtorch", build.version() + (build.flavour().isEmpty() ? "" : "+" + build.flavour()));
    versions.put("java", Runtime.version().toString());
    var run = new LinkedHashMap<String, Object>();
    run.put("loss", objective.name());
    run.put("arguments", arguments());
    run.put("versions", versions);
    run.put("sha256", hashes);
    return run;
  }

  private Map<String, Object> arguments() {
    var a = arguments;
    var map = new LinkedHashMap<String, Object>();
    map.put("model", a.model().toString());
    map.put("output_dir", a.outputDir().toString());
    map.putAll(objective.settings());
    map.put("learning_rate", a.learningRate());
    map.put("lr_scheduler_type", a.schedule().toString());
    map.put("warmup_steps", a.warmupSteps());
    map.put("adam_beta1", a.optimizer().beta1());
    map.put("adam_beta2", a.optimizer().beta2());
    map.put("adam_epsilon", a.optimizer().epsilon());
    map.put("weight_decay", a.weightDecay());
    map.put("max_grad_norm", a.maxGradNorm());
    map.put("num_train_epochs", a.epochs());
    map.put("max_steps", a.maxSteps());
    map.put("per_device_train_batch_size", a.perDeviceTrainBatchSize());
    map.put("gradient_accumulation_steps", a.gradientAccumulationSteps());
    map.put("max_length", a.maxLength());
    map.put("data_order", a.dataOrder().name().toLowerCase(java.util.Locale.ROOT));
    map.putAll(a.comparison().settings());
    map.put("udm", a.udm() != Udm.OFF);
    map.put("udm_embeddings", a.udm().name().toLowerCase(java.util.Locale.ROOT));
    map.put("loss_normalization", a.lossNormalization().name().toLowerCase(java.util.Locale.ROOT));
    map.put("seed", a.seed());
    map.put("logging_steps", a.loggingSteps());
    map.put("save_steps", a.saveSteps());
    map.put("eval_steps", a.evalSteps());
    map.put("dtype", a.dtype().name().toLowerCase(java.util.Locale.ROOT));
    map.put("device", a.device());
    map.put("chat_template", a.chatTemplate());
    map.put("assistant_turns", a.assistantTurns().name().toLowerCase(java.util.Locale.ROOT));
    map.put("skip_bad_rows", a.skipBadRows());
    map.put("allow_one_class", a.allowOneClass());
    map.put("tokens_per_batch", a.execution().tokensPerBatch());
    map.put(
        "gradient_checkpointing",
        a.execution().gradientCheckpointing().name().toLowerCase(java.util.Locale.ROOT));
    map.put("activation_memory", a.execution().activationMemory());
    map.put("adapter", a.adapter() == null ? null : a.adapter().toString());
    map.putAll(lora());
    return map;
  }

  private Map<String, Object> lora() {
    var map = new LinkedHashMap<String, Object>();
    var lora = arguments.lora();
    map.put("use_peft", lora != null);
    if (lora == null) return map;
    map.put("lora_r", lora.rank());
    map.put("lora_alpha", lora.alpha());
    map.put("lora_dropout", lora.dropout());
    map.put("lora_target_modules", String.join(",", lora.targetModules()));
    map.put("use_rslora", lora.scaling() == LoraConfig.Scaling.ROOT_OF_RANK);
    return map;
  }

  /**
   * A run is resumed on what it began with.
   *
   * @throws TrainingException naming what differs
   */
  void requireSame(RunFolder folder) {
    var run = RunFolder.readJson(folder.path().resolve("run.json"));
    requireSame(run.path("arguments"), lora());
    requireSame(run.path("arguments"), arguments.comparison().settings());
    var before = run.path("sha256");
    for (var what : List.of("model", "data", "pairing", "tokenizer")) {
      if (!before.path(what).asText().equals(hashes.get(what))) {
        throw new TrainingException(
            "--resume: the "
                + (what.equals("pairing")
                    ? "batch layout (batch size, accumulation, order, pairing or seed)"
                    : what)
                + " is not what the run in "
                + folder.path()
                + " began with (run.json has what it was); start afresh without --resume, or in another --output-dir");
      }
    }
  }

  private static void requireSame(JsonNode before, Map<String, Object> now) {
    now.forEach((name, value) -> {
      if (before.has(name) && !before.path(name).asText().equals(value.toString())) {
        throw new TrainingException(
            "--resume: --"
                + name.replace('_', '-')
                + " is "
                + value
                + ", but the run began with "
                + before.path(name).asText());
      }
    });
  }
}
