package naru.http.h2;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encodes header blocks. RFC 7541.
 *
 * <p>A field goes into the table when it is seen for the second time: what comes once (a date, a
 * length, a path) does not push out what comes always, and no list of names has to say which is
 * which. A secret never goes there, so that nobody who shares the connection can guess it by
 * watching sizes (RFC 7541 section 7.1.3).
 */
public final class HpackEncoder {
  private static final int MAX_TABLE = 4096;
  private static final int MAX_ENTRIES = MAX_TABLE / DynamicTable.OVERHEAD;
  private static final int SEEN = 64;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final DynamicTable table = new DynamicTable(MAX_TABLE);

  /** By hash: number of the newest entry, plus one. */
  private final int[] heads = new int[MAX_ENTRIES];

  /** By number: number of the next older entry with the same place in {@link #heads}, plus one. */
  private final int[] older = new int[MAX_ENTRIES];

  /** Hashes of fields that were seen once. */
  private final int[] seen = new int[SEEN];

  private byte[] scratch = new byte[256];
  private int smallest = MAX_TABLE;
  private boolean resized;

  /** The other side's SETTINGS_HEADER_TABLE_SIZE; what is above 4096 is not used. */
  void limit(long bytes) {
    int max = (int) Math.min(bytes, MAX_TABLE);
    if (max != table.max()) {
      smallest = resized ? Math.min(smallest, max) : max;
      resized = true;
      table.resize(max);
    }
  }

  /** Equal numbers mean that the table is the same: equal fields then make equal blocks. */
  public int version() {
    return table.version();
  }

  /** Begins a block. */
  public void begin(ByteBuf out) {
    if (resized) {
      if (smallest < table.max()) {
        integer(out, 0x20, 5, smallest);
      }
      integer(out, 0x20, 5, table.max());
      resized = false;
    }
  }

  /** A field that stands in the static table as a whole. */
  public void indexed(ByteBuf out, int staticIndex) {
    out.writeByte(0x80 | staticIndex);
  }

  /** The pseudo-field {@code :status}. */
  public void status(ByteBuf out, int status) {
    int index =
        switch (status) {
          case 200 -> 8;
          case 204 -> 9;
          case 206 -> 10;
          case 304 -> 11;
          case 400 -> 12;
          case 404 -> 13;
          case 500 -> 14;
          default -> 0;
        };
    if (index != 0) {
      out.writeByte(0x80 | index);
      return;
    }
    out.writeByte(8); // literal without indexing, name of entry 8
    out.writeByte(3);
    out.writeByte('0' + status / 100);
    out.writeByte('0' + status / 10 % 10);
    out.writeByte('0' + status % 10);
  }

  /** A field with a name in any case. */
  public void field(
      ByteBuf out,
      byte[] name,
      int nameOffset,
      int nameLength,
      byte[] value,
      int valueOffset,
      int valueLength,
      boolean secret) {
    if (scratch.length < nameLength) {
      scratch = new byte[nameLength * 2];
    }
    int h = 1;
    for (int i = 0; i < nameLength; i++) {
      byte c = name[nameOffset + i];
      byte lower = c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
      scratch[i] = lower;
      h = h * 31 + lower;
    }
    write(out, 0, scratch, nameLength, h, value, valueOffset, valueLength, secret);
  }

  /** A field with a name made ready. */
  public void field(
      ByteBuf out,
      HeaderName name,
      byte[] value,
      int valueOffset,
      int valueLength,
      boolean secret) {
    byte[] lower = name.lower();
    write(
        out,
        name.staticIndex(),
        lower,
        lower.length,
        name.hash(),
        value,
        valueOffset,
        valueLength,
        secret);
  }

  private void write(
      ByteBuf out,
      int staticIndex,
      byte[] name,
      int nameLength,
      int nameHash,
      byte[] value,
      int valueOffset,
      int valueLength,
      boolean secret) {
    if (secret) {
      literal(out, 0x10, 4, staticIndex, name, nameLength, value, valueOffset, valueLength);
      return;
    }
    int hash = hash(nameHash, value, valueOffset, valueLength);
    int number = find(hash, name, nameLength, value, valueOffset, valueLength);
    if (number >= 0) {
      integer(out, 0x80, 7, StaticTable.SIZE + table.next() - number);
      return;
    }
    int slot = hash & SEEN - 1;
    boolean fits = nameLength + valueLength + DynamicTable.OVERHEAD <= table.max();
    if (seen[slot] == hash && fits) {
      literal(out, 0x40, 6, staticIndex, name, nameLength, value, valueOffset, valueLength);
      keep(hash, name, nameLength, value, valueOffset, valueLength);
    } else {
      seen[slot] = hash;
      literal(out, 0, 4, staticIndex, name, nameLength, value, valueOffset, valueLength);
    }
  }

  private static int hash(int nameHash, byte[] b, int offset, int length) {
    long h = nameHash * 31L + length;
    if (length < 8) {
      for (int i = offset; i < offset + length; i++) {
        h = h * 31 + b[i];
      }
    } else {
      h = h * 0x9e3779b97f4a7c15L + (long) LONG.get(b, offset);
      h = h * 0x9e3779b97f4a7c15L + (long) LONG.get(b, offset + (length - 8 >>> 1));
      h = h * 0x9e3779b97f4a7c15L + (long) LONG.get(b, offset + length - 8);
    }
    h *= 0x9e3779b97f4a7c15L;
    return (int) (h >>> 32);
  }

  /** The number of the entry; -1 if there is none. */
  private int find(int hash, byte[] name, int nameLength, byte[] value, int offset, int length) {
    int number = heads[hash >>> 8 & MAX_ENTRIES - 1] - 1;
    while (number >= table.oldest()) {
      int i = table.next() - 1 - number;
      if (table.tag(i) == hash && isEqual(i, name, nameLength, value, offset, length)) {
        return number;
      }
      number = older[number & MAX_ENTRIES - 1] - 1;
    }
    return -1;
  }

  private boolean isEqual(
      int i, byte[] name, int nameLength, byte[] value, int offset, int length) {
    if (table.nameLength(i) != nameLength || table.valueLength(i) != length) {
      return false;
    }
    byte[] lines = table.lines();
    int at = table.offset(i);
    int valueAt = at + nameLength + 2;
    return Arrays.equals(lines, valueAt, valueAt + length, value, offset, offset + length)
        && Arrays.equals(lines, at, at + nameLength, name, 0, nameLength);
  }

  private void keep(int hash, byte[] name, int nameLength, byte[] value, int offset, int length) {
    byte[] line = line(nameLength + length + 4, name);
    System.arraycopy(name, 0, line, 0, nameLength);
    line[nameLength] = ':';
    line[nameLength + 1] = ' ';
    System.arraycopy(value, offset, line, nameLength + 2, length);
    int number = table.next();
    table.add(line, 0, nameLength, length, hash);
    int head = hash >>> 8 & MAX_ENTRIES - 1;
    older[number & MAX_ENTRIES - 1] = heads[head];
    heads[head] = number + 1;
  }

  /** The scratch buffer, which may hold the name already. */
  private byte[] line(int length, byte[] name) {
    if (scratch.length >= length) {
      return scratch;
    }
    byte[] larger = new byte[length * 2];
    if (name == scratch) {
      System.arraycopy(scratch, 0, larger, 0, scratch.length);
    }
    scratch = larger;
    return larger;
  }

  private static void literal(
      ByteBuf out,
      int pattern,
      int prefixBits,
      int nameIndex,
      byte[] name,
      int nameLength,
      byte[] value,
      int valueOffset,
      int valueLength) {
    out.ensureWritable(nameLength + valueLength + 12);
    integer(out, pattern, prefixBits, nameIndex);
    if (nameIndex == 0) {
      text(out, name, 0, nameLength);
    }
    text(out, value, valueOffset, valueLength);
  }

  private static void text(ByteBuf out, byte[] b, int offset, int length) {
    int coded = Huffman.encodedLength(b, offset, length);
    if (coded < length) {
      integer(out, 0x80, 7, coded);
      Huffman.encode(b, offset, length, out);
    } else {
      integer(out, 0, 7, length);
      out.writeBytes(b, offset, length);
    }
  }

  /** An integer behind a pattern. RFC 7541 section 5.1. */
  private static void integer(ByteBuf out, int pattern, int prefixBits, int value) {
    int mask = (1 << prefixBits) - 1;
    if (value < mask) {
      out.writeByte(pattern | value);
      return;
    }
    out.writeByte(pattern | mask);
    int rest = value - mask;
    while (rest >= 0x80) {
      out.writeByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }
}
