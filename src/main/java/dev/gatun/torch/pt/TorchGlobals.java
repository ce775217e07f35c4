package dev.gatun.torch.pt;

import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Python names that torch.save writes for tensors and dictionaries, and what each makes here.
 */
final class TorchGlobals implements Pickle.Globals {
  /** A storage: {@code dtype} is null for one without. */
  private record Storage(String name, @Nullable DType dtype, long elements) {}

  private record StorageType(@Nullable DType dtype) {}

  private enum Function {
    REBUILD_TENSOR,
    REBUILD_TENSOR_WITH_DTYPE,
    REBUILD_PARAMETER,
    ORDERED_DICT,
    SIZE,
    DEVICE,
    SET
  }

  private static final Map<String, Object> KNOWN = known();

  private static Map<String, Object> known() {
    var known = new LinkedHashMap<String, Object>();
    known.put("torch._utils._rebuild_tensor_v2", Function.REBUILD_TENSOR);
    known.put("torch._utils._rebuild_tensor_v3", Function.REBUILD_TENSOR_WITH_DTYPE);
    known.put("torch._utils._rebuild_parameter", Function.REBUILD_PARAMETER);
    known.put("collections.OrderedDict", Function.ORDERED_DICT);
    known.put("torch.Size", Function.SIZE);
    known.put("torch.device", Function.DEVICE);
    known.put("builtins.set", Function.SET);
    known.put("__builtin__.set", Function.SET);
    known.put("torch.storage.UntypedStorage", new StorageType(null));
    storage(known, "Byte", DType.UINT8);
    storage(known, "Char", DType.INT8);
    storage(known, "Short", DType.INT16);
    storage(known, "Int", DType.INT32);
    storage(known, "Long", DType.INT64);
    storage(known, "Half", DType.FLOAT16);
    storage(known, "Float", DType.FLOAT32);
    storage(known, "Double", DType.FLOAT64);
    storage(known, "ComplexFloat", DType.COMPLEX64);
    storage(known, "ComplexDouble", DType.COMPLEX128);
    storage(known, "Bool", DType.BOOL);
    storage(known, "BFloat16", DType.BFLOAT16);
    for (var dtype : DType.values())
      known.put("torch." + dtype.name().toLowerCase(java.util.Locale.ROOT), dtype);
    return known;
  }

  private static void storage(Map<String, Object> known, String name, DType dtype) {
    known.put("torch." + name + "Storage", new StorageType(dtype));
  }

  @Override
  public Object find(String module, String name) {
    var known = KNOWN.get(module + "." + name);
    if (known != null) return known;
    throw new Pickle.Refused(
        "it needs Python's "
            + module
            + "."
            + name
            + ", and nothing but tensors of the usual dtypes, dictionaries, lists, numbers and texts is read:"
            + " save a state_dict, or write safetensors");
  }

  @Override
  public Object persistent(Object id) {
    if (id instanceof List<?> parts
        && parts.size() == 5
        && "storage".equals(parts.get(0))
        && parts.get(1) instanceof StorageType type
        && parts.get(2) instanceof String name
        && parts.get(4) instanceof Long elements) {
      return new Storage(name, type.dtype, elements);
    }
    throw new ClassCastException();
  }

  @Override
  public @Nullable Object call(Object function, List<?> arguments) {
    if (!(function instanceof Function known)) {
      throw new Pickle.Refused("its pickle calls what is no function");
    }
    return switch (known) {
      case REBUILD_TENSOR -> tensor(arguments, null, metadata(arguments, 6));
      case REBUILD_TENSOR_WITH_DTYPE ->
          tensor(arguments, (DType) arguments.get(6), metadata(arguments, 7));
      case REBUILD_PARAMETER -> parameter(arguments);
      case ORDERED_DICT -> dictionary(arguments);
      case SIZE -> List.copyOf((List<?>) arguments.get(0));
      case DEVICE -> arguments.get(0) + (arguments.size() > 1 ? ":" + arguments.get(1) : "");
      case SET -> new ArrayList<@Nullable Object>((List<?>) arguments.get(0));
    };
  }

  private static Map<?, ?> metadata(List<?> arguments, int place) {
    return arguments.size() > place && arguments.get(place) instanceof Map<?, ?> map
        ? map
        : Map.of();
  }

  // storage, offset, sizes, strides, requires_grad, backward_hooks
  private static SavedTensor tensor(List<?> arguments, @Nullable DType given, Map<?, ?> metadata) {
    var storage = (Storage) arguments.get(0);
    var dtype = given == null ? storage.dtype : given;
    if (dtype == null) throw new ClassCastException();
    var sizes = whole((List<?>) arguments.get(2));
    var strides = whole((List<?>) arguments.get(3));
    // A storage without a dtype counts bytes.
    var elements = storage.dtype == null ? storage.elements / dtype.bytes() : storage.elements;
    var tensor =
        new SavedTensor(
            dtype,
            Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()),
            storage.name,
            elements,
            (Long) arguments.get(1),
            strides,
            (Boolean) arguments.get(4),
            Boolean.TRUE.equals(metadata.get("conj")),
            Boolean.TRUE.equals(metadata.get("neg")));
    check(tensor);
    return tensor;
  }

  private static List<Long> whole(List<?> numbers) {
    var whole = new ArrayList<Long>();
    for (var number : numbers) whole.add((Long) number);
    return whole;
  }

  private static void check(SavedTensor tensor) {
    var strides = tensor.strides();
    var last = tensor.offset();
    try {
      var fits =
          strides.size() == tensor.shape().dim() && last >= 0 && tensor.storageElements() >= 0;
      for (var i = 0; fits && i < strides.size(); i++) {
        var size = tensor.shape().size(i);
        fits = size >= 0 && strides.get(i) >= 0;
        if (size > 0) last = Math.addExact(last, Math.multiplyExact(size - 1, strides.get(i)));
      }
      if (fits && (tensor.shape().numel() == 0 || last < tensor.storageElements())) return;
    } catch (ArithmeticException beyond) {
      // refused below
    }
    throw new Pickle.Refused(
        "a tensor of shape "
            + tensor.shape()
            + ", strides "
            + strides
            + " and offset "
            + tensor.offset()
            + " does not fit its storage of "
            + tensor.storageElements()
            + " elements");
  }

  // data, requires_grad, backward_hooks
  private static SavedTensor parameter(List<?> arguments) {
    var data = (SavedTensor) arguments.get(0);
    return new SavedTensor(
        data.dtype(),
        data.shape(),
        data.storage(),
        data.storageElements(),
        data.offset(),
        data.strides(),
        (Boolean) arguments.get(1),
        data.conjugate(),
        data.negative());
  }

  private static Map<@Nullable Object, @Nullable Object> dictionary(List<?> arguments) {
    var dictionary = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    if (arguments.isEmpty()) return dictionary;
    for (var pair : (List<?>) arguments.get(0)) {
      dictionary.put(((List<?>) pair).get(0), ((List<?>) pair).get(1));
    }
    return dictionary;
  }
}
