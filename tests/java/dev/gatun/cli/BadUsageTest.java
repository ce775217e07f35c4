package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command lines that make no sense: exit code 2, and one line that says what to type instead. */
final class BadUsageTest {
  @TempDir Path folder;

  private Outcome train(String... more) {
    var outcome = Outcome.of(Golden.train(LLAMA, FEEDBACK, folder.resolve("run"), more));
    assertThat(folder.resolve("run")).doesNotExist();
    return outcome;
  }

  @Test
  void an_unknown_flag_is_answered_with_the_nearest() {
    train("--betta", "0.2").refuses("unknown option --betta", "did you mean --beta?");
    train("--learning-rte=1")
        .refuses("unknown option --learning-rte;", "did you mean --learning-rate?");
  }

  @Test
  void a_part_of_a_flag_is_recognized() {
    train("--batch-size", "4").refuses("--per-device-train-batch-size");
    train("--epochs", "4").refuses("--num-train-epochs");
    train("--lr", "4").refuses("--learning-rate");
  }

  @Test
  void a_flag_like_nothing_else_is_answered_without_a_guess() {
    train("--xyzzy").refuses("unknown option --xyzzy (./gatun train --help lists all options)");
  }

  @Test
  void an_unknown_command_is_answered_with_the_nearest() {
    Outcome.of("trian").refuses("unknown command 'trian'", "did you mean train?");
  }

  @Test
  void commands_of_the_launcher_are_told_apart() {
    Outcome.of("test").refuses("./gatun test");
  }

  @Test
  void a_value_without_its_flag_is_refused() {
    train("0.2").refuses("unexpected argument '0.2'");
  }

  @Test
  void a_flag_without_its_value_is_refused() {
    train("--beta").refuses("--beta needs a value: --beta X");
  }

  @Test
  void a_flag_given_twice_is_refused() {
    train("--beta", "1", "--beta", "2").refuses("--beta is given twice");
  }

  @Test
  void a_value_that_is_no_number_is_refused() {
    train("--beta", "high").refuses("--beta: 'high' is not a number");
    train("--warmup-steps", "1.5").refuses("--warmup-steps: '1.5' is not a whole number");
    train("--logging-steps", "99999999999").refuses("--logging-steps: '99999999999'");
  }

  @Test
  void a_number_out_of_range_is_refused_with_the_range() {
    train("--beta", "0").refuses("--beta must be a number above 0, got 0.0");
    train("--beta", "NaN").refuses("--beta must be a number above 0, got NaN");
    train("--learning-rate", "-1").refuses("--learning-rate must be 0 or more");
    train("--learning-rate", "NaN").refuses("--learning-rate must be 0 or more");
    train("--per-device-train-batch-size", "0")
        .refuses("--per-device-train-batch-size must be at least 1, got 0");
    train("--adam-beta2", "1").refuses("--adam-beta2 must be in [0, 1), got 1.0");
    train("--desirable-weight", "-1").refuses("--desirable-weight must be a number of 0 or more");
  }

  @Test
  void bounds_and_a_moving_reference_that_cannot_be_are_refused() {
    train("--log-epsilon-p", "-2").refuses("--log-epsilon-p is about --humanline: add that");
    train("--humanline", "--log-epsilon-p", "0.5").refuses("--log-epsilon-p must be below 0");
    train("--humanline", "--log-epsilon-r", "-1").refuses("--log-epsilon-r must be above 0");
    train("--humanline", "--loss", "orpo").refuses("--humanline", "--loss must have one, got orpo");
    train("--ref-model-sync-steps", "9")
        .refuses("--ref-model-sync-steps is about --sync-ref-model: add that, or leave it out");
    train("--sync-ref-model", "--ref-model-sync-steps", "0")
        .refuses("--ref-model-sync-steps must be at least 1, got 0");
    train("--sync-ref-model", "--ref-model-mixup-alpha", "2")
        .refuses("--ref-model-mixup-alpha must be from 0", "got 2.0");
    train("--sync-ref-model", "--loss", "cpo").refuses("--sync-ref-model", "got cpo");
    train("--sync-ref-model", "--use-peft").refuses("--sync-ref-model", "got --use-peft");
  }

  @Test
  void a_name_that_is_none_of_the_choices_is_refused_with_the_choices() {
    train("--data-order", "shufled")
        .refuses("--data-order: 'shufled' is none of shuffled, sequential; did you mean shuffled?");
    train("--kl-pairing", "new").refuses("--kl-pairing: 'new' is none of fixed, fresh");
    train("--kl-pairing", "fresh", "--loss", "bco")
        .refuses("--kl-pairing is about mismatched pairs", "got bco");
    train("--kl-pairing", "fresh", "--data-order", "sequential")
        .refuses("--kl-pairing fresh", "--data-order must be shuffled");
    train("--dtype", "int8").refuses("--dtype: 'int8' is none of float32, bfloat16, float64");
    train("--lr-scheduler-type", "step").refuses("--lr-scheduler-type", "constant, linear, cosine");
  }

  @Test
  void a_mix_with_a_factor_that_is_none_is_refused() {
    train("--loss", "kto:1,kto:x").refuses("--loss: 'x' is not a factor", "dpo:1,sft:0.1");
    train("--loss", "kto:1,kto:-1").refuses("--loss: the factor of kto must be above 0, got -1.0");
    train("--loss", "kto:2").refuses("--loss: kto:2: a factor is for a mix of several");
  }

  @Test
  void auto_weights_are_both_auto() {
    train("--desirable-weight", "auto", "--undesirable-weight", "2")
        .refuses("--undesirable-weight 2: with auto weights the other one is computed too");
    train("--desirable-weight", "heavy").refuses("--desirable-weight: 'heavy' is not a number");
  }

  @Test
  void unknown_objectives_are_answered_with_the_nearest() {
    train("--loss", "ktoo").refuses("'ktoo' is no objective; did you mean kto?");
  }

  @Test
  void cuda_without_a_gpu_is_an_error_and_never_a_fall_back() {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        dev.gatun.torch.Torch.deviceCount() == 0, "this machine has a GPU");
    var args = Golden.train(LLAMA, FEEDBACK, folder.resolve("run"));
    args.set(args.indexOf("cpu"), "cuda");
    Outcome.of(args).refuses("--device cuda", "--device cpu");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void an_unknown_device_is_refused() {
    var args = Golden.train(LLAMA, FEEDBACK, folder.resolve("run"));
    args.set(args.indexOf("cpu"), "gpu");
    Outcome.of(args).refuses("--device", "'gpu'", "cpu, cuda");
  }

  @Test
  void everything_missing_is_named_at_once_with_a_command_to_copy() {
    Outcome.of("train", "--model", "models/small one", "--data", "thumbs.jsonl")
        .refuses(
            "train needs --output-dir DIR",
            "./gatun train --model 'models/small one' --data thumbs.jsonl --output-dir 'runs/small one-kto'");
    Outcome.of("train", "--beta", "0.2").refuses("--model DIR", "--data FILE", "--output-dir DIR");
    Outcome.of("score", "--model", LLAMA.toString()).refuses("score needs --data");
    Outcome.of("generate", "--model", LLAMA.toString())
        .refuses("generate needs --prompt TEXT or --prompts FILE");
    Outcome.of("generate", "--prompt", "x").refuses("generate needs --model");
  }

  @Test
  void standard_input_cannot_be_read_twice() {
    Outcome.of(
            "train",
            "--model",
            LLAMA.toString(),
            "--data",
            "-",
            "--eval-data",
            "-",
            "--output-dir",
            folder.resolve("run").toString())
        .refuses("--data and --eval-data cannot both be standard input");
  }

  @Test
  void generation_settings_out_of_range_are_refused() {
    for (var pair :
        new String[][] {
          {"--max-new-tokens", "0"},
          {"--temperature", "-1"},
          {"--top-k", "-1"},
          {"--top-p", "0"},
          {"--top-p", "1.5"}
        }) {
      Outcome.of("generate", "--model", LLAMA.toString(), "--prompt", "w1", pair[0], pair[1])
          .refuses(pair[0]);
    }
    Outcome.of("generate", "--model", LLAMA.toString(), "--prompt", "w1", "--prompts", "x")
        .refuses("--prompt and --prompts");
    Outcome.of("generate", "--model", LLAMA.toString(), "--prompt", "w1", "--chat")
        .refuses("--chat", "--chat-template");
    Outcome.of(
            "generate",
            "--model",
            LLAMA.toString(),
            "--prompts",
            folder.resolve("no.txt").toString())
        .refuses("--prompts", "no.txt: no such file");
  }

  @Test
  void verbose_shows_the_stack() {
    var outcome = train("--beta", "0", "--verbose");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("gatun: --beta must be").contains("\tat dev.gatun");
  }

  @Test
  void no_command_at_all_shows_the_help_and_fails() {
    var outcome = Outcome.of();
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("Usage: gatun", "train", "doctor");
  }
}
