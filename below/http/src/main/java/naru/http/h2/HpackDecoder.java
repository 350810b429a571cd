package naru.http.h2;

/**
 * Decodes header blocks. RFC 7541. A field that is in a table goes to the sink without being
 * copied; one that is not is put together as a line in a buffer of our own.
 *
 * <p>A block is always decoded to its end, also when its list is too large for anyone: the tables
 * of both sides must stay equal. What is beyond the bound costs a table look and no copy, which is
 * what makes a small block that names a large entry again and again harmless.
 */
public final class HpackDecoder {
  private static final int LINE_EXTRA = 4;

  private final HeaderTags tags;
  private final DynamicTable table;
  private final int maxTable;
  private final long maxList;

  private byte[] in = new byte[0];
  private int at;
  private int to;
  private byte[] scratch = new byte[256];

  private HeaderSink sink = HeaderSink.NONE;
  private long list;

  /**
   * A decoder.
   *
   * @param maxTable the SETTINGS_HEADER_TABLE_SIZE that we announced
   * @param maxList names, values and 32 bytes for each field; what is beyond is not given out
   */
  public HpackDecoder(HeaderTags tags, int maxTable, long maxList) {
    this.tags = tags;
    this.maxTable = maxTable;
    this.maxList = maxList;
    this.table = new DynamicTable(maxTable);
  }

  /** Equal numbers mean that the table is the same: equal blocks then mean equal fields. */
  public int version() {
    return table.version();
  }

  /** Whether the last block's list was larger than the bound: the sink did not get all of it. */
  public boolean isBeyondList() {
    return list > maxList;
  }

  /** Size of the last block's list as RFC 9113 section 6.5.2 counts it. */
  public long listBytes() {
    return list;
  }

  /** Decodes a whole header block. */
  public void decode(byte[] block, int from, int end, HeaderSink target) throws ConnectionError {
    in = block;
    at = from;
    to = end;
    sink = target;
    list = 0;
    boolean first = true;
    while (at < to) {
      int b = in[at];
      if (b < 0) {
        indexed(integer(7));
        first = false;
      } else if ((b & 0xe0) == 0x20) {
        if (!first) {
          throw ConnectionError.compression("a table size update stands behind a field");
        }
        resize(integer(5));
      } else {
        boolean keep = (b & 0x40) != 0;
        literal(integer(keep ? 6 : 4), keep);
        first = false;
      }
    }
    sink = HeaderSink.NONE;
  }

  private void resize(int size) throws ConnectionError {
    if (size > maxTable) {
      throw ConnectionError.compression("the table is to be larger than we allow");
    }
    table.resize(size);
  }

  private void indexed(int index) throws ConnectionError {
    if (index >= 1 && index <= StaticTable.SIZE) {
      give(
          tags.ofStatic(index),
          StaticTable.LINES,
          StaticTable.offset(index),
          StaticTable.nameLength(index),
          StaticTable.valueLength(index));
      return;
    }
    int i = dynamic(index);
    give(table.tag(i), table.lines(), table.offset(i), table.nameLength(i), table.valueLength(i));
  }

  private int dynamic(int index) throws ConnectionError {
    int i = index - StaticTable.SIZE - 1;
    if (i < 0 || i >= table.count()) {
      throw ConnectionError.compression("there is no table entry " + index);
    }
    return i;
  }

  private void literal(int index, boolean keep) throws ConnectionError {
    int nameLength = index == 0 ? text(0) : name(index);
    ensure(nameLength + 2, nameLength);
    scratch[nameLength] = ':';
    scratch[nameLength + 1] = ' ';
    int valueLength = text(nameLength + 2);
    int end = nameLength + 2 + valueLength;
    ensure(end + 2, end);
    scratch[end] = '\r';
    scratch[end + 1] = '\n';
    int tag = tags.of(scratch, 0, nameLength, valueLength);
    if (keep) {
      table.add(scratch, 0, nameLength, valueLength, tag);
    }
    give(tag, scratch, 0, nameLength, valueLength);
  }

  /** Copies a name from a table. */
  private int name(int index) throws ConnectionError {
    if (index <= StaticTable.SIZE) {
      int length = StaticTable.nameLength(index);
      ensure(length, 0);
      System.arraycopy(StaticTable.LINES, StaticTable.offset(index), scratch, 0, length);
      return length;
    }
    int i = dynamic(index);
    int length = table.nameLength(i);
    ensure(length, 0);
    System.arraycopy(table.lines(), table.offset(i), scratch, 0, length);
    return length;
  }

  /** Reads a string into the scratch buffer; its length. */
  private int text(int target) throws ConnectionError {
    if (at >= to) {
      throw cut();
    }
    boolean coded = in[at] < 0;
    int length = integer(7);
    if (length > to - at) {
      throw cut();
    }
    ensure(target + (coded ? Huffman.longestDecoded(length) : length), target);
    int written = length;
    if (coded) {
      written = Huffman.decode(in, at, at + length, scratch, target);
      if (written < 0) {
        throw ConnectionError.compression("a string is not good Huffman code");
      }
    } else {
      System.arraycopy(in, at, scratch, target, length);
    }
    at += length;
    return written;
  }

  private void ensure(int size, int kept) {
    if (scratch.length < size + LINE_EXTRA) {
      byte[] larger = new byte[Math.max(scratch.length * 2, size + LINE_EXTRA)];
      System.arraycopy(scratch, 0, larger, 0, kept);
      scratch = larger;
    }
  }

  private void give(int tag, byte[] line, int offset, int nameLength, int valueLength) {
    list += nameLength + valueLength + DynamicTable.OVERHEAD;
    if (list <= maxList) {
      sink.field(tag, line, offset, nameLength, valueLength);
    }
  }

  /** An integer with a prefix of some bits. RFC 7541 section 5.1. */
  private int integer(int prefixBits) throws ConnectionError {
    int mask = (1 << prefixBits) - 1;
    int value = in[at++] & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; shift <= 21; shift += 7) {
      if (at >= to) {
        throw cut();
      }
      int b = in[at++];
      value += (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw ConnectionError.compression("an integer is too large");
  }

  private static ConnectionError cut() {
    return ConnectionError.compression("the header block ends in the middle of a field");
  }
}
