package naru.origin.core;

/**
 * A range of bytes of a representation.
 *
 * @param first position of the first byte
 * @param last position of the last byte, inclusive
 */
public record ByteRange(long first, long last) {
  /** How many bytes. */
  public long length() {
    return last - first + 1;
  }

  /** The Content-Range value (RFC 9110 section 14.4). */
  public String in(long completeLength) {
    return "bytes " + first + "-" + last + "/" + completeLength;
  }
}
