package dev.gatun.model;

import java.util.List;

final class MistralTest extends CausalLMContract {
  @Override
  List<String> models() {
    return List.of("mistral", "mistral-sliding");
  }
}
