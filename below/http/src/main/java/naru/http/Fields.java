package naru.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one message head: a {@link FieldTable} by names and values.
 *
 * <p>Filled by one pass of {@link HeadParser} or by {@code add}, and {@link #writeTo} copies what
 * is left in whole ranges. Strings exist only when someone asks for them. The object is used again
 * for each message of a connection and never shared between threads.
 *
 * <p>What is written is always well formed: parsed bytes were checked, added ones are checked here.
 */
public final class Fields extends FieldTable {
  private static final byte[] SEPARATOR = {':', ' '};

  Fields(int capacity) {
    super(capacity);
  }

  // ---- filling

  /** Adds a checked line {@code name: value CRLF} in one copy. */
  void addLine(int id, byte[] line, int offset, int nameLength, int valueLength) {
    int at = append(line, offset, nameLength + valueLength + 4);
    put(id, at, nameLength, at + nameLength + 2, valueLength);
  }

  /** Begins a line whose value follows by {@link #append}; where it begins. */
  int appendName(int id) {
    byte[] name = Field.written(id);
    int at = append(name, 0, name.length);
    append(SEPARATOR, 0, 2);
    return at;
  }

  // ---- reading

  /** Whether there is such a field. */
  public boolean has(int id) {
    return (present & Field.bit(id)) != 0 && find(id) >= 0;
  }

  /** The first slot with this name in any case, numbered or not; -1 if there is none. */
  public int find(String name) {
    return find(name, 0);
  }

  /** The next slot with this name in any case, from {@code from} on; -1 if there is none. */
  public int find(String name, int from) {
    int id = Field.id(name);
    if (id != Field.OTHER) {
      return find(id, from);
    }
    byte[] lower = Ascii.lower(name);
    for (int i = from; i < count; i++) {
      if (isLive(i) && Ascii.equalsLower(bytes, nameOffset(i), nameLength(i), lower)) {
        return i;
      }
    }
    return -1;
  }

  /** How often a field stands there. */
  public int occurrences(int id) {
    int n = 0;
    for (int i = find(id); i >= 0; i = find(id, i + 1)) {
      n++;
    }
    return n;
  }

  /** The name as it was sent. */
  public String nameText(int i) {
    return new String(bytes, nameOffset(i), nameLength(i), StandardCharsets.US_ASCII);
  }

  /** The value; obsolete text beyond ASCII is read as ISO 8859-1. */
  public String valueText(int i) {
    return new String(bytes, valueOffset(i), valueLength(i), StandardCharsets.ISO_8859_1);
  }

  /** The first value of a field. */
  public Optional<String> text(int id) {
    int i = find(id);
    return i < 0 ? Optional.empty() : Optional.of(valueText(i));
  }

  /** The first value of a field, by its name in any case. */
  public Optional<String> text(String name) {
    int i = find(name);
    return i < 0 ? Optional.empty() : Optional.of(valueText(i));
  }

  /** All lines of a field joined with commas, as RFC 9110 section 5.3 allows; empty if none. */
  public String list(int id) {
    StringBuilder all = new StringBuilder();
    for (int i = find(id); i >= 0; i = find(id, i + 1)) {
      all.append(all.isEmpty() ? "" : ", ").append(valueText(i));
    }
    return all.toString();
  }

  /** Whether any line of a list field holds the token. */
  public boolean listHas(int id, byte[] lowerToken) {
    for (int i = find(id); i >= 0; i = find(id, i + 1)) {
      if (Ascii.listHas(bytes, valueOffset(i), valueLength(i), lowerToken)) {
        return true;
      }
    }
    return false;
  }

  /** Name and value of each field, for someone who wants to look at them. */
  public List<java.util.Map.Entry<String, String>> entries() {
    List<java.util.Map.Entry<String, String>> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (isLive(i)) {
        all.add(java.util.Map.entry(nameText(i), valueText(i)));
      }
    }
    return all;
  }

  // ---- changing

  /** Takes every field of this name out. */
  public void removeAll(int id) {
    if ((present & Field.bit(id)) == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (table[i * STRIDE + 1] >>> 16 == id) {
        remove(i);
      }
    }
    present &= ~Field.bit(id);
  }

  /** Takes every field of this name out, numbered or not. */
  public void removeAll(String name) {
    for (int i = find(name); i >= 0; i = find(name)) {
      remove(i);
    }
  }

  /** Adds a field. */
  public void add(int id, String value) {
    byte[] v = value.getBytes(StandardCharsets.ISO_8859_1);
    add(id, v, 0, v.length);
  }

  /** Adds a field. */
  public void add(int id, byte[] value, int offset, int length) {
    byte[] name = Field.written(id);
    append(id, name, value, offset, length);
  }

  /** Adds a field whose name may have no number. */
  public void add(String name, String value) {
    byte[] n = name.getBytes(StandardCharsets.US_ASCII);
    byte[] v = value.getBytes(StandardCharsets.ISO_8859_1);
    for (byte c : n) {
      if (!Ascii.isToken(c)) {
        throw new IllegalArgumentException("'" + name + "' is not a field name");
      }
    }
    append(Field.id(n, 0, n.length, Field.hash(n, 0, n.length)), n, v, 0, v.length);
  }

  /**
   * Adds a field whose value the caller writes into {@link #bytes()}: {@code length} printable
   * characters.
   *
   * @return where
   */
  int addBlank(int id, int length) {
    byte[] name = Field.written(id);
    int n = append(name, 0, name.length);
    append(SEPARATOR, 0, 2);
    int v = end;
    grow(length);
    end += length;
    append(Ascii.CRLF, 0, 2);
    put(id, n, name.length, v, length);
    return v;
  }

  /** Adds a field with a number as its value. */
  public void add(int id, long value) {
    add(id, Long.toString(value));
  }

  /** Replaces every field of this name by one. */
  public void set(int id, String value) {
    removeAll(id);
    add(id, value);
  }

  /** Adds lines that were laid out before. */
  public void add(FieldLines lines) {
    int shift = append(lines.bytes, 0, lines.bytes.length);
    int at = count * STRIDE;
    while (at + lines.table.length > table.length) {
      table = Arrays.copyOf(table, table.length * 2);
    }
    lines.copyTo(table, at, shift);
    count += lines.count;
    present |= lines.present;
  }

  /**
   * What was added last, to be added to other heads: the fields from slot {@code first} on, all of
   * which must have come by {@code add}.
   */
  public FieldLines from(int first) {
    int start = first < count ? nameOffset(first) : end;
    int[] lines = Arrays.copyOfRange(table, first * STRIDE, count * STRIDE);
    long bits = 0;
    for (int i = first; i < count; i++) {
      bits |= Field.bit(id(i));
    }
    return FieldLines.moved(Arrays.copyOfRange(bytes, start, end), lines, -start, bits);
  }

  private void append(int id, byte[] name, byte[] value, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (!Ascii.isValue(value[i])) {
        throw new IllegalArgumentException("control character in the value of a field");
      }
    }
    int n = append(name, 0, name.length);
    append(SEPARATOR, 0, 2);
    int v = append(value, offset, length);
    append(Ascii.CRLF, 0, 2);
    put(id, n, name.length, v, length);
  }

  /** Adds a field whose name and value lie in {@code line} and were checked. */
  void add(byte[] line, int nameLength, int valueOffset, int valueLength) {
    int n = append(line, 0, nameLength);
    append(SEPARATOR, 0, 2);
    int v = append(line, valueOffset, valueLength);
    append(Ascii.CRLF, 0, 2);
    put(
        Field.id(line, 0, nameLength, Field.hash(line, 0, nameLength)),
        n,
        nameLength,
        v,
        valueLength);
  }

  /** Takes out what belongs to one connection only, and what its Connection field names. */
  void removeHopByHop() {
    HopByHop.remove(this);
  }

  // ---- writing

  /** Writes the fields and the empty line. */
  void writeTo(ByteBuf out) {
    FieldWriter.write(this, out);
  }

  @Override
  public String toString() {
    StringBuilder all = new StringBuilder();
    entries().forEach(e -> all.append(e.getKey()).append(": ").append(e.getValue()).append('\n'));
    return all.toString();
  }
}
