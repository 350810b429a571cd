package naru.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.base.Code;

/**
 * Reads a head in one pass, strictly: what another reader could take differently is refused (RFC
 * 9112 sections 2.2, 3, 5; the smuggling vectors of bare LF, obs-fold, space before the colon,
 * control characters, several Host fields). Stateless.
 */
final class HeadParser {
  /** Whole lines that may stand before a request; RFC 9112 section 2.2 asks for at least one. */
  private static final int MAX_EMPTY_LINES = 2;

  private HeadParser() {}

  /**
   * The index behind the empty line that ends a head; -1 if it is not there yet. A head whose lines
   * end in bare LF never ends here; {@link #parseRequest} is then called at the limit and refuses.
   */
  static int end(ByteBuf in, int from) {
    int end = in.writerIndex();
    int i = from;
    while (true) {
      int lf = in.indexOf(i, end, (byte) '\n');
      if (lf < 0) {
        return -1;
      }
      // CRLF CRLF, or something like an end that the parser will refuse.
      if (lf + 1 < end && in.getByte(lf + 1) == '\n') {
        return lf + 2;
      }
      if (lf + 2 < end && in.getByte(lf + 1) == '\r' && in.getByte(lf + 2) == '\n') {
        return lf + 3;
      }
      i = lf + 1;
    }
  }

  /** Skips empty lines in front of a request. */
  static int skipEmptyLines(ByteBuf in) {
    int skipped = 0;
    while (skipped < MAX_EMPTY_LINES
        && in.readableBytes() >= 2
        && in.getByte(in.readerIndex()) == '\r'
        && in.getByte(in.readerIndex() + 1) == '\n') {
      in.skipBytes(2);
      skipped++;
    }
    return skipped;
  }

  /** What is wrong with a head. */
  record Fault(Code code, String detail) {}

  private static Optional<Fault> malformed(String detail) {
    return Optional.of(new Fault(Code.REQUEST_MALFORMED, detail));
  }

  /** Reads {@code length} bytes as a request head; empty if it is a good one. */
  static Optional<Fault> parseRequest(ByteBuf in, int length, RequestHead head) {
    byte[] b = head.fields().reset(length);
    in.readBytes(b, 0, length);
    int i = 0;
    while (i < length && Ascii.isToken(b[i])) {
      i++;
    }
    if (i == 0 || i == length || b[i] != ' ') {
      return malformed("the request line does not begin with a method and one space");
    }
    head.methodOffset = 0;
    head.methodLength = i;
    head.method = Method.of(b, 0, i);
    int target = ++i;
    while (i < length && Ascii.isTarget(b[i])) {
      i++;
    }
    if (i == target || i >= length || b[i] != ' ') {
      return malformed("the request target is empty or holds a character that no URI may hold");
    }
    int targetLength = i - target;
    Optional<Fault> version = version(b, i + 1, length, head);
    if (version.isPresent()) {
      return version;
    }
    head.authorityLength = 0;
    head.hostLength = 0;
    head.authorityOffset = 0;
    head.port = -1;
    if (!target(head, target, targetLength)) {
      return malformed("the request target does not fit the method");
    }
    String fault = fields(b, i + 1 + 10, length, head.fields());
    if (!fault.isEmpty()) {
      return malformed(fault);
    }
    return host(head);
  }

  private static Optional<Fault> version(byte[] b, int i, int length, RequestHead head) {
    boolean http =
        length - i >= 10
            && b[i] == 'H'
            && b[i + 1] == 'T'
            && b[i + 2] == 'T'
            && b[i + 3] == 'P'
            && b[i + 4] == '/'
            && isDigit(b[i + 5])
            && b[i + 6] == '.'
            && isDigit(b[i + 7])
            && b[i + 8] == '\r'
            && b[i + 9] == '\n';
    if (!http) {
      return malformed("the request line does not end with HTTP/1.1 and CRLF");
    }
    if (b[i + 5] != '1') {
      return Optional.of(
          new Fault(Code.REQUEST_VERSION, "only HTTP/1.0 and HTTP/1.1 are spoken here"));
    }
    head.setVersion(b[i + 7] == '0' ? RequestHead.Version.HTTP_1_0 : RequestHead.Version.HTTP_1_1);
    return Optional.empty();
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static boolean target(RequestHead head, int offset, int length) {
    byte[] b = head.bytes();
    head.secureTarget = false;
    if (head.method == Method.CONNECT) {
      head.form = RequestHead.Form.AUTHORITY;
      path(head, offset, 0);
      return Authority.parse(head, offset, length) && head.port >= 0;
    }
    if (b[offset] == '/') {
      head.form = RequestHead.Form.ORIGIN;
      return path(head, offset, length);
    }
    if (length == 1 && b[offset] == '*') {
      head.form = RequestHead.Form.ASTERISK;
      return head.method == Method.OPTIONS && path(head, offset, length);
    }
    return absolute(head, offset, length);
  }

  private static final byte[] HTTP = Ascii.lower("http://");
  private static final byte[] HTTPS = Ascii.lower("https://");
  private static final byte[] SLASH = {'/'};

  private static boolean absolute(RequestHead head, int offset, int length) {
    byte[] b = head.bytes();
    int scheme = 0;
    if (length > 7 && Ascii.equalsLower(b, offset, 7, HTTP)) {
      scheme = 7;
    } else if (length > 8 && Ascii.equalsLower(b, offset, 8, HTTPS)) {
      scheme = 8;
      head.secureTarget = true;
    } else {
      return false;
    }
    head.form = RequestHead.Form.ABSOLUTE;
    int end = offset + length;
    int i = offset + scheme;
    while (i < end && b[i] != '/' && b[i] != '?') {
      i++;
    }
    if (!Authority.parse(head, offset + scheme, i - offset - scheme)) {
      return false;
    }
    if (i < end && b[i] == '/') {
      return path(head, i, end - i);
    }
    // An empty path means "/": written behind the head, so that the path stays one range.
    int at = head.fields().append(SLASH, 0, 1);
    if (i < end) {
      head.fields().append(head.bytes(), i, end - i);
    }
    return path(head, at, 1 + end - i);
  }

  private static boolean path(RequestHead head, int offset, int length) {
    byte[] b = head.bytes();
    head.pathOffset = offset;
    head.pathLength = length;
    head.queryAt = -1;
    for (int i = offset; i < offset + length; i++) {
      if (b[i] == '#') {
        return false;
      }
      if (b[i] == '?' && head.queryAt < 0) {
        head.queryAt = i;
      }
    }
    return true;
  }

  private static Optional<Fault> host(RequestHead head) {
    Fields fields = head.fields();
    int first = fields.find(Field.HOST);
    if (first >= 0 && fields.find(Field.HOST, first + 1) >= 0) {
      return malformed("more than one Host field");
    }
    if (first < 0) {
      return head.http10() ? Optional.empty() : malformed("no Host field");
    }
    if (head.form == RequestHead.Form.ABSOLUTE || head.form == RequestHead.Form.AUTHORITY) {
      // The target wins over the field, which is rewritten to it: RFC 9112 section 3.2.2.
      fields.removeAll(Field.HOST);
      fields.add(Field.HOST, head.bytes(), head.authorityOffset, head.authorityLength);
      return Optional.empty();
    }
    boolean good = Authority.parse(head, fields.valueOffset(first), fields.valueLength(first));
    return good ? Optional.empty() : malformed("the Host field is not a host and port");
  }

  /** Reads {@code length} bytes as a response head; empty if it is a good one. */
  static Optional<Fault> parseResponse(ByteBuf in, int length, ResponseHead head) {
    byte[] b = head.fields().reset(length);
    in.readBytes(b, 0, length);
    boolean good =
        length >= 15
            && b[0] == 'H'
            && b[1] == 'T'
            && b[2] == 'T'
            && b[3] == 'P'
            && b[4] == '/'
            && b[5] == '1'
            && b[6] == '.'
            && isDigit(b[7])
            && b[8] == ' '
            && b[9] >= '1'
            && b[9] <= '5'
            && isDigit(b[10])
            && isDigit(b[11])
            && (b[12] == ' ' || b[12] == '\r');
    if (!good) {
      return malformedResponse("the status line is not HTTP/1.1 and a status");
    }
    head.http10 = b[7] == '0';
    head.status = (b[9] - '0') * 100 + (b[10] - '0') * 10 + b[11] - '0';
    int i = 12;
    while (i < length && Ascii.isValue(b[i])) {
      i++;
    }
    if (i + 1 >= length || b[i] != '\r' || b[i + 1] != '\n') {
      return malformedResponse("the status line does not end with CRLF");
    }
    String fault = fields(b, i + 2, length, head.fields());
    return fault.isEmpty() ? Optional.empty() : malformedResponse(fault);
  }

  private static Optional<Fault> malformedResponse(String detail) {
    return Optional.of(new Fault(Code.UPSTREAM_MALFORMED, detail));
  }

  /** Field lines up to the empty line that ends exactly at {@code end}; what is wrong, or "". */
  static String fields(byte[] b, int start, int end, Fields fields) {
    int i = start;
    while (i < end) {
      if (b[i] == '\r') {
        return i + 2 == end && b[i + 1] == '\n' ? "" : "a carriage return stands alone";
      }
      int name = i;
      int hash = 0;
      while (i < end && Ascii.isToken(b[i])) {
        hash = Field.hash(hash, b[i]);
        i++;
      }
      int nameLength = i - name;
      if (nameLength == 0 || i >= end || b[i] != ':') {
        return nameFault(b, i, name, end);
      }
      i++;
      while (i < end && Ascii.isBlank(b[i])) {
        i++;
      }
      int value = i;
      while (i < end && Ascii.isValue(b[i])) {
        i++;
      }
      if (i + 1 >= end || b[i] != '\r' || b[i + 1] != '\n') {
        return "a field value holds a control character or does not end with CRLF";
      }
      int valueEnd = i;
      while (valueEnd > value && Ascii.isBlank(b[valueEnd - 1])) {
        valueEnd--;
      }
      if (nameLength > 0xffff) {
        return "a field name is too long";
      }
      fields.put(Field.id(b, name, nameLength, hash), name, nameLength, value, valueEnd - value);
      i += 2;
    }
    return "the head does not end with an empty line";
  }

  private static String nameFault(byte[] b, int i, int name, int end) {
    if (i < end && i == name && Ascii.isBlank(b[i])) {
      return "a line begins with a space (obsolete folding)";
    }
    if (i < end && Ascii.isBlank(b[i])) {
      return "a space stands before the colon of a field";
    }
    return "a field name is empty or holds a character that it may not";
  }
}
