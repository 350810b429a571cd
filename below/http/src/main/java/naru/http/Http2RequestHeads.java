package naru.http;

import io.netty.buffer.ByteBuf;
import naru.http.h2.HeaderName;
import naru.http.h2.HpackEncoder;

/**
 * Heads of requests as HTTP/2 has them: what HTTP/1.1 says in the request line and in Host becomes
 * pseudo-header fields, and an upgrade an extended CONNECT. RFC 9113 section 8.3.1, RFC 8441.
 */
final class Http2RequestHeads {
  private static final HeaderName METHOD = HeaderName.of(":method");
  private static final HeaderName SCHEME = HeaderName.of(":scheme");
  private static final HeaderName PATH = HeaderName.of(":path");
  private static final HeaderName AUTHORITY = HeaderName.of(":authority");
  private static final HeaderName PROTOCOL = HeaderName.of(":protocol");
  private static final HeaderName TE = HeaderName.of("te");
  private static final byte[] CONNECT = {'C', 'O', 'N', 'N', 'E', 'C', 'T'};
  private static final byte[] TRAILERS = Ascii.lower("trailers");
  private static final byte[] ASTERISK = {'*'};
  private static final long NOT_SENT =
      Field.HOP_BY_HOP | Field.bit(Field.HOST) | Field.bit(Field.EXPECT);

  private Http2RequestHeads() {}

  /**
   * Writes the head of a request.
   *
   * @param scheme {@code http} or {@code https}
   */
  static void write(RequestHead request, byte[] scheme, HpackEncoder encoder, ByteBuf out) {
    byte[] b = request.bytes();
    Fields f = request.fields();
    if (request.isUpgrade()) {
      // RFC 8441 section 5: the key and its answer belong to HTTP/1.1.
      f.removeAll("Sec-WebSocket-Key");
      f.removeAll(Field.CONTENT_LENGTH);
      encoder.field(out, METHOD, CONNECT, 0, CONNECT.length, false);
      encoder.field(out, PROTOCOL, request.upgrade(), 0, request.upgrade().length, false);
    } else {
      encoder.field(out, METHOD, b, request.methodOffset, request.methodLength, false);
    }
    if (request.form() != RequestHead.Form.AUTHORITY) {
      encoder.field(out, SCHEME, scheme, 0, scheme.length, false);
      boolean asterisk = request.form() == RequestHead.Form.ASTERISK;
      byte[] path = asterisk ? ASTERISK : b;
      int offset = asterisk ? 0 : request.pathOffset();
      encoder.field(out, PATH, path, offset, asterisk ? 1 : request.pathLength(), false);
    }
    if (request.authorityLength() > 0) {
      encoder.field(out, AUTHORITY, b, request.authorityOffset(), request.authorityLength(), false);
    }
    Http2Fields.write(f, NOT_SENT, encoder, out);
    if (request.acceptsTrailers()) {
      encoder.field(out, TE, TRAILERS, 0, TRAILERS.length, false);
    }
  }
}
