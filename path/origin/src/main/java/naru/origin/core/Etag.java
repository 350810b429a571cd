package naru.origin.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An entity tag. RFC 9110 section 8.8.3.
 *
 * @param weak whether it was marked {@code W/}
 * @param opaque what stands between the quotes
 */
public record Etag(boolean weak, String opaque) {
  private static final int HASH_BYTES = 12;

  /** A strong tag. */
  public static Etag strong(String opaque) {
    return new Etag(false, opaque);
  }

  /** A strong tag of the content itself: the same bytes have the same tag on every origin. */
  public static Etag ofContent(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return strong(HexFormat.of().formatHex(hash, 0, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Equal and both strong (RFC 9110 section 8.8.3.2). */
  boolean matchesStrongly(Etag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  /** Equal, weak or not (RFC 9110 section 8.8.3.2). */
  boolean matchesWeakly(Etag other) {
    return opaque.equals(other.opaque);
  }

  /** As it stands in a field. */
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + opaque + '"';
  }
}
