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

  /** One field. */
  public static FieldLines of(int id, String value) {
    Fields fields = new Fields(64);
    fields.reset(0);
    fields.add(id, value);
    return fields.from(0);
  }

  FieldLines(byte[] bytes, int[] table, int count, long present) {
    this.bytes = bytes;
    this.table = table;
    this.count = count;
    this.present = present;
  }
}
