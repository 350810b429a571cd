package naru.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trailer section of a chunked body, byte by byte. Fields that say how a message is framed,
 * routed, authenticated or understood, or who its client is, would come too late, and are dropped
 * (RFC 9110 section 6.5.1); so is what Naru says of itself in a head.
 */
final class Trailers {
  private static final Set<String> FORBIDDEN =
      Set.of(
          "age",
          "authorization",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "expect",
          "expires",
          "forwarded",
          "host",
          "keep-alive",
          "location",
          "max-forwards",
          "naru-trace",
          "naru-why",
          "pragma",
          "proxy",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "range",
          "retry-after",
          "set-cookie",
          "te",
          "traceparent",
          "tracestate",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "vary",
          "via",
          "www-authenticate",
          "x-real-ip");

  private static final List<String> FAMILIES = List.of("if-", "x-forwarded-", "client-cert");

  private @Nullable Fields fields;
  private byte[] line = new byte[0];
  private int length;
  private int nameLength;
  private boolean any;

  void clear() {
    length = 0;
    any = false;
  }

  /** The fields that may be passed on; null if there are none. */
  @Nullable Fields fields() {
    return any ? fields : null;
  }

  /**
   * Whether a field of this name may not stand in a trailer, however it is spelled: some servers
   * take underscores for hyphens.
   */
  static boolean isForbidden(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return FORBIDDEN.contains(plain) || FAMILIES.stream().anyMatch(plain::startsWith);
  }

  void add(byte c) {
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.max(128, length * 2));
    }
    line[length++] = c;
  }

  /** The colon comes now. */
  void endName() {
    nameLength = length;
  }

  /** A line is whole: name, colon, value. */
  void endLine() {
    int from = nameLength + 1;
    int to = length;
    while (from < to && Ascii.isBlank(line[from])) {
      from++;
    }
    while (to > from && Ascii.isBlank(line[to - 1])) {
      to--;
    }
    String name = new String(line, 0, nameLength, java.nio.charset.StandardCharsets.US_ASCII);
    if (!isForbidden(name)) {
      keep(from, to - from);
    }
    length = 0;
  }

  private void keep(int valueOffset, int valueLength) {
    Fields f = fields;
    if (f == null) {
      f = new Fields(256);
      fields = f;
    }
    if (!any) {
      f.reset(0);
      any = true;
    }
    f.add(line, nameLength, valueOffset, valueLength);
  }
}
