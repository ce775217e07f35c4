package dev.gatun.torch.pt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.testing.NoLeaks;
import dev.gatun.testing.TensorAssertions;
import dev.gatun.torch.DType;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are Python's: tests/python/pt_goldens.py. */
@NoLeaks
class TorchFileTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden/pt");

  @TempDir Path folder;

  private static void readsAs(String file, String values, int tensors) {
    try (var _ = TensorScope.open();
        var open = TorchFile.open(GOLDEN.resolve(file));
        var expected = SafetensorsFile.open(GOLDEN.resolve(values))) {
      var read = open.readAll();
      assertThat(read.keySet()).containsExactlyInAnyOrderElementsOf(open.entries().keySet());
      assertThat(read).hasSize(tensors).hasSameSizeAs(expected.entries());
      for (var entry : expected.entries()) {
        for (var tensor : List.of(read.get(entry.name()), open.read(entry.name()))) {
          var real =
              tensor.dtype().isComplex()
                  ? Operators.call("aten::view_as_real", one("aten::resolve_conj", tensor))
                      .tensor(0)
                  : tensor;
          TensorAssertions.assertThat(real.contiguous())
              .as(entry.name())
              .isEqualTo(expected.read(entry.name()));
        }
      }
    }
  }

  private static Tensor one(String operator, Tensor tensor) {
    return Operators.call(operator, tensor).tensor(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors.pt", "protocol5.pt"})
  void tensors_of_every_dtype_and_layout_have_pythons_values(String file) {
    readsAs(file, "tensors.safetensors", DType.values().length + 11);
  }

  @Test
  void a_checkpoint_has_the_models_and_the_optimizers_tensors() {
    readsAs("checkpoint.pt", "checkpoint.safetensors", 7 + 4 * 3);
  }

  @Test
  void shapes_and_strides_are_those_that_were_saved_and_storages_stay_shared() {
    try (var _ = TensorScope.open();
        var open = TorchFile.open(GOLDEN.resolve("tensors.pt"))) {
      var read = open.readAll();
      assertThat(read.get("transposed").shape()).isEqualTo(Shape.of(6, 4));
      assertThat(read.get("transposed").strides()).containsExactly(1, 6);
      assertThat(read.get("every_other").strides()).containsExactly(6, 2);
      assertThat(read.get("expanded").strides()).containsExactly(0);
      assertThat(open.entries().get("tail").offset()).isEqualTo(20);
      read.get("base").fill_(7);
      for (var name : List.of("matrix", "transposed", "tail", "every_other", "expanded")) {
        assertThat(read.get(name).eq(7).all().item()).as(name).isEqualTo(1);
      }
      assertThat(read.get("number").item()).isEqualTo(2.5);
      assertThat(open.entries().get("parameter").requiresGrad()).isTrue();
      assertThat(read.get("parameter").requiresGrad()).isFalse();
    }
  }

  @Test
  void what_is_no_tensor_is_read_too() {
    try (var open = TorchFile.open(GOLDEN.resolve("checkpoint.pt"))) {
      var plain = (Map<?, ?>) ((Map<?, ?>) open.content()).get("plain");
      var expected = new HashMap<String, Object>();
      expected.put("epoch", 3L);
      expected.put("big", 1L << 62);
      expected.put("negative", -70000L);
      expected.put("loss", 0.5);
      expected.put("name", "gr\u00fcn");
      expected.put("none", null);
      expected.put("flags", List.of(true, false));
      expected.put("pair", List.of(1L, 2.0));
      expected.put("size", List.of(2L, 3L));
      expected.put("dtype", DType.BFLOAT16);
      expected.put("device", "cpu");
      expected.put("set", List.of(7L));
      expected.put("ordered", Map.of("a", 1L));
      assertThat(plain).isEqualTo(expected);
    }
  }

  @Test
  void a_file_may_be_one_tensor() {
    try (var _ = TensorScope.open();
        var open = TorchFile.open(GOLDEN.resolve("one.pt"))) {
      assertThat(open.read("").toFloatArray()).containsExactly(1, 2);
      assertThatThrownBy(() -> open.read("x"))
          .isInstanceOf(TorchFileException.class)
          .hasMessageContaining("no tensor 'x'");
    }
  }

  // ---- What is refused ----

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          evil.pt   | Python's posix.system
          module.pt | Python's torch.nn.modules.container.Sequential
          numpy.pt  | Python's numpy
          uint16.pt | Python's torch.uint16
          sparse.pt | Python's torch._utils._rebuild_sparse_tensor
          legacy.pt | before PyTorch 1.6
          script.pt | TorchScript
          """)
  void what_is_more_than_data_is_refused_by_name(String file, String reason) {
    assertThatThrownBy(() -> TorchFile.open(GOLDEN.resolve(file)))
        .isInstanceOf(TorchFileException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(reason);
    assertThat(Path.of("ran")).doesNotExist();
  }

  @Test
  void what_is_no_such_file_says_so() throws IOException {
    var text = Files.writeString(folder.resolve("text.pt"), "hello");
    refused(text, "not a file of torch.save");
    refused(folder.resolve("none.pt"), "no such file");
    refused(folder, "cannot be read");
    var whole = Files.readAllBytes(GOLDEN.resolve("tensors.pt"));
    var half = Arrays.copyOf(whole, whole.length / 2);
    refused(Files.write(folder.resolve("half.pt"), half), "cut short");
    refused(rewrite(Map.of("a/b", "x".getBytes(StandardCharsets.UTF_8)), true), "no data.pkl");
    var compressed = entries(GOLDEN.resolve("one.pt"));
    refused(rewrite(compressed, false), "compressed");
    var big = entries(GOLDEN.resolve("one.pt"));
    big.replaceAll((name, data) ->
        name.endsWith("byteorder") ? "big".getBytes(StandardCharsets.US_ASCII) : data);
    refused(rewrite(big, true), "big-endian");
    var short1 = entries(GOLDEN.resolve("one.pt"));
    short1.replaceAll((name, data) -> name.endsWith("data/0") ? new byte[7] : data);
    refused(rewrite(short1, true), "the storage '0' should have 8 bytes, and has 7");
    short1.keySet().removeIf(name -> name.endsWith("data/0"));
    refused(rewrite(short1, true), "is missing");
  }

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> TorchFile.open(file))
        .isInstanceOf(TorchFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  private void pickleRefused(String pickle, String reason) throws IOException {
    var bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
    refused(rewrite(Map.of("archive/data.pkl", bytes), true), reason);
  }

  @Test
  void pickles_that_are_traps_are_refused() throws IOException {
    // opcodes: CPython's pickletools
    pickleRefused("\u0080\u0002cos\nsystem\nU\u0004true\u0085R.", "Python's os.system");
    pickleRefused("\u0080\u0002cbuiltins\neval\n.", "Python's builtins.eval");
    pickleRefused("\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093.", "Python's os.system");
    pickleRefused("\u0080\u0002ctorch\nSize\nctorch\nSize\nQ.", "damaged");
    pickleRefused("\u0080\u0002]q\u0000h\u0000a.", "deep"); // a list in itself
    pickleRefused(
        "\u0080\u0002}q\u0000h\u0000K\u0001s.", "a key that is no text"); // as its own key
    pickleRefused("\u0080\u0002X\u00ff\u00ff\u00ff\u007fabc.", "damaged"); // 2 GiB of text
    pickleRefused("\u0080\u0002r\u00ff\u00ff\u00ff\u007f.", "damaged");
    pickleRefused("\u0080\u0002h\u0007.", "damaged");
    pickleRefused("\u0080\u0002K\u0001K\u0002R.", "damaged");
    pickleRefused("\u0080\u0002", "damaged");
    pickleRefused("\u0080\u0009.", "protocol 9");
    pickleRefused("\u0080\u0002iabc\n.", "0x69");
    pickleRefused(
        "\u0080\u0002\u008a\u0009\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001.",
        "64 bits");
    // Each list holds the one before twice: 2^40 lists for who follows them all.
    var laughs = new StringBuilder("\u0080\u0002]q\u0000");
    for (var i = 0; i < 40; i++)
      laughs
          .append("]q")
          .append((char) (i + 1))
          .append("(h")
          .append((char) i)
          .append('h')
          .append((char) i)
          .append('e');
    pickleRefused(laughs + ".", "values");
  }

  @Test
  void tensors_that_reach_beyond_their_storage_are_refused() throws IOException {
    var original = entries(GOLDEN.resolve("one.pt"));
    var name =
        original.keySet().stream().filter(n -> n.endsWith("data.pkl")).findFirst().orElseThrow();
    // ..., offset K0, sizes K2 0x85, strides K1 0x85
    var pickle = new String(original.get(name), StandardCharsets.ISO_8859_1);
    var place = "K\u0000K\u0002\u0085q";
    assertThat(pickle).contains(place);
    for (var other :
        List.of(
            "K\u0001K\u0002\u0085q",
            "K\u0000K\u0003\u0085q",
            "J\u00ff\u00ff\u00ff\u00ffK\u0002\u0085q")) {
      var changed = new HashMap<>(original);
      changed.put(name, pickle.replace(place, other).getBytes(StandardCharsets.ISO_8859_1));
      refused(rewrite(changed, true), "does not fit its storage of 2 elements");
    }
  }

  /** Damage anywhere is a refusal or other numbers, never anything else. */
  @Test
  void a_file_with_any_damage_is_refused_or_read() throws IOException {
    var whole = Files.readAllBytes(GOLDEN.resolve("checkpoint.pt"));
    var random = new Random(5);
    var file = folder.resolve("damaged.pt");
    var refused = 0;
    for (var i = 0; i < 400; i++) {
      var damaged = whole.clone();
      for (var j = random.nextInt(4); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      try (var _ = TensorScope.open();
          var open = TorchFile.open(file)) {
        open.readAll();
      } catch (TorchFileException expected) {
        refused++;
      }
    }
    assertThat(refused).isBetween(20, 380);
  }

  private static Map<String, byte[]> entries(Path file) {
    var entries = new HashMap<String, byte[]>();
    try (var zip = new ZipFile(file.toFile())) {
      for (var entry : Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private Path rewrite(Map<String, byte[]> entries, boolean stored) throws IOException {
    var file = Files.createTempFile(folder, "written", ".pt");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry : entries.entrySet()) {
        var written = new ZipEntry(entry.getKey());
        if (stored) {
          var sum = new CRC32();
          sum.update(entry.getValue());
          written.setMethod(ZipEntry.STORED);
          written.setSize(entry.getValue().length);
          written.setCrc(sum.getValue());
        }
        zip.putNextEntry(written);
        zip.write(entry.getValue());
      }
    }
    return file;
  }
}
