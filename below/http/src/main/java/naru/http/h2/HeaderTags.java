package naru.http.h2;

/**
 * What someone wants to know of a field, as a number that the HPACK table keeps with the entry: so
 * that a name is looked up, and a value checked, once for each entry and not once for each request.
 */
public final class HeaderTags {
  /** Looks at a field. */
  @FunctionalInterface
  public interface Tagger {
    /** The bytes from {@code offset} on are {@code name: value CRLF}. */
    int tag(byte[] line, int offset, int nameLength, int valueLength);
  }

  private final Tagger tagger;
  private final int[] ofStatic = new int[StaticTable.SIZE + 1];

  public HeaderTags(Tagger tagger) {
    this.tagger = tagger;
    for (int i = 1; i <= StaticTable.SIZE; i++) {
      ofStatic[i] =
          tagger.tag(
              StaticTable.LINES,
              StaticTable.offset(i),
              StaticTable.nameLength(i),
              StaticTable.valueLength(i));
    }
  }

  int ofStatic(int index) {
    return ofStatic[index];
  }

  int of(byte[] line, int offset, int nameLength, int valueLength) {
    return tagger.tag(line, offset, nameLength, valueLength);
  }
}
