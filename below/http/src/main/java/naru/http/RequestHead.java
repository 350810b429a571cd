package naru.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import naru.trace.Party;
import naru.trace.Span;

/**
 * A request's head: a view over its bytes. RFC 9112 section 3.
 *
 * <p>Used again for each request of a connection; copy it with {@link #copy} to keep it.
 */
public final class RequestHead {
  /** The form of a request target, RFC 9112 section 3.2. */
  public enum Form {
    /** {@code /path?query}: to a server. */
    ORIGIN,
    /** {@code http://host/path}: to a proxy. */
    ABSOLUTE,
    /** {@code host:port}: CONNECT. */
    AUTHORITY,
    /** {@code *}: OPTIONS for the server as a whole. */
    ASTERISK
  }

  /** The version of HTTP that a request came in. RFC 9110 section 2.5. */
  public enum Version {
    HTTP_1_0("1.0"),
    HTTP_1_1("1.1"),
    HTTP_2("2");

    private final String number;
    private final String text;

    Version(String number) {
      this.number = number;
      this.text = "HTTP/" + number;
    }

    /** As the Via field names it: {@code 1.1}, {@code 2}. */
    public String number() {
      return number;
    }

    /** As the trace names it: {@code HTTP/1.1}, {@code HTTP/2}. */
    public String text() {
      return text;
    }
  }

  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY = new byte[0];

  private final Fields fields = new Fields(512);
  int methodOffset;
  int methodLength;
  Method method = Method.OTHER;
  Form form = Form.ORIGIN;
  int pathOffset;
  int pathLength;
  int queryAt;
  int authorityOffset;
  int authorityLength;
  int hostLength;
  int port;
  boolean secureTarget;
  private Version version = Version.HTTP_1_1;
  private byte[] upgrade = EMPTY;
  private boolean acceptsTrailers;

  /** An empty head, to be filled. */
  RequestHead() {}

  /**
   * A head made by Naru itself.
   *
   * @param path path and query, beginning with a slash
   * @param authority host and port for the Host field
   */
  public static RequestHead of(String method, String path, String authority) {
    RequestHead head = new RequestHead();
    head.start(method, path, Form.ORIGIN);
    head.setAuthority(authority);
    head.fields.add(Field.HOST, authority);
    return head;
  }

  /** A CONNECT request for {@code host:port}. */
  public static RequestHead connect(String authority) {
    RequestHead head = new RequestHead();
    head.start("CONNECT", "", Form.AUTHORITY);
    head.setAuthority(authority);
    head.fields.add(Field.HOST, authority);
    return head;
  }

  private void start(String methodText, String path, Form targetForm) {
    fields.reset(0);
    byte[] m = methodText.getBytes(StandardCharsets.US_ASCII);
    for (byte c : m) {
      if (!Ascii.isToken(c)) {
        throw new IllegalArgumentException("'" + methodText + "' is not a method");
      }
    }
    methodOffset = fields.append(m, 0, m.length);
    methodLength = m.length;
    method = Method.of(m, 0, m.length);
    form = targetForm;
    version = Version.HTTP_1_1;
    upgrade = EMPTY;
    acceptsTrailers = false;
    setPath(path);
  }

  // ---- reading

  /**
   * The protocol that the client asks to speak instead from here on, in lower case, such as {@code
   * websocket}; empty if none. RFC 9110 section 7.8, RFC 8441 section 4.
   */
  public byte[] upgrade() {
    return upgrade;
  }

  /** Whether the client asks for another protocol. */
  public boolean isUpgrade() {
    return upgrade.length > 0;
  }

  /** Whether the client takes trailer fields: {@code TE: trailers}, RFC 9110 section 10.1.4. */
  boolean acceptsTrailers() {
    return acceptsTrailers;
  }

  /** Says whether it does; {@code TE} itself is for one hop only, and is written anew. */
  public void setAcceptsTrailers(boolean accepts) {
    acceptsTrailers = accepts;
  }

  /** Names the protocol, in lower case; empty for none. */
  public void setUpgrade(byte[] lowerToken) {
    upgrade = lowerToken;
  }

  public Fields fields() {
    return fields;
  }

  public Method method() {
    return method;
  }

  /** Whether the method is this one; methods are case-sensitive. */
  public boolean isMethod(byte[] text) {
    return Ascii.equals(fields.bytes(), methodOffset, methodLength, text);
  }

  /** The method as sent; the only name of one that is {@link Method#OTHER}. */
  public String methodText() {
    return method != Method.OTHER ? method.name() : text(methodOffset, methodLength);
  }

  public Form form() {
    return form;
  }

  /** Path and query as sent; empty for CONNECT. */
  public String path() {
    return text(pathOffset, pathLength);
  }

  /** The path without the query. */
  public String pathOnly() {
    return text(pathOffset, pathOnlyLength());
  }

  /** What follows the question mark; empty if there is none. */
  public String query() {
    return queryAt < 0 ? "" : text(queryAt + 1, pathOffset + pathLength - queryAt - 1);
  }

  /** Where path and query begin in {@link #bytes}. */
  public int pathOffset() {
    return pathOffset;
  }

  /** With the query. */
  public int pathLength() {
    return pathLength;
  }

  /** Without the query. */
  public int pathOnlyLength() {
    return queryAt < 0 ? pathLength : queryAt - pathOffset;
  }

  /** Host and port as sent, from the target or the Host field; empty if there was none (1.0). */
  public String authority() {
    return text(authorityOffset, authorityLength);
  }

  /** Where host and port begin in {@link #bytes}. */
  public int authorityOffset() {
    return authorityOffset;
  }

  /** Length of host and port; 0 if there was no Host field (1.0). */
  public int authorityLength() {
    return authorityLength;
  }

  /** Length of the host inside the authority; brackets of an IPv6 literal belong to it. */
  public int hostLength() {
    return hostLength;
  }

  /** The host in lower case without port or brackets. */
  public String host() {
    String host = text(authorityOffset, hostLength).toLowerCase(Locale.ROOT);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The port named; -1 if none. */
  public int port() {
    return port;
  }

  /** Whether an absolute target named https. */
  public boolean secureTarget() {
    return secureTarget;
  }

  /** What the client speaks; HTTP/1.1 in a head that Naru made. */
  public Version version() {
    return version;
  }

  boolean http10() {
    return version == Version.HTTP_1_0;
  }

  /** What the offsets point into. Not to be written to, nor kept beyond the exchange. */
  public byte[] bytes() {
    return fields.bytes();
  }

  // ---- changing

  /** Says in which version it came. */
  public void setVersion(Version came) {
    version = came;
  }

  /** Replaces path and query. */
  public void setPath(String path) {
    byte[] p = path.getBytes(StandardCharsets.US_ASCII);
    for (byte c : p) {
      if (!Ascii.isTarget(c)) {
        throw new IllegalArgumentException("'" + path + "' is not a path");
      }
    }
    pathOffset = fields.append(p, 0, p.length);
    pathLength = p.length;
    int question = path.indexOf('?');
    queryAt = question < 0 ? -1 : pathOffset + question;
  }

  /** Asks for another host; the Host field says so too. */
  public void setHost(String authority) {
    setAuthority(authority);
    fields.set(Field.HOST, authority);
  }

  private void setAuthority(String authority) {
    byte[] a = authority.getBytes(StandardCharsets.US_ASCII);
    int at = fields.append(a, 0, a.length);
    if (!Authority.parse(this, at, a.length)) {
      throw new IllegalArgumentException("'" + authority + "' is not host:port");
    }
  }

  /** The method becomes GET, for a cache that fetches the whole for a HEAD. */
  public void setGet() {
    byte[] get = {'G', 'E', 'T'};
    methodOffset = fields.append(get, 0, 3);
    methodLength = 3;
    method = Method.GET;
  }

  /** A head of its own with the same content. */
  public RequestHead copy() {
    RequestHead copy = new RequestHead();
    copy.copyFrom(this);
    return copy;
  }

  void copyFrom(RequestHead other) {
    fields.copyFrom(other.fields);
    methodOffset = other.methodOffset;
    methodLength = other.methodLength;
    method = other.method;
    form = other.form;
    pathOffset = other.pathOffset;
    pathLength = other.pathLength;
    queryAt = other.queryAt;
    authorityOffset = other.authorityOffset;
    authorityLength = other.authorityLength;
    hostLength = other.hostLength;
    port = other.port;
    secureTarget = other.secureTarget;
    version = other.version;
    upgrade = other.upgrade;
    acceptsTrailers = other.acceptsTrailers;
  }

  // ---- writing

  /** Writes the head in origin-form (CONNECT in authority-form), as HTTP/1.1. */
  void writeTo(ByteBuf out) {
    writeTo(out, EMPTY);
  }

  /**
   * Writes the head, its target preceded by {@code prefix}: absolute-form when that is an origin.
   */
  void writeTo(ByteBuf out, byte[] prefix) {
    byte[] b = fields.bytes();
    out.writeBytes(b, methodOffset, methodLength);
    out.writeByte(' ');
    out.writeBytes(prefix);
    if (form == Form.AUTHORITY) {
      out.writeBytes(b, authorityOffset, authorityLength);
    } else if (form == Form.ASTERISK) {
      out.writeByte('*');
    } else {
      out.writeBytes(b, pathOffset, pathLength);
    }
    out.writeBytes(VERSION);
    fields.writeTo(out);
  }

  /**
   * Tells a span of the request, without strings: see {@link Span#request}.
   *
   * @param spoken the version of HTTP on this leg, a constant
   * @param stream the stream of HTTP/2 on this leg; 0 if there is none
   */
  void tell(Span span, Party from, Party to, String scheme, String spoken, int stream) {
    span.request(
        from,
        to,
        fields.bytes(),
        methodOffset,
        methodLength,
        authorityOffset,
        authorityLength,
        pathOffset,
        pathLength,
        scheme,
        spoken,
        stream);
  }

  private String text(int offset, int length) {
    return new String(fields.bytes(), offset, length, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return methodText() + " " + (form == Form.AUTHORITY ? authority() : path()) + "\n" + fields;
  }
}
