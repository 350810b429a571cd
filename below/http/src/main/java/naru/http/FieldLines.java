package naru.http;

/**
 * Lines of fields that were checked and laid out once, to be added to one head after another in a
 * single copy: see {@link Fields#from} and {@link Fields#add(FieldLines)}. Never changes.
 */
public final class FieldLines {
  /** Whole lines, each with its CRLF. */
  final byte[] bytes;

  /** As in {@link Fields}, with offsets into {@link #bytes}. */
  final int[] table;

  final int count;
  final long present;

  /**
   * Lines whose table holds offsets into something larger.
   *
   * @param shift what must be added to them
   */
  static FieldLines moved(byte[] bytes, int[] table, int shift, long present) {
    FieldLines lines = new FieldLines(bytes, table, table.length / Fields.STRIDE, present);
    lines.copyTo(table, 0, shift);
    return lines;
  }

  /** Puts the table behind another, whose bytes begin {@code shift} before these. */
  void copyTo(int[] target, int at, int shift) {
    for (int i = 0; i < table.length; i += Fields.STRIDE) {
      target[at + i] = table[i] + shift;
      target[at + i + 1] = table[i + 1];
      target[at + i + 2] = table[i + 2] + shift;
      target[at + i + 3] = table[i + 3];
    }
  }

  private FieldLines(byte[] bytes, int[] table, int count, long present) {
    this.bytes = bytes;
    this.table = table;
    this.count = count;
    this.present = present;
  }
}
