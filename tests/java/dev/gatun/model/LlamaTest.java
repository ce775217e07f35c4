package dev.gatun.model;

import java.util.List;

final class LlamaTest extends CausalLMContract {
  @Override
  List<String> models() {
    return List.of(
        "llama",
        "llama-tied",
        "llama-tied-v4",
        "llama-bias",
        "llama-gqa",
        "llama-sharded",
        "llama-bf16",
        "llama-fp16",
        "llama-rope-linear",
        "llama-rope-linear-v4",
        "llama-rope-dynamic",
        "llama-rope-llama3",
        "llama-rope-llama3-v4",
        "llama-rope-yarn",
        "llama-rope-yarn-options");
  }
}
