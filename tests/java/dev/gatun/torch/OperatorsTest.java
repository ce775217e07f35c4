package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door to every operator: argument and result kinds, defaults, and what it refuses. */
@NoLeaks
class OperatorsTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void a_schema_is_printed_as_pytorch_writes_it() {
    assertThat(Operators.find("aten::add.Tensor"))
        .hasToString("aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor");
    assertThat(Operators.find("aten::relu")).hasToString("aten::relu(Tensor self) -> Tensor");
    assertThat(Operators.find("aten::relu")).isSameAs(Operators.find("aten::relu"));
  }

  @Test
  void thousands_of_operators_are_listed() {
    assertThat(Operators.names())
        .hasSizeGreaterThan(3000)
        .contains("aten::add.Tensor", "aten::kthvalue")
        .isSorted();
  }

  @Test
  void tensors_numbers_and_defaults() {
    var a = Tensor.of(1.0, 2.0);
    var b = Tensor.of(10.0, 20.0);
    assertThat(Operators.call("aten::add.Tensor", a, b).tensor(0).toDoubleArray())
        .containsExactly(11, 22);
    assertThat(
            Operators.call("aten::add.Tensor", a, b, Operators.DEFAULT).tensor(0).toDoubleArray())
        .containsExactly(11, 22);
    assertThat(Operators.call("aten::add.Tensor", a, b, 2L).tensor(0).toDoubleArray())
        .containsExactly(21, 42);
    assertThat(Operators.call("aten::add.Tensor", a, b, 0.5).tensor(0).toDoubleArray())
        .containsExactly(6, 12);
    assertThat(Operators.call("aten::add.Scalar", a, 3).tensor(0).toDoubleArray())
        .containsExactly(4, 5);
    assertThat(Operators.call("aten::leaky_relu", a.neg(), 0.5f).tensor(0).toDoubleArray())
        .containsExactly(-0.5, -1);
    // an int stands for a double, as in PyTorch
    assertThat(Operators.call("aten::dropout", a, 0, false).tensor(0).toDoubleArray())
        .containsExactly(1, 2);
  }

  @Test
  void several_results() {
    var result = Operators.call("aten::kthvalue", Tensor.of(5.0, 1.0, 3.0), 2L);
    assertThat(result.size()).isEqualTo(2);
    assertThat(result.tensor(0).item()).isEqualTo(3);
    assertThat(result.tensor(1).itemLong()).isEqualTo(2);
  }

  @Test
  void lists_of_numbers_strings_and_booleans() {
    var x = Tensor.arange(6, DType.FLOAT64, Device.CPU).reshape(2, 3);
    assertThat(Operators.call("aten::sum.dim_IntList", x, new long[] {1}, true).tensor(0).shape())
        .isEqualTo(Shape.of(2, 1));
    assertThat(
            Operators.call("aten::roll", x, new int[] {1}, new long[] {1})
                .tensor(0)
                .get(0)
                .toLongArray())
        .containsExactly(2, 0, 1);
    assertThat(Operators.call("aten::view", x, Shape.of(3, 2)).tensor(0).shape())
        .isEqualTo(Shape.of(3, 2));
    assertThat(Operators.call("aten::gelu", Tensor.of(1.0), "tanh").tensor(0).item())
        .isNotEqualTo(Operators.call("aten::gelu", Tensor.of(1.0)).tensor(0).item());
    assertThat(Operators.call("aten::einsum", "ij,kj->ik", List.of(x, x)).tensor(0).toDoubleArray())
        .containsExactly(5, 14, 14, 50); // x x^T
    var scaled =
        Operators.call("aten::upsample_nearest1d.vec", x.unsqueeze(0), null, new double[] {2.0})
            .tensor(0);
    assertThat(scaled.shape()).isEqualTo(Shape.of(1, 2, 6));
  }

  @Test
  void a_single_number_stands_for_a_list_of_fixed_length() {
    var image = Tensor.ones(Shape.of(1, 1, 4, 4), DType.FLOAT32, Device.CPU);
    assertThat(Operators.call("aten::max_pool2d", image, 2L).tensor(0).shape())
        .isEqualTo(Shape.of(1, 1, 2, 2));
    assertThat(Operators.call("aten::max_pool2d", image, new long[] {2, 4}).tensor(0).shape())
        .isEqualTo(Shape.of(1, 1, 2, 1));
  }

  @Test
  void a_list_of_booleans_and_undefined_results() {
    // output_mask asks for the gradients of input and bias, not of weight
    var input = Tensor.ones(Shape.of(1, 1, 3), DType.FLOAT32, Device.CPU);
    var weight = Tensor.ones(Shape.of(1, 1, 2), DType.FLOAT32, Device.CPU);
    var grad = Tensor.ones(Shape.of(1, 1, 2), DType.FLOAT32, Device.CPU);
    var one = new long[] {1};
    var result =
        Operators.call(
            "aten::convolution_backward",
            grad,
            input,
            weight,
            one,
            one,
            new long[] {0},
            one,
            false,
            new long[] {0},
            1L,
            new boolean[] {true, false, true});
    assertThat(result.tensor(0).toFloatArray()).containsExactly(1, 2, 1);
    assertThat(result.get(1)).isNull();
    assertThat(result.tensor(2).item()).isEqualTo(2);
    assertThatThrownBy(() -> result.tensor(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("result 1 is not a tensor: aten::convolution_backward");
  }

  @Test
  void lists_of_tensors_in_and_out() {
    var x = Tensor.arange(5, DType.INT64, Device.CPU);
    var parts = Operators.call("aten::split.Tensor", x, 2L).tensors(0);
    assertThat(parts).hasSize(3);
    assertThat(parts.get(2).toLongArray()).containsExactly(4);
    assertThat(Operators.call("aten::cat", parts).tensor(0).toLongArray())
        .containsExactly(0, 1, 2, 3, 4);
    // Tensor?[]: x[:, [0, 0]] leaves the first index out
    var matrix = Tensor.of(1L, 2L, 3L, 4L).reshape(2, 2);
    var picked =
        Operators.call("aten::index.Tensor", matrix, Arrays.asList(null, Tensor.of(0L, 0L)))
            .tensor(0);
    assertThat(picked.toLongArray()).containsExactly(1, 1, 3, 3);
  }

  @Test
  void results_that_are_numbers_lists_and_booleans() {
    var x = Tensor.of(1.5f);
    assertThat(Operators.call("aten::_local_scalar_dense", x).get(0)).isEqualTo(1.5);
    assertThat(Operators.call("aten::is_floating_point", x).get(0)).isEqualTo(true);
    assertThat(Operators.call("aten::sym_numel", x).get(0)).isEqualTo(1L);
    assertThat(Operators.call("aten::result_type.Tensor", x, Tensor.of(1.0)).get(0))
        .isEqualTo((long) DType.FLOAT64.number());
    assertThatThrownBy(() -> Operators.call("aten::is_floating_point", x).tensor(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Operators.call("aten::is_floating_point", x).tensors(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Operators.call("aten::is_floating_point", x).tensor(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dtypes_devices_and_none() {
    var ones =
        Operators.call("aten::ones", new long[] {2}, DType.FLOAT64, null, Device.CPU, null)
            .tensor(0);
    assertThat(ones.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(ones.toDoubleArray()).containsExactly(1, 1);
    assertThat(Operators.call("aten::sum", ones, DType.FLOAT32).tensor(0).dtype())
        .isEqualTo(DType.FLOAT32);
    assertThat(Operators.call("aten::zeros", Shape.of(1)).tensor(0).dtype())
        .isEqualTo(DType.FLOAT32);
    assertThat(
            Operators.call("aten::clamp", Tensor.of(-1.0, 2.0), null, 1L).tensor(0).toDoubleArray())
        .containsExactly(-1, 1);
    assertThatThrownBy(() -> Operators.call("aten::ones", new long[] {2}, null, null, "gpu"))
        .isInstanceOf(TorchException.class)
        .satisfies(ErrorsTest::carriesNoNativeStack);
  }

  @Test
  void in_place_operators_return_another_reference_to_the_same_tensor() {
    var x = Tensor.of(1.0);
    var result = Operators.call("aten::add_.Scalar", x, 2L).tensor(0);
    assertThat(x.item()).isEqualTo(3);
    result.close();
    assertThat(x.item()).isEqualTo(3);
  }

  @Test
  void gradients_flow_through_the_door() {
    var x = Tensor.of(2.0).requiresGrad_(true);
    Operators.call("aten::square", x).tensor(0).sum().backward();
    assertThat(x.grad().item()).isEqualTo(4);
  }

  @Test
  void lists_of_strings_and_of_lists() {
    assertThat(
            Operators.call("_test::get_first", List.of(List.of("first", "other"), List.of("last")))
                .get(0))
        .isEqualTo("first");
    // Scalar?[]: a bound of each tensor, or none; Scalar[] takes whole and broken numbers together
    var x = Tensor.of(1.0, 5.0);
    var scaled =
        Operators.call("aten::_foreach_mul.ScalarList", List.of(x, x), List.of(2L, 0.5)).tensors(0);
    assertThat(scaled.get(0).toDoubleArray()).containsExactly(2, 10);
    assertThat(scaled.get(1).toDoubleArray()).containsExactly(0.5, 2.5);
    assertThat(Operators.call("aten::cat", List.of(x), 0).tensor(0).numel()).isEqualTo(2);
    assertThatThrownBy(() -> Operators.call("aten::cat", List.of()))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("non-empty");
  }

  @Test
  void layouts_and_memory_formats() {
    var image = Tensor.ones(Shape.of(1, 2, 3, 3), DType.FLOAT32, Device.CPU);
    var last = Operators.call("aten::contiguous", image, MemoryFormat.CHANNELS_LAST).tensor(0);
    assertThat(last.strides()).containsExactly(18, 1, 6, 2);
    var sparse = Operators.call("aten::to_sparse", image, Layout.SPARSE_COO).tensor(0);
    assertThat(Operators.call("aten::is_coalesced", sparse).get(0)).isEqualTo(true);
  }

  @Test
  void generators_and_other_objects() {
    var before = Torch.liveObjects().objects();
    try (var generator = new Generator(Device.CPU).manualSeed(7)) {
      assertThat(generator.type()).isEqualTo("Generator");
      assertThat(generator.initialSeed()).isEqualTo(7);
      var state = generator.state();
      var size = new long[] {3};
      var first = Operators.call("aten::rand.generator", size, generator).tensor(0);
      var next = Operators.call("aten::rand.generator", size, generator).tensor(0);
      generator.setState(state);
      var again = Operators.call("aten::rand.generator", size, generator).tensor(0);
      assertThat(again.toFloatArray()).isEqualTo(first.toFloatArray());
      assertThat(next.toFloatArray()).isNotEqualTo(first.toFloatArray());
      Torch.manualSeed(7); // the default generator draws the same numbers from the same seed
      assertThat(Tensor.rand(Shape.of(3), DType.FLOAT32, Device.CPU).toFloatArray())
          .isEqualTo(first.toFloatArray());
      assertThatThrownBy(() -> Operators.call("aten::set_.source_Storage", first, generator))
          .isInstanceOf(TorchException.Type.class)
          .hasMessageContaining("Storage but got Generator");
    }
    var generator = new Generator(Device.CPU);
    assertThat(generator.initialSeed()).isEqualTo(67280421310721L); // torch.Generator() of PyTorch
    generator.close();
    assertThatThrownBy(generator::close).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> generator.manualSeed(1)).isInstanceOf(IllegalStateException.class);
    assertThat(Torch.liveObjects().objects()).isEqualTo(before);
  }

  @Test
  void objects_of_torchscript_classes_go_from_operator_to_operator() {
    var weight = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2);
    var quantized =
        Operators.call("aten::quantize_per_tensor", weight, 0.5, 0L, 12 /* qint8 */).tensor(0);
    var before = Torch.liveObjects().objects();
    try (var packed =
        (Opaque) Operators.call("quantized::linear_prepack", quantized, null).get(0)) {
      assertThat(packed.type())
          .isEqualTo("__torch__.torch.classes.quantized.LinearPackedParamsBase");
      var unpacked = Operators.call("quantized::linear_unpack", packed).tensor(0);
      assertThat(Operators.call("aten::dequantize.self", unpacked).tensor(0).toFloatArray())
          .containsExactly(1, 2, 3, 4);
    }
    assertThat(Torch.liveObjects().objects()).isEqualTo(before);
  }

  @Test
  void every_schema_is_understood_and_every_type_but_the_listed_can_be_passed() {
    var types = new TreeSet<String>();
    for (var name : Operators.names()) {
      var operator = Operators.find(name);
      for (var argument : operator.schema().arguments()) types.add(argument.type().base());
      var open = operator.toString().indexOf('(');
      assertThat(operator.toString().substring(0, open)).isEqualTo(name);
    }
    assertThat(types)
        .containsExactlyInAnyOrder(
            // values of Java
            "Tensor",
            "int",
            "SymInt",
            "float",
            "Scalar",
            "bool",
            "str",
            "ScalarType",
            "Layout",
            "MemoryFormat",
            "Device",
            "Any",
            // objects that operators give, or that have a class of their own
            "Generator",
            "Storage",
            "__torch__.torch.classes.quantized.Conv2dPackedParamsBase",
            "__torch__.torch.classes.quantized.Conv3dPackedParamsBase",
            "__torch__.torch.classes.quantized.EmbeddingPackedParamsBase",
            "__torch__.torch.classes.quantized.LinearPackedParamsBase",
            "__torch__.torch.classes.sparse.LinearPackedParamsBase",
            "__torch__.torch.classes.rnn.CellParamsBase",
            "__torch__.torch.classes.mkldnn.ConvOpContext",
            "__torch__.torch.classes.profiler._RecordFunction",
            // what no operator of this libtorch makes: streams and process groups
            "Stream",
            "__torch__.torch.classes.c10d.ProcessGroup",
            "__torch__.torch.classes.c10d.ReduceOp",
            "__torch__.torch.classes.c10d.SymmetricMemory",
            // a variable number of values of any type: operators of libtorch's static runtime
            "...");
  }

  @Test
  void a_schema_is_read_into_its_parts() {
    var schema = Operators.find("aten::max_pool2d_with_indices.out").schema();
    assertThat(schema.name()).isEqualTo("aten::max_pool2d_with_indices");
    assertThat(schema.overload()).isEqualTo("out");
    var kernel = schema.arguments().get(1);
    assertThat(kernel.name()).isEqualTo("kernel_size");
    assertThat(kernel.type()).hasToString("int[2]");
    assertThat(kernel.defaultValue()).isNull();
    assertThat(schema.arguments().get(2).defaultValue()).isEqualTo("[]");
    assertThat(schema.arguments().getLast())
        .satisfies(out -> {
          assertThat(out.name()).isEqualTo("indices");
          assertThat(out.keywordOnly()).isTrue();
          assertThat(out.mutated()).isTrue();
        });
    assertThat(schema.results()).hasSize(2);
    assertThat(Operators.find("aten::kthvalue").schema().results())
        .extracting(Schema.Result::name)
        .containsExactly("values", "indices");
    assertThat(Operators.find("aten::index.Tensor").schema().arguments().get(1).type())
        .hasToString("Tensor?[]");
  }

  @Test
  void out_variants_write_to_their_last_argument() {
    var out = Tensor.of(0.0, 0.0);
    Operators.call("aten::add.out", Tensor.of(1.0, 2.0), Tensor.of(10.0, 20.0), 1L, out);
    assertThat(out.toDoubleArray()).containsExactly(11, 22);
  }

  @Test
  void an_operator_library_is_loaded_at_run_time() throws Exception {
    var build = Path.of("target/native");
    var make =
        new ProcessBuilder("cmake", "--build", build.toString(), "--target", "gatun_test_operators")
            .redirectErrorStream(true)
            .start();
    var said = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(make.waitFor()).as(said).isZero();
    assertThatThrownBy(() -> Operators.find("gatun_test::scaled"))
        .isInstanceOf(TorchException.Value.class);

    Operators.load(build.resolve(System.mapLibraryName("gatun_test_operators")));
    var x = Tensor.of(1.0, 2.0);
    assertThat(Operators.call("gatun_test::scaled", x).tensor(0).toDoubleArray())
        .containsExactly(2, 4);
    assertThat(Operators.call("gatun_test::scaled", x, 10).tensor(0).toDoubleArray())
        .containsExactly(10, 20);
    assertThat(Operators.names()).contains("gatun_test::scaled");
  }

  @Test
  void what_is_no_operator_library_is_refused(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> Operators.load(folder.resolve("missing.so")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing.so");
    var text = Files.writeString(folder.resolve("text.so"), "not a library");
    assertThatThrownBy(() -> Operators.load(text))
        .isInstanceOf(TorchException.Io.class)
        .hasMessageContaining("text.so");
  }

  // ---- What it refuses ----

  @Test
  void a_wrong_argument_prints_the_schema() {
    var x = Tensor.of(1.0);
    var schema = "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor";
    assertThatThrownBy(() -> Operators.call("aten::add.Tensor", x, 1L))
        .isInstanceOf(TorchException.Type.class)
        .hasMessage("argument 'other' is Tensor but got int: " + schema);
    assertThatThrownBy(() -> Operators.call("aten::add.Tensor", x))
        .isInstanceOf(TorchException.Value.class)
        .hasMessage("argument 'other' is missing: " + schema);
    assertThatThrownBy(() -> Operators.call("aten::add.Tensor", x, null))
        .isInstanceOf(TorchException.Type.class);
    assertThatThrownBy(() -> Operators.call("aten::add.Tensor", x, x, "one"))
        .isInstanceOf(TorchException.Type.class);
    assertThatThrownBy(() -> Operators.call("aten::add.Tensor", x, x, 1L, 2L))
        .isInstanceOf(TorchException.Value.class)
        .hasMessage("4 arguments are too many: " + schema);
    assertThatThrownBy(() -> Operators.call("aten::add.Tensor", Operators.DEFAULT, x))
        .isInstanceOf(TorchException.Value.class);
    assertThatThrownBy(() -> Operators.call("aten::sum.dim_IntList", x, new double[] {1}))
        .isInstanceOf(TorchException.Type.class);
    assertThatThrownBy(() -> Operators.call("aten::cat", List.of(x, "a")))
        .isInstanceOf(TorchException.Type.class)
        .hasMessageContaining("argument 'tensors' is Tensor[] but got a list with str in it: ");
    assertThatThrownBy(() -> Operators.call("aten::add.Tensor", x, 'c'))
        .isInstanceOf(TorchException.Type.class)
        .hasMessage("argument 'other' is Tensor but got a Java Character: " + schema);
    assertThatThrownBy(() -> Operators.call("aten::zeros", new long[] {1}, Layout.STRIDED))
        .isInstanceOf(TorchException.Type.class)
        .hasMessageContaining("argument 'dtype' is ScalarType?");
  }

  @Test
  void an_unknown_operator_is_refused_with_its_relatives() {
    assertThatThrownBy(() -> Operators.find("aten::no_such_operator_at_all"))
        .isInstanceOf(TorchException.Value.class)
        .hasMessage("there is no operator aten::no_such_operator_at_all");
    assertThatThrownBy(() -> Operators.find("aten::kthvlaue"))
        .isInstanceOf(TorchException.Value.class)
        .hasMessage("there is no operator aten::kthvlaue; did you mean aten::kthvalue?");
    assertThatThrownBy(() -> Operators.find("aten::add"))
        .isInstanceOf(TorchException.Value.class)
        .hasMessageContaining("there is no operator aten::add; there is ")
        .hasMessageContaining("aten::add.Tensor");
    assertThatThrownBy(() -> Operators.find("add.Tensor")).hasMessageContaining("aten::add.Tensor");
    assertThatThrownBy(() -> Operators.find("")).isInstanceOf(TorchException.Value.class);
  }

  @Test
  void what_the_operator_itself_refuses_is_a_typed_exception() {
    assertThatThrownBy(
            () -> Operators.call("aten::add.Tensor", Tensor.of(1f, 2f), Tensor.of(1f, 2f, 3f)))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("must match the size");
    assertThatThrownBy(() -> Operators.call("aten::linalg_cholesky", Tensor.of(-1.0).reshape(1, 1)))
        .isInstanceOf(TorchException.Linalg.class)
        .satisfies(ErrorsTest::carriesNoNativeStack);
  }

  @Test
  void a_backend_without_the_operator_is_a_short_message() {
    var sparse = Operators.call("aten::to_sparse", Tensor.of(1.0, 0.0)).tensor(0);
    assertThatThrownBy(() -> Operators.call("aten::_linalg_svd", sparse))
        .isInstanceOf(TorchException.NotImplemented.class)
        .hasMessageContaining("'SparseCPU' backend")
        .satisfies(
            e -> assertThat(e.getMessage()).doesNotContain("registered at").hasSizeLessThan(2000));
  }

  @Test
  void many_large_arguments_survive_a_collection() {
    // Arguments that do not fit into the thread's own memory: each has a block that must live until
    // the call is made.
    var lists = new long[40];
    Arrays.fill(lists, 1);
    var x = Tensor.of(1.0);
    var big = new long[20_000];
    Arrays.fill(big, 1);
    for (var i = 0; i < 5; i++) {
      assertThat(Operators.call("aten::as_strided", x, big, big, 0L).tensor(0).dim())
          .isEqualTo(big.length);
      System.gc();
      assertThat(Operators.call("aten::as_strided", x, lists, lists, 0L).tensor(0).dim())
          .isEqualTo(40);
    }
    var many = java.util.Collections.nCopies(5000, x);
    assertThat(Operators.call("aten::cat", many).tensor(0).numel()).isEqualTo(5000);
  }
}
