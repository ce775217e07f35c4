package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Arguments that end a process are refused, and good ones are let through. */
@NoLeaks
class OperatorGuardTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor ones(long... sizes) {
    return Tensor.ones(Shape.of(sizes), DType.FLOAT32, Device.CPU);
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(TorchException.Unsafe.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("Operator.unguarded()");
  }

  @Test
  void an_operator_that_relies_on_its_arguments_is_refused_with_its_schema() {
    refused(
        () -> Operators.call("aten::_pdist_forward", ones(2, 2)),
        "aten::_pdist_forward(Tensor self, float p=2.) -> Tensor");
    var distances =
        Operators.find("aten::_pdist_forward").unguarded().call(Tensor.of(1f, 4f).reshape(2, 1));
    assertThat(distances.tensor(0).item()).isEqualTo(3);
  }

  @Test
  void lists_have_one_length_and_are_not_empty() {
    var x = List.of(ones(2), ones(3));
    refused(() -> Operators.call("aten::_stack", List.of()), "the list 'tensors' is empty");
    refused(
        () -> Operators.call("aten::_foreach_addcdiv_.ScalarList", x, x, x, new double[0]),
        "the lists 'self' and 'scalars' have 2 and 0 elements");
    refused(() -> Operators.call("aten::_foreach_copy", x, List.of(ones(2))), "2 and 1 elements");
    assertThat(Operators.call("aten::_foreach_add.List", x, x).tensors(0)).hasSize(2);
    assertThat(Operators.call("aten::_stack", List.of(ones(2), ones(2))).tensor(0).shape())
        .isEqualTo(Shape.of(2, 2));
  }

  @Test
  void tensors_that_are_walked_together_have_one_shape() {
    var none = List.of();
    refused(
        () ->
            Operators.call(
                "aten::_fused_sgd_",
                List.of(ones(4)),
                List.of(ones(2)),
                none,
                0.0,
                0.0,
                0.1,
                0.0,
                false,
                false,
                true),
        "'self' has the shape (4), and 'grads' (2)");
    var weight = ones(4);
    Operators.call(
        "aten::_fused_sgd_",
        List.of(weight),
        List.of(ones(4)),
        none,
        0.0,
        0.0,
        0.5,
        0.0,
        false,
        false,
        true);
    assertThat(weight.toFloatArray()).containsExactly(0.5f, 0.5f, 0.5f, 0.5f);
  }

  @Test
  void batch_norm_has_a_number_for_each_channel() {
    refused(
        () ->
            Operators.call(
                "aten::native_batch_norm", ones(4, 3), ones(2), null, null, null, true, 0.1, 1e-5),
        "'weight' has the shape (2), for 3 channels of 'input'");
    refused(
        () ->
            Operators.call(
                "aten::native_batch_norm", ones(0, 3), null, null, null, null, true, 0.1, 1e-5),
        "no channels with elements");
    assertThat(
            Operators.call(
                    "aten::native_batch_norm",
                    ones(4, 3),
                    ones(3),
                    null,
                    null,
                    null,
                    true,
                    0.1,
                    1e-5)
                .tensor(0)
                .shape())
        .isEqualTo(Shape.of(4, 3));
  }

  @Test
  void kinds_numbers_and_heads() {
    var whole = Tensor.of(1L, 2L);
    refused(
        () -> Operators.call("aten::smooth_l1_loss_backward", whole, whole, whole, 1, 1.0),
        "'grad_output' is no floating-point tensor");
    var sparse = Operators.call("aten::to_sparse", ones(2)).tensor(0);
    refused(() -> Operators.call("aten::copy", sparse, ones(2)), "'self' is sparse or quantized");
    var empty = Tensor.zeros(Shape.of(0), DType.INT64, Device.CPU);
    refused(
        () -> Operators.call("aten::embedding_bag", ones(2, 2), whole, empty),
        "'offsets' has the shape (0) and is no list");
    refused(() -> Operators.call("aten::matrix_power", ones(2, 2), Long.MIN_VALUE), "'n' is -92");
    assertThat(Operators.call("aten::matrix_power", ones(2, 2), 2).tensor(0).get(0).get(0).item())
        .isEqualTo(2);
    var none = ones(1, 0, 2, 2);
    refused(
        () -> Operators.call("aten::scaled_dot_product_attention", ones(1, 2, 2, 2), none, none),
        "'key' has the shape (1, 0, 2, 2) and so no heads");
    refused(
        () -> Operators.call("aten::native_group_norm", ones(1, 2), null, null, 1, 2, 1, 0, 1e-5),
        "'group' is 0");
  }

  @Test
  void a_list_of_fixed_length_has_it_or_one_element_for_all_places() {
    var x = ones(1, 4, 4);
    assertThatThrownBy(() -> Operators.call("aten::reflection_pad2d", x, new long[] {1, 1}))
        .isInstanceOf(TorchException.Type.class)
        .hasMessageContaining("argument 'padding' is SymInt[4] but got int[2]");
    assertThat(Operators.call("aten::reflection_pad2d", x, new long[] {1}).tensor(0).shape())
        .isEqualTo(Shape.of(1, 6, 6));
    var pooled = Operators.call("aten::max_pool2d", x, new long[] {2}, new long[0]).tensor(0);
    assertThat(pooled.shape()).isEqualTo(Shape.of(1, 2, 2));
  }

  @Test
  void every_rule_is_about_an_operator_and_arguments_that_there_are() throws IOException {
    var file = Path.of("src/main/resources/dev/gatun/torch/guarded-operators.txt");
    var lines =
        Files.readAllLines(file).stream()
            .filter(Predicate.not(line -> line.isBlank() || line.startsWith("#")))
            .toList();
    assertThat(lines).hasSizeGreaterThan(50).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
    var names = Operators.names();
    for (var line : lines) {
      assertThat(line).contains(" # ");
      var words = line.substring(0, line.indexOf('#')).strip().split(" ");
      var pattern = Pattern.compile(Pattern.quote(words[0]).replace("*", "\\E.*\\Q") + "(\\..*)?");
      var overloads = names.stream().filter(pattern.asMatchPredicate()).toList();
      // Some come and go with versions of libtorch.
      if (overloads.isEmpty()) continue;
      for (var argument : List.of(words).subList(2, words.length)) {
        assertThat(argument.equals("*") || takes(overloads, argument)).as(line).isTrue();
      }
    }
  }

  private static boolean takes(List<String> overloads, String argument) {
    return OPTIONAL.contains(argument)
        || overloads.stream()
            .flatMap(name -> Operators.find(name).schema().arguments().stream())
            .anyMatch(declared -> declared.name().equals(argument));
  }

  // Of batch normalization: one line serves forward and backward.
  private static final List<String> OPTIONAL =
      List.of(
          "weight", "bias", "running_mean", "running_var", "save_mean", "save_var", "save_invstd");
}
