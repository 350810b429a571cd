package naru.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import naru.base.Code;

/**
 * Finds and reads the heads of a response, within limits and as strict as {@link HeadReader} is
 * with requests: what could be taken for two responses, or for another end of this one, is refused.
 * One per connection to a server, used again for each response; it does no I/O.
 */
final class ResponseReader {
  static final int MAX_HEAD = 64 * 1024;
  static final int MAX_INTERIM = 16;

  enum Result {
    /** The head is not whole yet. */
    PART,
    /** A 1xx head, to be passed on. */
    INTERIM,
    /** A 1xx head that is of no interest. */
    CONTINUE,
    /** The final head. */
    FINAL,
    /** 101: what follows is a tunnel. */
    TUNNEL,
    /** What came is no response to this request; see {@link #code} and {@link #fault}. */
    REFUSED
  }

  private static final byte[] CLOSE = Ascii.lower("close");
  private static final byte[] KEEP_ALIVE = Ascii.lower("keep-alive");
  private static final byte[] TIMEOUT = Ascii.lower("timeout=");
  private static final String NO_HTTP = "the response does not begin with HTTP/1";
  private static final String SPEAKS_TLS =
      "the server answered with a TLS alert: it speaks TLS on this port. As a gateway's upstream it"
          + " needs tls: true";
  private static final byte[] START = Ascii.lower("http/1.");

  private final ResponseHead head = new ResponseHead();
  private final Upgrade upgrade;
  private Method method = Method.GET;
  private int interims;

  /** Bytes of the unfinished head in which no end was found. */
  private int scanned;

  private long framing;
  private boolean keepAlive;
  private long keepAliveNanos = Long.MAX_VALUE;
  private Code code = Code.INTERNAL;
  private String fault = "";

  ResponseReader(Upgrade upgrade) {
    this.upgrade = upgrade;
  }

  /** A request with this method was sent. */
  void begin(Method newMethod) {
    method = newMethod;
    interims = 0;
    scanned = 0;
  }

  /** The head that was read; valid until the next one. */
  ResponseHead head() {
    return head;
  }

  /** One of {@link Framing}'s values, after {@link Result#FINAL}. */
  long framing() {
    return framing;
  }

  /** Whether the server keeps the connection after {@link Result#FINAL} and its body. */
  boolean keepsAlive() {
    return keepAlive;
  }

  /**
   * How long the server was understood to keep the connection idle, less a margin; {@link
   * Long#MAX_VALUE} if it did not say.
   */
  long keepAliveNanos() {
    return keepAliveNanos;
  }

  Code code() {
    return code;
  }

  String fault() {
    return fault;
  }

  Result read(ByteBuf in) {
    int from = in.readerIndex();
    if (scanned < START.length && !beginsWell(in, from)) {
      return refused(Code.UPSTREAM_NOT_HTTP, isAlert(in, from) ? SPEAKS_TLS : NO_HTTP);
    }
    int end = HeadParser.end(in, from + Math.max(0, scanned - 3));
    int length = end < 0 ? in.readableBytes() : end - from;
    scanned = end < 0 ? length : 0;
    if (length > MAX_HEAD) {
      return refused(
          Code.UPSTREAM_HEAD_TOO_LARGE, "the response head is larger than " + MAX_HEAD + " bytes");
    }
    if (end < 0) {
      return Result.PART;
    }
    Optional<HeadParser.Fault> bad = HeadParser.parseResponse(in, length, head);
    if (bad.isPresent()) {
      return refused(bad.get().code(), bad.get().detail());
    }
    return head.status == 101 ? switching() : head.status < 200 ? interim() : finalHead();
  }

  private static boolean beginsWell(ByteBuf in, int from) {
    int n = Math.min(START.length, in.readableBytes());
    for (int i = 0; i < n; i++) {
      byte c = in.getByte(from + i);
      // The name is in capitals: RFC 9112 section 2.3.
      if (c != (i < 4 ? START[i] - 32 : START[i])) {
        return false;
      }
    }
    return true;
  }

  /** A record of type alert, of any version of TLS: RFC 8446 section 5.1. */
  private static boolean isAlert(ByteBuf in, int from) {
    return in.getByte(from) == 0x15 && (in.readableBytes() < 2 || in.getByte(from + 1) == 0x03);
  }

  private Result interim() {
    if (++interims > MAX_INTERIM) {
      return refused(
          Code.UPSTREAM_INTERIM_FLOOD, "more than " + MAX_INTERIM + " interim responses");
    }
    // An interim response has no body, whatever its fields say: RFC 9110 section 15.2.
    head.fields().removeAll(Field.CONTENT_LENGTH);
    head.fields().removeHopByHop();
    return head.status == 100 ? Result.CONTINUE : Result.INTERIM;
  }

  private Result switching() {
    if (!upgrade.isAsked()) {
      return refused(Code.UPSTREAM_UPGRADE, "status 101 though no upgrade was asked for");
    }
    String wrong = upgrade.check(head);
    return wrong.isEmpty() ? Result.TUNNEL : refused(Code.UPSTREAM_UPGRADE, wrong);
  }

  private Result finalHead() {
    framing = Framing.of(head, method);
    if (framing == Framing.INVALID) {
      return refused(Code.UPSTREAM_FRAMING, "where the response ends is ambiguous");
    }
    Fields f = head.fields();
    keepAlive =
        framing != Framing.UNTIL_CLOSE
            && !f.listHas(Field.CONNECTION, CLOSE)
            && (!head.http10 || f.listHas(Field.CONNECTION, KEEP_ALIVE));
    keepAliveNanos = f.has(Field.KEEP_ALIVE) ? announced(f) : Long.MAX_VALUE;
    if (framing == Framing.CHUNKED) {
      f.removeAll(Field.TRANSFER_ENCODING);
    }
    return Result.FINAL;
  }

  /** The {@code timeout=} of Keep-Alive, in seconds; RFC 9112 appendix C.2.2, RFC 2068 19.7.1.1. */
  private static long announced(Fields f) {
    int i = f.find(Field.KEEP_ALIVE);
    byte[] b = f.bytes();
    int end = f.valueOffset(i) + f.valueLength(i);
    for (int at = f.valueOffset(i); at + TIMEOUT.length < end; at++) {
      if (Ascii.equalsLower(b, at, TIMEOUT.length, TIMEOUT)) {
        return seconds(b, at + TIMEOUT.length, end);
      }
    }
    return Long.MAX_VALUE;
  }

  private static long seconds(byte[] b, int from, int end) {
    long seconds = 0;
    int at = from;
    while (at < end && at < from + 9 && b[at] >= '0' && b[at] <= '9') {
      seconds = seconds * 10 + b[at++] - '0';
    }
    return at == from ? Long.MAX_VALUE : IdleTime.safe(seconds * 1_000_000_000L);
  }

  private Result refused(Code why, String detail) {
    code = why;
    fault = detail;
    return Result.REFUSED;
  }
}
