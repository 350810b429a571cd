package naru.gateway.core;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import naru.http.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes of a host to what belongs to it: the exact name, else the longest known suffix
 * that begins with a dot, else what belongs to every host. One pass from the right, hashing in
 * lower case; no string is made.
 */
final class HostIndex<T> {
  private final byte[][] keys;
  private final Object[] values;
  private final int mask;
  private final T others;

  private HostIndex(int capacity, T others) {
    this.keys = new byte[capacity][];
    this.values = new Object[capacity];
    this.mask = capacity - 1;
    this.others = others;
  }

  /**
   * An index.
   *
   * @param known by name, or by suffix with its leading dot, in lower case
   * @param others for every other host
   */
  static <T> HostIndex<T> of(Map<String, T> known, T others) {
    int capacity = Integer.highestOneBit(Math.max(1, known.size()) * 4);
    HostIndex<T> index = new HostIndex<>(capacity, others);
    known.forEach((key, value) -> index.put(key.getBytes(StandardCharsets.US_ASCII), value));
    return index;
  }

  private void put(byte[] key, T value) {
    int hash = 0;
    for (int i = key.length - 1; i >= 0; i--) {
      hash = step(hash, key[i]);
    }
    int slot = slot(hash);
    while (values[slot] != null) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  /** What belongs to a host of these bytes; one dot at its end does not count. */
  T find(byte[] b, int offset, int length) {
    int end = offset + length;
    if (length > 1 && b[end - 1] == '.') {
      end--;
    }
    T best = null;
    int hash = 0;
    for (int i = end - 1; i >= offset; i--) {
      hash = step(hash, b[i]);
      if (b[i] == '.' || i == offset) {
        T found = at(hash, b, i, end - i);
        best = found == null ? best : found;
      }
    }
    return best == null ? others : best;
  }

  @SuppressWarnings("unchecked")
  private @Nullable T at(int hash, byte[] b, int offset, int length) {
    int slot = slot(hash);
    while (values[slot] != null) {
      if (Ascii.equalsLower(b, offset, length, keys[slot])) {
        return (T) values[slot];
      }
      slot = (slot + 1) & mask;
    }
    return null;
  }

  private static int step(int hash, byte c) {
    return hash * 31 + (c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  }

  private int slot(int hash) {
    return (hash ^ hash >>> 15 ^ hash >>> 7) & mask;
  }
}
