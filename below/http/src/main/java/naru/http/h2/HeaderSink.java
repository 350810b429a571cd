package naru.http.h2;

/** Who takes the fields of a decoded header block, one after the other. */
@FunctionalInterface
public interface HeaderSink {
  /** Takes nothing: for a block that must be decoded only to keep the table right. */
  HeaderSink NONE = (tag, line, offset, nameLength, valueLength) -> {};

  /**
   * A field. The bytes from {@code offset} on are {@code name: value CRLF}; they are the decoder's
   * and may change after the call.
   *
   * @param tag what {@link HeaderTags} says of the field
   * @param nameLength at {@code offset}; the value begins two bytes behind the name
   */
  void field(int tag, byte[] line, int offset, int nameLength, int valueLength);
}
