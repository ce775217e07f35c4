package dev.gatun.model;

import java.util.List;

final class Qwen2Test extends CausalLMContract {
  @Override
  List<String> models() {
    return List.of("qwen2", "qwen2-sliding");
  }
}
