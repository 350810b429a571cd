package naru.cache.core;

/**
 * An entity tag. RFC 9110 section 8.8.3.
 *
 * @param weak whether it is marked {@code W/}
 * @param opaque the rest, with its quotes, compared byte by byte
 */
record EntityTag(boolean weak, String opaque) {
  /** Any text is a tag: what an origin sends without quotes is still compared as it stands. */
  public static EntityTag parse(String text) {
    boolean weak = text.startsWith("W/");
    return new EntityTag(weak, weak ? text.substring(2) : text);
  }

  /** Equal but for weakness: enough to answer 304. RFC 9110 section 8.8.3.2. */
  public boolean weaklyEquals(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  /** Equal byte for byte, both strong: needed to join ranges. */
  public boolean stronglyEquals(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }
}
