package dev.gatun.model;

import java.util.List;

final class Qwen3Test extends CausalLMContract {
  @Override
  List<String> models() {
    return List.of("qwen3");
  }
}
