package naru.gateway.change.core;

import java.util.Locale;
import naru.gateway.change.config.Compression;
import naru.http.Ascii;
import naru.http.Field;
import naru.http.Fields;
import naru.http.ResponseHead;

/** Whether a response is worth compressing and may be, and what its head says then. */
public final class Compressible {
  private static final byte[] NO_TRANSFORM = Ascii.lower("no-transform");
  private static final byte[] ACCEPT_ENCODING = Ascii.lower("accept-encoding");
  private static final byte[] ANY = Ascii.lower("*");

  private Compressible() {}

  /** Whether this response is one for a client that accepts the coding. */
  public static boolean is(ResponseHead head, Compression how) {
    int status = head.status();
    boolean whole = status >= 200 && status != 204 && status != 205 && status != 206;
    return whole
        && status != 304
        && isAllowed(head, how)
        && isOne(head.mediaType().toLowerCase(Locale.ROOT), how);
  }

  private static boolean isAllowed(ResponseHead head, Compression how) {
    Fields f = head.fields();
    long length = head.contentLength();
    return !f.has(Field.CONTENT_RANGE)
        && !f.has(Field.CONTENT_ENCODING)
        && !f.listHas(Field.CACHE_CONTROL, NO_TRANSFORM)
        && (length < 0 || length >= how.leastBytes());
  }

  /**
   * Whether this is a 304 in the place of a response that may have been one to compress. The type
   * is seldom said there, and one Vary too many does less harm than one too few.
   */
  public static boolean isUnchanged(ResponseHead head, Compression how) {
    String type = head.mediaType().toLowerCase(Locale.ROOT);
    return head.status() == 304 && isAllowed(head, how) && (type.isEmpty() || isOne(type, how));
  }

  private static boolean isOne(String type, Compression how) {
    for (String pattern : how.types()) {
      boolean matches =
          pattern.endsWith("/*")
              ? type.startsWith(pattern.substring(0, pattern.length() - 1))
              : pattern.startsWith("*+")
                  ? type.endsWith(pattern.substring(1))
                  : type.equals(pattern);
      if (matches) {
        return true;
      }
    }
    return false;
  }

  /** Another client may get other bytes for the same address. */
  public static void vary(Fields f) {
    if (f.listHas(Field.VARY, ACCEPT_ENCODING) || f.listHas(Field.VARY, ANY)) {
      return;
    }
    String before = f.list(Field.VARY);
    f.set(Field.VARY, before.isEmpty() ? "Accept-Encoding" : before + ", Accept-Encoding");
  }

  /**
   * The tag of a 304 as the compressed response had it, which is the one that the client holds. RFC
   * 9110 section 15.4.5.
   *
   * @param held the client's If-None-Match
   */
  public static void tag(Fields f, String held) {
    int i = f.find(Field.ETAG);
    if (i >= 0 && held.contains("W/" + f.valueText(i))) {
      weaken(f, i);
    }
  }

  private static void weaken(Fields f, int i) {
    String tag = f.valueText(i);
    if (!tag.startsWith("W/")) {
      f.set(Field.ETAG, "W/" + tag);
    }
  }

  /** The head of the compressed response. RFC 9110 sections 8.8.1 and 8.4. */
  public static void code(Fields f, String coding) {
    f.set(Field.CONTENT_ENCODING, coding);
    f.removeAll(Field.CONTENT_LENGTH);
    f.removeAll(Field.ACCEPT_RANGES);
    f.removeAll("Content-MD5");
    f.removeAll("Digest");
    f.removeAll("Content-Digest");
    f.removeAll("Repr-Digest");
    int i = f.find(Field.ETAG);
    if (i >= 0) {
      weaken(f, i);
    }
  }
}
