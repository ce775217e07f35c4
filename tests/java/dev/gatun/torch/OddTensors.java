package dev.gatun.torch;

import dev.gatun.ffi.NativeTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** One tensor of each kind that a function may not expect. */
public final class OddTensors {
  private OddTensors() {}

  /** By name; the first is the one that most functions take. Owned by the open scope. */
  public static Map<String, NativeTensor> all() {
    var x = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2).contiguous();
    var tensors = new LinkedHashMap<String, Tensor>();
    tensors.put("plain", x);
    tensors.put("scalar", Tensor.of(1f).reshape());
    tensors.put("empty", Tensor.zeros(Shape.of(0, 3), DType.FLOAT32, Device.CPU));
    tensors.put("bool", x.gt(2));
    tensors.put("int64", Tensor.of(0L, 1L));
    tensors.put("out of range", Tensor.of(7L, Long.MIN_VALUE));
    tensors.put("uint8", x.to(DType.UINT8));
    tensors.put("bfloat16", x.to(DType.BFLOAT16));
    tensors.put("complex", x.to(DType.COMPLEX64));
    tensors.put("conjugate", one("aten::_conj", x.to(DType.COMPLEX64)));
    tensors.put("negative", one("aten::_neg_view", x));
    tensors.put("nan", Tensor.of(Float.NaN, Float.POSITIVE_INFINITY));
    tensors.put("leaf", x.copy().requiresGrad_(true));
    tensors.put("history", x.copy().requiresGrad_(true).mul(2));
    tensors.put(
        "transposed", Tensor.rand(Shape.of(3, 2), DType.FLOAT32, Device.CPU).transpose(0, 1));
    tensors.put("expanded", Tensor.of(1f).expand(4, 3, 2, 1));
    tensors.put("four-dimensional", Tensor.rand(Shape.of(1, 2, 3, 4), DType.FLOAT32, Device.CPU));
    tensors.put("many dimensions", Tensor.of(1f).expand(ones(70)));
    tensors.put("sparse", one("aten::to_sparse", x));
    tensors.put("sparse rows", one("aten::to_sparse_csr", x));
    tensors.put(
        "quantized", one("aten::quantize_per_tensor", x, 0.1, 0L, 13L)); // 13 is torch.quint8
    tensors.put("meta", one("aten::to.device", x, "meta", DType.FLOAT32));
    tensors.put("zero", one("aten::_efficientzerotensor", new long[] {2, 2}));
    try (var _ = Autograd.inferenceMode()) {
      tensors.put("inference", Tensor.of(1f, 2f));
    }
    var handles = new LinkedHashMap<String, NativeTensor>();
    tensors.forEach((name, tensor) -> handles.put(name, tensor.handle));
    return handles;
  }

  private static Tensor one(String operator, Object... arguments) {
    return Operators.call(operator, arguments).tensor(0);
  }

  private static long[] ones(int count) {
    var sizes = new long[count];
    java.util.Arrays.fill(sizes, 1);
    return sizes;
  }
}
