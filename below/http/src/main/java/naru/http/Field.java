package naru.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The field names that Naru knows by number, so that finding one costs no comparison of text. A
 * number is below 64: a head keeps the set of those present in one long.
 */
public final class Field {
  /** A name that has no number. */
  public static final int OTHER = 0;

  public static final int HOST = 1;
  public static final int CONNECTION = 2;
  public static final int CONTENT_LENGTH = 3;
  public static final int TRANSFER_ENCODING = 4;
  public static final int EXPECT = 5;
  public static final int UPGRADE = 6;
  public static final int KEEP_ALIVE = 7;
  public static final int PROXY_CONNECTION = 8;
  public static final int TE = 9;
  public static final int TRAILER = 10;
  public static final int PROXY_AUTHORIZATION = 11;
  public static final int PROXY_AUTHENTICATE = 12;
  public static final int VIA = 13;
  public static final int FORWARDED = 14;
  public static final int X_FORWARDED_FOR = 15;
  public static final int X_FORWARDED_PROTO = 16;
  public static final int X_FORWARDED_HOST = 17;
  public static final int X_REAL_IP = 18;
  public static final int TRACEPARENT = 19;
  public static final int TRACESTATE = 20;
  public static final int DATE = 21;
  public static final int SERVER = 22;
  public static final int CONTENT_TYPE = 23;
  public static final int CACHE_CONTROL = 24;
  public static final int PRAGMA = 25;
  public static final int AGE = 26;
  public static final int EXPIRES = 27;
  public static final int ETAG = 28;
  public static final int LAST_MODIFIED = 29;
  public static final int VARY = 30;
  public static final int IF_NONE_MATCH = 31;
  public static final int IF_MODIFIED_SINCE = 32;
  public static final int IF_MATCH = 33;
  public static final int IF_UNMODIFIED_SINCE = 34;
  public static final int IF_RANGE = 35;
  public static final int RANGE = 36;
  public static final int CONTENT_RANGE = 37;
  public static final int ACCEPT_RANGES = 38;
  public static final int AUTHORIZATION = 39;
  public static final int COOKIE = 40;
  public static final int SET_COOKIE = 41;
  public static final int LOCATION = 42;
  public static final int CONTENT_LOCATION = 43;
  public static final int ACCEPT_ENCODING = 44;
  public static final int CONTENT_ENCODING = 45;
  public static final int ACCEPT_LANGUAGE = 46;
  public static final int CACHE_STATUS = 47;
  public static final int ALLOW = 48;
  public static final int ACCEPT = 49;
  public static final int USER_AGENT = 50;
  public static final int WARNING = 51;
  public static final int X_POWERED_BY = 52;
  public static final int LINK = 53;
  public static final int WWW_AUTHENTICATE = 54;
  public static final int RETRY_AFTER = 55;
  public static final int NARU_WHY = 56;
  public static final int NARU_TRACE = 57;

  private static final List<String> NAMES =
      List.of(
          "",
          "Host",
          "Connection",
          "Content-Length",
          "Transfer-Encoding",
          "Expect",
          "Upgrade",
          "Keep-Alive",
          "Proxy-Connection",
          "TE",
          "Trailer",
          "Proxy-Authorization",
          "Proxy-Authenticate",
          "Via",
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "X-Forwarded-Host",
          "X-Real-IP",
          "traceparent",
          "tracestate",
          "Date",
          "Server",
          "Content-Type",
          "Cache-Control",
          "Pragma",
          "Age",
          "Expires",
          "ETag",
          "Last-Modified",
          "Vary",
          "If-None-Match",
          "If-Modified-Since",
          "If-Match",
          "If-Unmodified-Since",
          "If-Range",
          "Range",
          "Content-Range",
          "Accept-Ranges",
          "Authorization",
          "Cookie",
          "Set-Cookie",
          "Location",
          "Content-Location",
          "Accept-Encoding",
          "Content-Encoding",
          "Accept-Language",
          "Cache-Status",
          "Allow",
          "Accept",
          "User-Agent",
          "Warning",
          "X-Powered-By",
          "Link",
          "WWW-Authenticate",
          "Retry-After",
          "Naru-Why",
          "Naru-Trace");

  /** Fields of one connection only, which no stop passes on. RFC 9110 section 7.6.1. */
  static final long HOP_BY_HOP =
      bit(CONNECTION)
          | bit(KEEP_ALIVE)
          | bit(PROXY_CONNECTION)
          | bit(TE)
          | bit(TRAILER)
          | bit(TRANSFER_ENCODING)
          | bit(UPGRADE)
          | bit(PROXY_AUTHORIZATION)
          | bit(PROXY_AUTHENTICATE);

  private static final byte[][] WRITTEN = new byte[NAMES.size()][];
  private static final byte[][] LOWER = new byte[NAMES.size()][];
  private static final byte[] TABLE = new byte[512];

  static {
    for (int id = 1; id < NAMES.size(); id++) {
      WRITTEN[id] = NAMES.get(id).getBytes(StandardCharsets.US_ASCII);
      LOWER[id] = NAMES.get(id).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
      int slot = slot(hash(LOWER[id], 0, LOWER[id].length));
      while (TABLE[slot] != 0) {
        slot = (slot + 1) & (TABLE.length - 1);
      }
      TABLE[slot] = (byte) id;
    }
  }

  private Field() {}

  /** The name as Naru writes it. */
  public static String name(int id) {
    return NAMES.get(id);
  }

  /** The number of a name in any case; {@link #OTHER} if it has none. */
  public static int id(String name) {
    byte[] b = name.getBytes(StandardCharsets.US_ASCII);
    return id(b, 0, b.length, hash(b, 0, b.length));
  }

  /** How many numbers there are. */
  static int count() {
    return NAMES.size();
  }

  static byte[] written(int id) {
    return WRITTEN[id];
  }

  static long bit(int id) {
    return 1L << id;
  }

  /** One step of the hash over a name; letters count alike in both cases. */
  static int hash(int h, byte c) {
    return h * 31 + (c | 0x20);
  }

  static int hash(byte[] b, int offset, int length) {
    int h = 0;
    for (int i = offset; i < offset + length; i++) {
      h = hash(h, b[i]);
    }
    return h;
  }

  static int id(byte[] b, int offset, int length, int hash) {
    int slot = slot(hash);
    for (int id = TABLE[slot]; id != 0; id = TABLE[slot]) {
      if (Ascii.equalsLower(b, offset, length, LOWER[id])) {
        return id;
      }
      slot = (slot + 1) & (TABLE.length - 1);
    }
    return OTHER;
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 9 ^ hash >>> 18) & (TABLE.length - 1);
  }
}
