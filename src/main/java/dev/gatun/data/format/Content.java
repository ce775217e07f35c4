package dev.gatun.data.format;

import dev.gatun.data.InputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a stream holds, told by its first bytes.
 *
 * @param in the text itself: unpacked, without byte order mark
 * @param array one JSON array rather than one object per line
 */
record Content(InputStream in, boolean array) {
  private static final int HEAD = 8192;

  private record Magic(String bytes, String name, String remedy) {}

  private static final String CONVERT = "write the rows as JSONL (one JSON object per line)";
  private static final String UNPACK = "unpack it, or use gzip";
  private static final List<Magic> FORMATS =
      List.of(
          new Magic("PAR1", "a Parquet file", "give it as a file of its own, unpacked"),
          new Magic("ARROW1", "an Arrow file", CONVERT),
          new Magic("\u00FF\u00FF\u00FF\u00FF", "an Arrow stream", CONVERT),
          new Magic("SQLite format 3", "an SQLite database", CONVERT),
          new Magic("Obj\u0001", "an Avro file", CONVERT),
          new Magic("ORC", "an ORC file", CONVERT),
          new Magic("PK\u0003\u0004", "a zip archive", UNPACK),
          new Magic("\u0028\u00B5\u002F\u00FD", "packed with zstd", UNPACK),
          new Magic("BZh", "packed with bzip2", UNPACK),
          new Magic("\u00FD7zXZ", "packed with xz", UNPACK),
          new Magic("\u00FF\u00FE", "UTF-16 text", "save it as UTF-8"),
          new Magic("\u00FE\u00FF", "UTF-16 text", "save it as UTF-8"));

  static Content of(String name, InputStream raw) throws IOException {
    var packed = new PushbackInputStream(raw, HEAD);
    var head = peek(packed);
    if (head.length == 0) {
      throw new InputException(name + ": is empty");
    }
    boolean gzip = head.length > 2 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B;
    if (!gzip) {
      return text(name, packed, head);
    }
    var unpacked =
        new PushbackInputStream(new GZIPInputStream(new HonestAvailable(packed), 1 << 16), HEAD);
    head = peek(unpacked);
    if (head.length == 0) {
      throw new InputException(name + ": is empty (a gzip file of nothing)");
    }
    return text(name, unpacked, head);
  }

  private static Content text(String name, PushbackInputStream in, byte[] head) throws IOException {
    var other = otherFormat(head);
    if (other != null) {
      throw new InputException(name + ": is not JSON but " + other.name + "; " + other.remedy);
    }
    for (byte b : head) {
      if (b == 0) {
        throw new InputException(
            name + ": is a binary file, not JSON; the data must be JSONL or a JSON array");
      }
    }
    int start = startsWith(head, "\u00EF\u00BB\u00BF") ? 3 : 0;
    in.skipNBytes(start);
    for (int i = start; i < head.length; i++) {
      if (" \t\r\n".indexOf(head[i]) < 0) {
        return new Content(in, head[i] == '[');
      }
    }
    return new Content(in, false);
  }

  private static @Nullable Magic otherFormat(byte[] head) {
    for (var magic : FORMATS) {
      if (startsWith(head, magic.bytes)) {
        return magic;
      }
    }
    return null;
  }

  private static boolean startsWith(byte[] head, String magic) {
    var bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= bytes.length
        && Arrays.equals(head, 0, bytes.length, bytes, 0, bytes.length);
  }

  private static byte[] peek(PushbackInputStream in) throws IOException {
    var head = in.readNBytes(HEAD);
    in.unread(head);
    return head;
  }

  /**
   * GZIPInputStream looks for a further member only while {@code available()} is positive, which a
   * pipe may answer with 0 in mid-stream; this one answers 0 at the end alone.
   */
  private static final class HonestAvailable extends FilterInputStream {
    private final PushbackInputStream source;

    HonestAvailable(PushbackInputStream source) {
      super(source);
      this.source = source;
    }

    @Override
    public int available() throws IOException {
      int b = source.read();
      if (b < 0) {
        return 0;
      }
      source.unread(b);
      return Math.max(1, source.available());
    }
  }
}
