package dev.gatun.torch.pt;

import dev.gatun.torch.Device;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that {@code torch.save} wrote: {@code torch.load(file, weights_only=True)} and stricter.
 * Nothing in the file is run. Read are dictionaries, lists, tuples and sets, numbers, texts, None,
 * sizes, dtypes, devices, tensors and parameters of the dtypes of {@link dev.gatun.torch.DType};
 * all else is refused by its Python name. The file's claims are checked against its size before
 * memory is taken for them.
 *
 * <p>Of one thread.
 */
public final class TorchFile implements AutoCloseable {
  // Prefixes of what torch.save wrote before PyTorch 1.6: a pickled magic number, or a tar.
  private static final byte[] LEGACY = {(byte) 0x80, 2, (byte) 0x8a, 10};
  private static final int TAR_MAGIC = 257;
  private static final int LARGEST_PICKLE = 1 << 30;
  private static final int DEEPEST = 100;
  private static final int MOST_VALUES = 10_000_000;
  private static final int CHUNK = 1 << 20;

  private final Path path;
  private final ZipFile zip;
  private final String prefix;
  private final @Nullable Object content;
  private final Map<String, SavedTensor> entries;

  private TorchFile(
      Path path,
      ZipFile zip,
      String prefix,
      @Nullable Object content,
      Map<String, SavedTensor> entries) {
    this.path = path;
    this.zip = zip;
    this.prefix = prefix;
    this.content = content;
    this.entries = entries;
  }

  /**
   * Opens a file and reads its structure, not yet the tensors' elements.
   *
   * @throws TorchFileException when it cannot be read, is damaged, is in the format from before
   *     PyTorch 1.6, or has more in it than data
   */
  public static TorchFile open(Path path) {
    ZipFile zip;
    try {
      refuseLegacy(path);
      zip = new ZipFile(path.toFile());
    } catch (NoSuchFileException e) {
      throw new TorchFileException(path, "no such file", e);
    } catch (ZipException e) {
      throw new TorchFileException(
          path, "not a file of torch.save, or cut short: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new TorchFileException(path, "cannot be read: " + e.getMessage(), e);
    }
    try {
      return open(path, zip);
    } catch (RuntimeException | IOException failed) {
      try {
        zip.close();
      } catch (IOException e) {
        failed.addSuppressed(e);
      }
      if (failed instanceof RuntimeException refused) throw refused;
      throw new TorchFileException(path, "cannot be read: " + failed.getMessage(), failed);
    }
  }

  private static TorchFile open(Path path, ZipFile zip) throws IOException {
    var pickle = pickleEntry(path, zip);
    var prefix = pickle.getName().substring(0, pickle.getName().length() - "data.pkl".length());
    if (zip.getEntry(prefix + "constants.pkl") != null) {
      throw new TorchFileException(
          path, "a TorchScript archive (torch.jit.save), not a file of torch.save");
    }
    var order = zip.getEntry(prefix + "byteorder");
    if (order != null
        && !new String(small(path, zip, order), StandardCharsets.US_ASCII).equals("little")) {
      throw new TorchFileException(
          path, "its numbers are big-endian; only little-endian ones are read");
    }
    try {
      var content = Pickle.read(ByteBuffer.wrap(small(path, zip, pickle)), new TorchGlobals());
      var names = new Names();
      names.follow(content, "", 0);
      var entries = names.found;
      for (var tensor : entries.values()) check(path, zip, prefix, tensor);
      return new TorchFile(path, zip, prefix, content, Collections.unmodifiableMap(entries));
    } catch (Pickle.Refused refused) {
      throw new TorchFileException(path, String.valueOf(refused.getMessage()), refused);
    }
  }

  private static void refuseLegacy(Path path) throws IOException {
    byte[] first;
    try (var in = Files.newInputStream(path)) {
      first = in.readNBytes(TAR_MAGIC + 5);
    }
    var tar =
        first.length == TAR_MAGIC + 5
            && new String(first, TAR_MAGIC, 5, StandardCharsets.US_ASCII).equals("ustar");
    if (tar || Arrays.mismatch(first, LEGACY) == LEGACY.length) {
      throw new TorchFileException(
          path,
          "written in the format from before PyTorch 1.6, which is not read: in Python,"
              + " torch.save(torch.load(file, weights_only=True), file) writes it anew");
    }
  }

  // The archive's one folder has any name.
  private static ZipEntry pickleEntry(Path path, ZipFile zip) {
    return zip.stream()
        .filter(entry -> entry.getName().matches("[^/]+/data\\.pkl"))
        .findFirst()
        .map(ZipEntry.class::cast)
        .orElseThrow(() ->
            new TorchFileException(path, "a zip file, but not of torch.save: it has no data.pkl"));
  }

  private static byte[] small(Path path, ZipFile zip, ZipEntry entry) throws IOException {
    if (entry.getSize() > LARGEST_PICKLE) {
      throw new TorchFileException(
          path, entry.getName() + " has " + entry.getSize() + " bytes, beyond reason");
    }
    try (var in = stored(path, zip, entry)) {
      return in.readNBytes((int) entry.getSize());
    }
  }

  // torch.save compresses nothing, and what is compressed may be of any size.
  private static InputStream stored(Path path, ZipFile zip, ZipEntry entry) throws IOException {
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
      throw new TorchFileException(
          path, entry.getName() + " is compressed, which torch.save does not do");
    }
    return zip.getInputStream(entry);
  }

  /** Collects tensors under "model.layer.weight", "state.0.exp_avg". */
  private static final class Names {
    private final Map<String, SavedTensor> found = new LinkedHashMap<>();
    private int values;

    void follow(@Nullable Object value, String name, int depth) {
      if (depth > DEEPEST) {
        throw new Pickle.Refused("its dictionaries and lists are more than " + DEEPEST + " deep");
      }
      // The same list may be in others many times, and those in others.
      if (++values > MOST_VALUES) {
        throw new Pickle.Refused("it has more than " + MOST_VALUES + " values");
      }
      var start = name.isEmpty() ? "" : name + ".";
      switch (value) {
        case SavedTensor tensor -> {
          if (found.put(name, tensor) != null) {
            throw new Pickle.Refused("two of its tensors are called '" + name + "'");
          }
        }
        case Map<?, ?> map -> map.forEach((key, item) -> follow(item, start + key, depth + 1));
        case List<?> list -> {
          for (var i = 0; i < list.size(); i++) follow(list.get(i), start + i, depth + 1);
        }
        case null, default -> {}
      }
    }
  }

  private static void check(Path path, ZipFile zip, String prefix, SavedTensor tensor) {
    var entry = zip.getEntry(prefix + "data/" + tensor.storage());
    var bytes = Math.multiplyExact(tensor.storageElements(), (long) tensor.dtype().bytes());
    if (entry == null || entry.getSize() < bytes) {
      throw new TorchFileException(
          path,
          "is damaged: the storage '"
              + tensor.storage()
              + "' should have "
              + bytes
              + " bytes, and "
              + (entry == null ? "is missing" : "has " + entry.getSize()));
    }
  }

  public Path path() {
    return path;
  }

  /**
   * All that was saved: Map, List (tuples and sets too), Long, Double, Boolean, String, byte[],
   * DType, null, and {@link SavedTensor} for tensors.
   */
  public @Nullable Object content() {
    return content;
  }

  /**
   * The tensors by name, in the file's order: the keys on the way, joined with dots, {@code
   * model.layer.weight}, {@code state.0.exp_avg}. A file that is one tensor has it under the empty
   * name.
   */
  public Map<String, SavedTensor> entries() {
    return entries;
  }

  /**
   * Reads all tensors, onto the CPU. Those that shared a storage share it again.
   *
   * @throws TorchFileException when the file was cut short meanwhile
   */
  public Map<String, Tensor> readAll() {
    var storages = new HashMap<String, Tensor>();
    var tensors = new LinkedHashMap<String, Tensor>();
    var done = false;
    try {
      entries.forEach((name, tensor) -> {
        var key = tensor.storage() + " " + tensor.dtype();
        var storage = storages.get(key);
        if (storage == null) {
          storage = storage(tensor);
          storages.put(key, storage);
        }
        tensors.put(name, view(storage, tensor));
      });
      done = true;
      return tensors;
    } finally {
      storages.values().forEach(Tensor::close);
      if (!done) tensors.values().forEach(Tensor::close);
    }
  }

  /**
   * Reads one tensor, onto the CPU, with the shape and strides that it had.
   *
   * @throws TorchFileException when the file has none of this name, or was cut short meanwhile
   */
  public Tensor read(String name) {
    var tensor = entries.get(name);
    if (tensor == null) throw new TorchFileException(path, "no tensor '" + name + "'");
    var storage = storage(tensor);
    try {
      return view(storage, tensor);
    } finally {
      storage.close();
    }
  }

  private Tensor storage(SavedTensor saved) {
    var entry = zip.getEntry(prefix + "data/" + saved.storage());
    var tensor = Tensor.empty(Shape.of(saved.storageElements()), saved.dtype(), Device.CPU);
    var done = false;
    try (var in = stored(path, zip, entry)) {
      if (saved.storageElements() > 0) copy(in, tensor.segment());
      done = true;
      return tensor;
    } catch (IOException e) {
      throw new TorchFileException(
          path, "the storage '" + saved.storage() + "' cannot be read: " + e.getMessage(), e);
    } finally {
      if (!done) tensor.close();
    }
  }

  private static void copy(InputStream in, MemorySegment to) throws IOException {
    var buffer = new byte[CHUNK];
    for (var at = 0L; at < to.byteSize(); ) {
      var read = in.readNBytes(buffer, 0, (int) Math.min(CHUNK, to.byteSize() - at));
      if (read == 0) throw new EOFException("it ends early");
      MemorySegment.copy(MemorySegment.ofArray(buffer), 0, to, at, read);
      at += read;
    }
  }

  private static Tensor view(Tensor storage, SavedTensor saved) {
    try (var scope = TensorScope.open()) {
      var strides = saved.strides().stream().mapToLong(Long::longValue).toArray();
      var view =
          Operators.call("aten::as_strided", storage, saved.shape(), strides, saved.offset())
              .tensor(0);
      if (saved.conjugate()) view = Operators.call("aten::_conj", view).tensor(0);
      if (saved.negative()) view = Operators.call("aten::_neg_view", view).tensor(0);
      return scope.keep(view);
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new TorchFileException(path, "cannot be closed: " + e.getMessage(), e);
    }
  }
}
