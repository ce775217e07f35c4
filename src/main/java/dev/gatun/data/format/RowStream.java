package dev.gatun.data.format;

import dev.gatun.data.Row;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One layout of rows in a stream of bytes. */
interface RowStream {

  /** The rows made from the next object in the stream; null at the end. */
  @Nullable List<? extends Row> next() throws IOException;
}
