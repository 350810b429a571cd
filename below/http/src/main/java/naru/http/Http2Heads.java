package naru.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import naru.http.h2.ConnectionError;
import naru.http.h2.HeaderSink;
import naru.http.h2.HpackDecoder;

/**
 * Reads request heads out of header blocks, into the form that a head of HTTP/1.1 has: that is the
 * one all stops know. RFC 9113 section 8.3.1. One per connection.
 *
 * <p>A block that is the same as the last one, byte for byte and with the table unchanged, means
 * the same head: then that is copied, and nothing is decoded.
 */
final class Http2Heads implements HeaderSink {
  private static final int LARGEST_MEMO = 1024;
  private static final byte[] COOKIE_SEPARATOR = {';', ' '};
  private static final byte[] CHUNKED = Ascii.lower("chunked");
  private static final byte[] WEBSOCKET = Ascii.lower("websocket");
  private static final byte[] NONE = new byte[0];

  private final HpackDecoder decoder;
  private final RequestHead memo = new RequestHead();
  private byte[] memoBlock = new byte[0];
  private int memoLength = -1;
  private int memoVersion;
  private boolean memoEnd;

  private RequestHead head = memo;
  private String fault = "";
  private boolean beyondList;
  private int seen;
  private int lastKind;
  private int cookies;
  private int schemeLength;
  private int protocolOffset;
  private int protocolLength;

  Http2Heads(HpackDecoder decoder) {
    this.decoder = decoder;
  }

  /** What was wrong with the last head; empty if it is a good one. */
  String fault() {
    return fault;
  }

  /** Whether the last head was larger than the bound; then not all of it was read. */
  boolean isBeyondList() {
    return beyondList;
  }

  /**
   * Reads a head.
   *
   * @param end whether no body follows
   */
  void read(byte[] block, int length, boolean end, RequestHead target) throws ConnectionError {
    int version = decoder.version();
    if (length == memoLength
        && version == memoVersion
        && end == memoEnd
        && Arrays.equals(block, 0, length, memoBlock, 0, length)) {
      fault = "";
      beyondList = false;
      target.copyFrom(memo);
      return;
    }
    begin(target);
    decoder.decode(block, 0, length, this);
    beyondList = decoder.isBeyondList();
    if (!beyondList && fault.isEmpty()) {
      finish(end);
      remember(block, length, end, version);
    }
  }

  private void remember(byte[] block, int length, boolean end, int version) {
    if (!fault.isEmpty() || version != decoder.version() || length > LARGEST_MEMO) {
      return;
    }
    if (memoBlock.length < length) {
      memoBlock = new byte[length * 2];
    }
    System.arraycopy(block, 0, memoBlock, 0, length);
    memoLength = length;
    memoVersion = version;
    memoEnd = end;
    memo.copyFrom(head);
  }

  private void begin(RequestHead target) {
    head = target;
    fault = "";
    seen = 0;
    lastKind = FieldTags.METHOD;
    cookies = 0;
    schemeLength = 0;
    protocolLength = 0;
    target.fields().reset(0);
    target.methodLength = 0;
    target.method = Method.OTHER;
    target.form = RequestHead.Form.ORIGIN;
    target.pathOffset = 0;
    target.pathLength = 0;
    target.queryAt = -1;
    target.authorityOffset = 0;
    target.authorityLength = 0;
    target.hostLength = 0;
    target.port = -1;
    target.secureTarget = false;
    target.setVersion(RequestHead.Version.HTTP_2);
    target.setUpgrade(NONE);
    target.setAcceptsTrailers(false);
  }

  // ---- fields

  @Override
  public void field(int tag, byte[] line, int offset, int nameLength, int valueLength) {
    if (!fault.isEmpty()) {
      return;
    }
    fault = FieldTags.fault(tag);
    if (!fault.isEmpty()) {
      return;
    }
    int kind = FieldTags.kind(tag);
    if (kind != FieldTags.REGULAR) {
      pseudo(kind, line, offset + nameLength + 2, valueLength);
      return;
    }
    lastKind = FieldTags.REGULAR;
    int id = FieldTags.id(tag);
    if (id == Field.HOST && head.fields().has(Field.HOST)) {
      host(line, offset + nameLength + 2, valueLength);
      return;
    }
    cookies += id == Field.COOKIE ? 1 : 0;
    head.fields().addLine(id, line, offset, nameLength, valueLength);
  }

  private void pseudo(int kind, byte[] line, int value, int length) {
    if (lastKind == FieldTags.REGULAR) {
      fault = "a pseudo-field stands behind a field";
    } else if (kind >= FieldTags.STATUS) {
      fault = "a pseudo-field that requests do not have";
    } else if ((seen & 1 << kind) != 0) {
      fault = "a pseudo-field stands there twice";
    }
    if (!fault.isEmpty()) {
      return;
    }
    seen |= 1 << kind;
    Fields f = head.fields();
    switch (kind) {
      case FieldTags.METHOD -> {
        head.methodOffset = f.append(line, value, length);
        head.methodLength = length;
      }
      case FieldTags.PATH -> {
        head.pathOffset = f.append(line, value, length);
        head.pathLength = length;
      }
      case FieldTags.AUTHORITY -> f.add(Field.HOST, line, value, length);
      case FieldTags.PROTOCOL -> {
        protocolOffset = f.append(line, value, length);
        protocolLength = length;
      }
      default -> schemeLength = length;
    }
  }

  /** A Host field besides :authority must say the same. Section 8.3.1. */
  private void host(byte[] line, int value, int length) {
    Fields f = head.fields();
    int i = f.find(Field.HOST);
    int at = f.valueOffset(i);
    boolean same = Arrays.equals(f.bytes(), at, at + f.valueLength(i), line, value, value + length);
    if (!same) {
      fault = ":authority and Host differ";
    }
  }

  // ---- the head as a whole

  private void finish(boolean end) {
    byte[] b = head.bytes();
    for (int i = 0; i < head.methodLength; i++) {
      if (!Ascii.isToken(b[head.methodOffset + i])) {
        fault = ":method is not a token";
        return;
      }
    }
    head.method = Method.of(b, head.methodOffset, head.methodLength);
    // Nothing but "trailers" came this far: section 8.2.2.
    head.setAcceptsTrailers(head.fields().has(Field.TE));
    if (head.methodLength == 0) {
      fault = "no :method";
    } else if (head.method == Method.CONNECT && protocolLength == 0) {
      connect();
    } else if (protocolLength > 0 && head.method != Method.CONNECT) {
      fault = ":protocol without CONNECT";
    } else {
      request();
    }
    if (fault.isEmpty()) {
      authority();
    }
    if (fault.isEmpty() && protocolLength > 0) {
      upgrade(end);
    } else if (fault.isEmpty()) {
      body(end);
    }
    if (cookies > 1) {
      joinCookies();
    }
    head.setAcceptsTrailers(head.fields().has(Field.TE));
  }

  /** Extended CONNECT becomes what HTTP/1.1 has for the same: GET with an upgrade. RFC 8441. */
  private void upgrade(boolean end) {
    byte[] b = head.bytes();
    boolean token = true;
    for (int i = protocolOffset; i < protocolOffset + protocolLength; i++) {
      token &= Ascii.isToken(b[i]);
    }
    if (!token || end || head.fields().has(Field.CONTENT_LENGTH)) {
      fault = "an extended CONNECT that is not well formed";
      return;
    }
    head.setUpgrade(
        Ascii.equalsLower(b, protocolOffset, protocolLength, WEBSOCKET)
            ? WEBSOCKET
            : Ascii.lower(
                new String(b, protocolOffset, protocolLength, StandardCharsets.US_ASCII)));
    head.setGet();
  }

  private void connect() {
    head.form = RequestHead.Form.AUTHORITY;
    if (schemeLength > 0 || head.pathLength > 0) {
      fault = "CONNECT has no :scheme and no :path";
    }
  }

  private void request() {
    byte[] b = head.bytes();
    if (schemeLength == 0 || head.pathLength == 0) {
      fault = schemeLength == 0 ? "no :scheme" : "no :path";
      return;
    }
    if (b[head.pathOffset] != '/') {
      boolean asterisk =
          head.pathLength == 1 && b[head.pathOffset] == '*' && head.method == Method.OPTIONS;
      if (!asterisk) {
        fault = ":path does not begin with a slash";
        return;
      }
      head.form = RequestHead.Form.ASTERISK;
    }
    for (int i = head.pathOffset; i < head.pathOffset + head.pathLength; i++) {
      if (!Ascii.isTarget(b[i]) || b[i] == '#') {
        fault = ":path holds a character that it may not";
        return;
      }
      if (b[i] == '?' && head.queryAt < 0) {
        head.queryAt = i;
      }
    }
  }

  private void authority() {
    Fields f = head.fields();
    int i = f.find(Field.HOST);
    if (i < 0) {
      fault = "neither :authority nor Host";
    } else if (f.find(Field.HOST, i + 1) >= 0) {
      fault = "more than one Host field";
    } else if (!Authority.parse(head, f.valueOffset(i), f.valueLength(i))) {
      fault = ":authority is not a host and port";
    } else if (head.form == RequestHead.Form.AUTHORITY && head.port < 0) {
      fault = ":authority of CONNECT has no port";
    }
  }

  /** The body's length as HTTP/1.1 would say it; END_STREAM is the truth. Section 8.1.1. */
  private void body(boolean end) {
    Fields f = head.fields();
    boolean length = f.has(Field.CONTENT_LENGTH);
    if (length && Framing.check(head).isPresent()) {
      fault = "content-length is not one number";
    } else if (length && end && Framing.of(head) != 0) {
      fault = "content-length announces a body that does not come";
    } else if (!length && !end) {
      f.add(Field.TRANSFER_ENCODING, CHUNKED, 0, CHUNKED.length);
    }
  }

  /** Crumbs of cookies become one field again. Section 8.2.3. */
  private void joinCookies() {
    Fields f = head.fields();
    int first = f.find(Field.COOKIE);
    int start = f.appendName(Field.COOKIE);
    int value = f.append(f.bytes(), f.valueOffset(first), f.valueLength(first));
    int length = f.valueLength(first);
    for (int i = f.find(Field.COOKIE, first + 1); i >= 0; i = f.find(Field.COOKIE, i + 1)) {
      f.append(COOKIE_SEPARATOR, 0, 2);
      f.append(f.bytes(), f.valueOffset(i), f.valueLength(i));
      length += 2 + f.valueLength(i);
    }
    f.append(Ascii.CRLF, 0, 2);
    f.removeAll(Field.COOKIE);
    f.put(Field.COOKIE, start, Field.written(Field.COOKIE).length, value, length);
  }

  /**
   * Reads trailers; what is wrong with them, or "". They have no pseudo-fields (RFC 9113 section
   * 8.1); what may not stand in trailers is dropped (RFC 9110 section 6.5.1).
   */
  static String trailers(HpackDecoder decoder, byte[] block, int length, Fields target)
      throws ConnectionError {
    target.reset(0);
    int[] faults = new int[1];
    decoder.decode(
        block,
        0,
        length,
        (tag, line, offset, nameLength, valueLength) -> {
          if (FieldTags.kind(tag) != FieldTags.REGULAR || !FieldTags.fault(tag).isEmpty()) {
            faults[0]++;
          } else if (!Trailers.isForbidden(
              new String(line, offset, nameLength, StandardCharsets.US_ASCII))) {
            target.addLine(FieldTags.id(tag), line, offset, nameLength, valueLength);
          }
        });
    return faults[0] > 0 || decoder.isBeyondList() ? "the trailers are not good fields" : "";
  }
}
