package naru.http.h2;

import java.nio.charset.StandardCharsets;

/** The static table, RFC 7541 appendix A, as lines {@code name: value CRLF}. */
final class StaticTable {
  static final int SIZE = 61;

  private static final String FIELDS =
      """
      :authority:
      :method: GET
      :method: POST
      :path: /
      :path: /index.html
      :scheme: http
      :scheme: https
      :status: 200
      :status: 204
      :status: 206
      :status: 304
      :status: 400
      :status: 404
      :status: 500
      accept-charset:
      accept-encoding: gzip, deflate
      accept-language:
      accept-ranges:
      accept:
      access-control-allow-origin:
      age:
      allow:
      authorization:
      cache-control:
      content-disposition:
      content-encoding:
      content-language:
      content-length:
      content-location:
      content-range:
      content-type:
      cookie:
      date:
      etag:
      expect:
      expires:
      from:
      host:
      if-match:
      if-modified-since:
      if-none-match:
      if-range:
      if-unmodified-since:
      last-modified:
      link:
      location:
      max-forwards:
      proxy-authenticate:
      proxy-authorization:
      range:
      referer:
      refresh:
      retry-after:
      server:
      set-cookie:
      strict-transport-security:
      transfer-encoding:
      user-agent:
      vary:
      via:
      www-authenticate:
      """;

  /** All lines, one behind the other. */
  static final byte[] LINES;

  private static final short[] OFFSET = new short[SIZE + 1];
  private static final byte[] NAME = new byte[SIZE + 1];
  private static final byte[] VALUE = new byte[SIZE + 1];

  static {
    StringBuilder all = new StringBuilder();
    int i = 1;
    for (String field : FIELDS.split("\n", -1)) {
      int colon = field.indexOf(':', 1);
      if (colon > 0) {
        String value = field.substring(colon + 1).strip();
        OFFSET[i] = (short) all.length();
        NAME[i] = (byte) colon;
        VALUE[i] = (byte) value.length();
        all.append(field, 0, colon).append(": ").append(value).append("\r\n");
        i++;
      }
    }
    LINES = all.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private StaticTable() {}

  static int offset(int index) {
    return OFFSET[index];
  }

  static int nameLength(int index) {
    return NAME[index];
  }

  static int valueLength(int index) {
    return VALUE[index];
  }
}
