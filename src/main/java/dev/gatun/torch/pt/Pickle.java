package dev.gatun.torch.pt;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's pickle machine (protocols 2 to 5), cut down to data. It knows no classes and no
 * functions: a name that the pickle wants to look up, and the call of what it found, go to {@link
 * Globals}, which knows a few by heart and refuses all others.
 *
 * <p>Source: CPython, Lib/pickletools.py.
 */
final class Pickle {
  /** What a pickle may name and call, and what a reference out of it stands for. */
  interface Globals {
    /** What the global is here; throws {@link Refused} for one that is not known. */
    Object find(String module, String name);

    /** Applies what {@link #find} gave. */
    @Nullable Object call(Object function, List<?> arguments);

    /** A persistent id: torch.save's storages. */
    Object persistent(Object id);
  }

  /** Why the pickle is not read. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
      super(reason);
    }
  }

  private static final Object MARK = new Object();
  // As pickle's, "too large" for a memo here: what no file of torch.save needs.
  private static final int LARGEST_MEMO = 100_000_000;

  private final ByteBuffer in;
  private final Globals globals;
  private final ArrayList<@Nullable Object> stack = new ArrayList<>();
  private final Map<Integer, @Nullable Object> memo = new HashMap<>();

  private Pickle(ByteBuffer in, Globals globals) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    this.globals = globals;
  }

  /**
   * The one object of a pickle: Map, List, Long, Double, Boolean, String, byte[], null, or what the
   * globals gave.
   *
   * @throws Refused when it is damaged, or is more than data
   */
  static @Nullable Object read(ByteBuffer in, Globals globals) {
    try {
      return new Pickle(in, globals).run();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | ClassCastException damaged) {
      throw new Refused("its pickle is damaged (at byte " + in.position() + ")");
    }
  }

  private @Nullable Object run() {
    while (true) {
      var opcode = in.get() & 0xff;
      if (opcode == '.') return pop();
      step(opcode);
    }
  }

  private void step(int opcode) {
    switch (opcode) {
      case 0x80 -> { // PROTO
        var version = in.get();
        if (version > 5) throw new Refused("its pickle is of protocol " + version);
      }
      case 0x95 -> in.getLong(); // FRAME
      case '(' -> push(MARK);
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(stack.getLast());
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.getInt());
      case 'K' -> push((long) (in.get() & 0xff));
      case 'M' -> push((long) (in.getShort() & 0xffff));
      case 0x8a -> push(integer(in.get() & 0xff)); // LONG1
      case 0x8b -> push(integer(in.getInt())); // LONG4
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X' -> push(text(in.getInt() & 0xffffffffL));
      case 0x8c -> push(text(in.get() & 0xff));
      case 0x8d -> push(text(in.getLong()));
      case 'U' -> push(text(in.get() & 0xff)); // Python 2's str
      case 'T' -> push(text(in.getInt() & 0xffffffffL));
      case 'C' -> push(bytes(in.get() & 0xff));
      case 'B' -> push(bytes(in.getInt() & 0xffffffffL));
      case 0x8e -> push(bytes(in.getLong()));
      case ']', 0x8f -> push(new ArrayList<@Nullable Object>()); // a list, a set
      case ')' -> push(List.of());
      case '}' -> push(new LinkedHashMap<@Nullable Object, @Nullable Object>());
      case 't', 0x91 -> push(popToMark()); // a tuple, a frozen set
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case 'a' -> {
        var item = pop();
        list().add(item);
      }
      case 'e', 0x90 -> {
        var items = popToMark();
        list().addAll(items);
      }
      case 's' -> {
        var value = pop();
        var key = pop();
        put(key, value);
      }
      case 'u' -> {
        var pairs = popToMark();
        for (var i = 0; i < pairs.size(); i += 2) put(pairs.get(i), pairs.get(i + 1));
      }
      case 'q' -> remember(in.get() & 0xff);
      case 'r' -> remember(in.getInt());
      case 0x94 -> remember(memo.size());
      case 'h' -> push(recall(in.get() & 0xff));
      case 'j' -> push(recall(in.getInt()));
      case 'c' -> push(globals.find(line(), line()));
      case 0x93 -> {
        var name = (String) pop();
        push(globals.find(String.valueOf(pop()), String.valueOf(name)));
      }
      case 'Q' -> push(globals.persistent(known(pop())));
      case 'R', 0x81 -> { // REDUCE, NEWOBJ
        var arguments = (List<?>) known(pop());
        push(globals.call(known(pop()), arguments));
      }
      case 'b' -> { // BUILD: attributes, such as a state dictionary's _metadata
        pop();
        map();
      }
      default ->
          throw new Refused(
              "its pickle has the instruction 0x%02x, which torch.save does not write"
                  .formatted(opcode));
    }
  }

  // ---- The stack ----

  private void push(@Nullable Object value) {
    stack.add(value);
  }

  private @Nullable Object pop() {
    return stack.removeLast();
  }

  private static Object known(@Nullable Object value) {
    if (value == null) throw new ClassCastException();
    return value;
  }

  private List<@Nullable Object> popToMark() {
    var start = stack.lastIndexOf(MARK);
    if (start < 0) throw new IndexOutOfBoundsException();
    var top = stack.subList(start + 1, stack.size());
    var items = Collections.unmodifiableList(new ArrayList<>(top));
    top.clear();
    pop();
    return items;
  }

  private void tuple(int length) {
    var top = stack.subList(stack.size() - length, stack.size());
    var items = Collections.unmodifiableList(new ArrayList<>(top));
    top.clear();
    push(items);
  }

  @SuppressWarnings("unchecked") // lists are made here alone
  private List<@Nullable Object> list() {
    return (ArrayList<@Nullable Object>) known(stack.getLast());
  }

  @SuppressWarnings("unchecked") // maps are made here, and by the globals for OrderedDict
  private Map<@Nullable Object, @Nullable Object> map() {
    return (LinkedHashMap<@Nullable Object, @Nullable Object>) known(stack.getLast());
  }

  // A container as a key could contain itself, and have no hash.
  private void put(@Nullable Object key, @Nullable Object value) {
    if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
      throw new Refused("it has a dictionary with a key that is no text and no number");
    }
    map().put(key, value);
  }

  private void remember(int place) {
    if (place < 0 || place > LARGEST_MEMO) throw new IndexOutOfBoundsException();
    memo.put(place, stack.getLast());
  }

  private @Nullable Object recall(int place) {
    if (!memo.containsKey(place)) throw new IndexOutOfBoundsException();
    return memo.get(place);
  }

  // ---- The bytes ----

  private byte[] bytes(long length) {
    if (length < 0 || length > in.remaining()) throw new BufferUnderflowException();
    var bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private String text(long length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private String line() {
    var start = in.position();
    while (in.get() != '\n') continue;
    var length = in.position() - start - 1;
    return new String(in.array(), in.arrayOffset() + start, length, StandardCharsets.UTF_8);
  }

  /** Two's complement, little-endian. */
  private Object integer(long length) {
    var bytes = bytes(length);
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      var swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
    if (bytes.length == 0) return 0L;
    var number = new java.math.BigInteger(bytes);
    if (number.bitLength() > 63)
      throw new Refused("it has the integer " + number + ", beyond 64 bits");
    return number.longValue();
  }
}
