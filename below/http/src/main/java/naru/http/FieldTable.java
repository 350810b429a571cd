package naru.http;

import java.util.Arrays;

/**
 * Where the fields of a head are in its bytes: a table of offsets. Removing marks a slot, adding
 * appends behind what is there, so that an offset stays good until {@link #reset}. What the bytes
 * say is {@link Fields}' matter.
 */
public abstract sealed class FieldTable permits Fields {
  /** Numbers of a field in a table. */
  static final int STRIDE = 4;

  private static final int MAX_KEPT = 4096;

  /** What the offsets point into; the start line stands in front. */
  byte[] bytes;

  int end;

  /** Per field: name offset, name length and number (shifted by 16), value offset, value length. */
  int[] table = new int[16 * STRIDE];

  int count;
  long present;

  FieldTable(int capacity) {
    bytes = new byte[capacity];
  }

  // ---- filling

  /** Forgets everything and makes room for {@code length} bytes of a head. */
  final byte[] reset(int length) {
    if (bytes.length < length || (bytes.length > MAX_KEPT && length <= MAX_KEPT)) {
      bytes = new byte[Math.max(512, length)];
    }
    if (table.length > MAX_KEPT) {
      table = new int[16 * STRIDE];
    }
    end = length;
    count = 0;
    present = 0;
    return bytes;
  }

  final void put(int id, int nameOffset, int nameLength, int valueOffset, int valueLength) {
    int at = count * STRIDE;
    if (at == table.length) {
      table = Arrays.copyOf(table, table.length * 2);
    }
    table[at] = nameOffset;
    table[at + 1] = nameLength | id << 16;
    table[at + 2] = valueOffset;
    table[at + 3] = valueLength;
    count++;
    present |= Field.bit(id);
  }

  final void copyFrom(FieldTable other) {
    reset(other.end);
    System.arraycopy(other.bytes, 0, bytes, 0, other.end);
    if (table.length < other.table.length) {
      table = new int[other.table.length];
    }
    System.arraycopy(other.table, 0, table, 0, other.count * STRIDE);
    count = other.count;
    present = other.present;
  }

  /** Appends bytes behind the head, for values that a start line or field points to. */
  final int append(byte[] source, int offset, int length) {
    grow(length);
    System.arraycopy(source, offset, bytes, end, length);
    int at = end;
    end += length;
    return at;
  }

  final void grow(int length) {
    if (bytes.length - end < length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + length));
    }
  }

  // ---- reading

  /** Number of slots, removed ones among them; see {@link #isLive}. */
  public final int size() {
    return count;
  }

  /** Number of fields. */
  final int live() {
    int n = 0;
    for (int i = 0; i < count; i++) {
      n += isLive(i) ? 1 : 0;
    }
    return n;
  }

  /** Whether the slot holds a field. */
  public final boolean isLive(int i) {
    return (table[i * STRIDE + 1] & 0xffff) != 0;
  }

  /** The number of the field's name, {@link Field#OTHER} if it has none. */
  public final int id(int i) {
    return table[i * STRIDE + 1] >>> 16;
  }

  /** What the offsets point into. Not to be written to, nor kept beyond the exchange. */
  public final byte[] bytes() {
    return bytes;
  }

  /** Where the name of a field begins in {@link #bytes}. */
  public final int nameOffset(int i) {
    return table[i * STRIDE];
  }

  public final int nameLength(int i) {
    return table[i * STRIDE + 1] & 0xffff;
  }

  /** Where its value begins, without the white space around it. */
  public final int valueOffset(int i) {
    return table[i * STRIDE + 2];
  }

  public final int valueLength(int i) {
    return table[i * STRIDE + 3];
  }

  /** Whether none of a set of fields can be present; a cheap first look. */
  final boolean hasNone(long bits) {
    return (present & bits) == 0;
  }

  /** The first slot with this name; -1 if there is none. */
  public final int find(int id) {
    return find(id, 0);
  }

  /** The next slot with this name, from {@code from} on; -1 if there is none. */
  public final int find(int id, int from) {
    if ((present & Field.bit(id)) == 0) {
      return -1;
    }
    for (int i = from; i < count; i++) {
      if (table[i * STRIDE + 1] >>> 16 == id && isLive(i)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the line's bytes are exactly name, colon, space, value, CRLF. */
  final boolean isPlain(int i) {
    int value = valueOffset(i);
    int after = value + valueLength(i);
    return value == nameOffset(i) + nameLength(i) + 2
        && bytes[value - 1] == ' '
        && after + 1 < end
        && bytes[after] == '\r'
        && bytes[after + 1] == '\n';
  }

  /** Bytes that suffice to write the head that these belong to. */
  final int weight() {
    return end + 2 * count + 64;
  }

  // ---- removing

  /** Takes one field out. */
  public final void remove(int i) {
    table[i * STRIDE + 1] &= 0xffff0000;
  }

  /** Says that none of these is there any more; the caller has taken them out. */
  final void forget(long bits) {
    present &= ~bits;
  }
}
