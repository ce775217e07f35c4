package dev.gatun.torch.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file says about its contents. The tensors' bytes follow each other without a gap from the
 * first to the end of the file.
 *
 * @param metadata of the file, text to text
 * @param entries in the order of their bytes
 */
record Header(Map<String, String> metadata, List<Entry> entries) {
  private static final String METADATA = "__metadata__";
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Bytes of all tensors. */
  long dataBytes() {
    return entries.isEmpty() ? 0 : entries.getLast().end();
  }

  /** Reads the JSON text, without its length in front; file is named in errors. */
  static Header parse(Path file, byte[] text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new SafetensorsException(file, "its header is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new SafetensorsException(file, "its header is not UTF-8 text", e);
    }
    if (!json.isObject()) throw new SafetensorsException(file, "its header is not a JSON object");
    var metadata = new LinkedHashMap<String, String>();
    var entries = new ArrayList<Entry>();
    for (var field : json.properties()) {
      if (field.getKey().equals(METADATA)) {
        for (var note : field.getValue().properties())
          metadata.put(note.getKey(), note.getValue().asText());
      } else {
        entries.add(entry(file, field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    var end = 0L;
    for (var entry : entries) {
      if (entry.begin() != end) {
        var what = entry.begin() < end ? "overlaps the tensor before it" : "leaves a gap before it";
        throw new SafetensorsException(
            file,
            "tensor '"
                + entry.name()
                + "' "
                + what
                + ": it begins at "
                + entry.begin()
                + ", not at "
                + end);
      }
      end = entry.end();
    }
    return new Header(metadata, List.copyOf(entries));
  }

  private static Entry entry(Path file, String name, JsonNode json) {
    var dtype = dtype(file, name, json.path("dtype").asText());
    var shape = Shape.of(wholeNumbers(file, name, "shape", json.path("shape")));
    var offsets = wholeNumbers(file, name, "data_offsets", json.path("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw new SafetensorsException(
          file,
          "tensor '"
              + name
              + "': data_offsets "
              + Arrays.toString(offsets)
              + " are not [begin, end]");
    }
    long needed;
    try {
      needed = Math.multiplyExact(shape.numel(), (long) dtype.bytes());
    } catch (ArithmeticException e) {
      throw new SafetensorsException(
          file, "tensor '" + name + "': shape " + shape + " is too large", e);
    }
    if (offsets[1] - offsets[0] != needed) {
      throw new SafetensorsException(
          file,
          "tensor '"
              + name
              + "' of shape "
              + shape
              + " and dtype "
              + safetensorsName(dtype)
              + " needs "
              + needed
              + " bytes but has "
              + (offsets[1] - offsets[0]));
    }
    return new Entry(name, dtype, shape, offsets[0], offsets[1]);
  }

  private static long[] wholeNumbers(Path file, String tensor, String field, JsonNode json) {
    var numbers = new ArrayList<Long>();
    for (var item : json) {
      if (!item.isIntegralNumber() || !item.canConvertToLong() || item.asLong() < 0) {
        throw new SafetensorsException(
            file,
            "tensor '" + tensor + "': " + field + " " + json + " are not whole numbers from 0");
      }
      numbers.add(item.asLong());
    }
    if (!json.isArray())
      throw new SafetensorsException(file, "tensor '" + tensor + "': no list " + field);
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * The header as a file begins with it: without its length in front, padded so that the data is
   * aligned to 8 bytes.
   */
  byte[] toBytes() {
    var json = JsonNodeFactory.instance.objectNode();
    if (!metadata.isEmpty()) {
      var notes = json.putObject(METADATA);
      metadata.forEach(notes::put);
    }
    for (var entry : entries) {
      var tensor = json.putObject(entry.name());
      tensor.put("dtype", safetensorsName(entry.dtype()));
      var shape = tensor.putArray("shape");
      for (var size : entry.shape().toArray()) shape.add(size);
      tensor.putArray("data_offsets").add(entry.begin()).add(entry.end());
    }
    var text = json.toString().getBytes(StandardCharsets.UTF_8);
    var padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  private static String safetensorsName(DType dtype) {
    return switch (dtype) {
      case BOOL -> "BOOL";
      case UINT8 -> "U8";
      case INT8 -> "I8";
      case INT16 -> "I16";
      case INT32 -> "I32";
      case INT64 -> "I64";
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
      case COMPLEX64 -> "C64";
      case COMPLEX128 -> throw new IllegalArgumentException("safetensors has no complex128");
    };
  }

  private static DType dtype(Path file, String tensor, String name) {
    for (var dtype : DType.values()) {
      if (dtype != DType.COMPLEX128 && safetensorsName(dtype).equals(name)) return dtype;
    }
    throw new SafetensorsException(
        file,
        "tensor '"
            + tensor
            + "' has dtype '"
            + name
            + "', which Gatun does not read: convert the file to F32, BF16 or F16");
  }
}
