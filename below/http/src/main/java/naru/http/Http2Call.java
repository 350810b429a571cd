package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Connection;
import naru.http.h2.ConnectionError;
import naru.http.h2.ErrorCode;
import naru.trace.Party;
import naru.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * One request on an HTTP/2 connection to a server, and its response. RFC 9113 section 8.1. How the
 * request is sent is {@link SentStream}'s, how the response's body is told {@link HeldStream}'s,
 * the deadlines are {@link TimedStream}'s.
 */
final class Http2Call extends HeldStream {
  private @Nullable Caller caller;
  private @Nullable Fields heldTrailers;
  private Method method = Method.GET;
  private boolean upgrade;
  private boolean nothingCame = true;
  private boolean endSeen;
  private boolean toldLater;
  private int interims;
  private long left;
  private final int number;

  Http2Call(Http2Client client, Connection connection, LoopState state, int number) {
    super(state, client, connection);
    this.number = number;
  }

  // ---- the request

  @Override
  public void send(RequestHead request, long bodyLength, byte[] targetPrefix, Caller newCaller) {
    caller = newCaller;
    method = request.method();
    upgrade = request.isUpgrade();
    if (upgrade && !connection.theirs().connectProtocol()) {
      later(Failure.of(Code.UPSTREAM_UPGRADE, Side.UPSTREAM, "the server has no extended CONNECT"));
      return;
    }
    if (!connection.open(this)) {
      later(refused("the connection has no more stream numbers"));
      return;
    }
    sendHead(request, bodyLength == 0 && !upgrade);
  }

  /** A failure that is told when the caller has finished what it does now. */
  private void later(Failure failure) {
    state.loop().execute(() -> fail(failure));
  }

  void writable() {
    Caller c = caller;
    if (c != null) {
      c.writable();
    }
  }

  // ---- the response

  void headers(Http2ResponseHeads heads, byte[] block, int length, boolean end, Fields scratch)
      throws ConnectionError {
    came();
    if (isHeadSeen()) {
      trailers(block, length, end, scratch);
      return;
    }
    nothingCame = false;
    String fault = heads.read(block, length);
    ResponseHead head = heads.head();
    if (heads.isTooLarge()) {
      cut(Failure.of(Code.UPSTREAM_HEAD_TOO_LARGE, Side.UPSTREAM, fault));
    } else if (!fault.isEmpty()) {
      broken(fault);
    } else if (head.status == 101 || (head.status < 200 && end)) {
      broken("status " + head.status + " where it may not stand");
    } else if (head.status < 200) {
      interim(head);
    } else {
      finalHead(head, end);
    }
  }

  private void interim(ResponseHead head) {
    if (++interims > ResponseReader.MAX_INTERIM) {
      String detail = "more than " + ResponseReader.MAX_INTERIM + " interim responses";
      cut(Failure.of(Code.UPSTREAM_INTERIM_FLOOD, Side.UPSTREAM, detail));
      return;
    }
    head.fields().removeAll(Field.CONTENT_LENGTH);
    Caller c = caller;
    if (head.status != 100 && c != null) {
      c.interim(head);
    }
  }

  private void finalHead(ResponseHead head, boolean end) {
    long framing = Framing.of(head, method);
    if (framing == Framing.INVALID) {
      cut(Failure.of(Code.UPSTREAM_FRAMING, Side.UPSTREAM, "where the response ends is ambiguous"));
      return;
    }
    client.answered();
    boolean granted = upgrade && head.status / 100 == 2;
    sawHead(granted);
    if (granted) {
      head.status = 101;
      head.fields().removeAll(Field.CONTENT_LENGTH);
    }
    left = granted ? Framing.UNTIL_CLOSE : framing;
    if (upgrade && !granted) {
      connection.end(this);
    }
    moved();
    Caller c = caller;
    if (c != null) {
      c.head(head);
    }
    if (end) {
      remoteEnd();
    }
  }

  private void trailers(byte[] block, int length, boolean end, Fields scratch)
      throws ConnectionError {
    String fault = Http2Heads.trailers(connection.decoder(), block, length, scratch);
    if (!end || !fault.isEmpty()) {
      broken(end ? fault : "a second head does not end the stream");
      return;
    }
    for (int i = 0; i < scratch.size(); i++) {
      if (scratch.isLive(i) && Trailers.isForbidden(scratch.nameText(i))) {
        scratch.remove(i);
      }
    }
    if (holds()) {
      // Rare: the body still waits. The trailers wait behind it.
      Fields kept = new Fields(256);
      kept.copyFrom(scratch);
      heldTrailers = kept;
    } else {
      tellTrailers(scratch);
    }
    remoteEnd();
  }

  private void tellTrailers(Fields trailers) {
    Caller c = caller;
    if (c != null && trailers.live() > 0) {
      c.trailers(trailers);
    }
  }

  void received(ByteBuf data, boolean end) {
    came();
    int n = data.readableBytes();
    if (caller == null || (!isHeadSeen() && n > 0)) {
      data.release();
      connection.consumed(this, n);
      if (caller != null) {
        broken("DATA before a head");
      }
      return;
    }
    if (left >= 0 && n > left) {
      data.release();
      connection.consumed(this, n);
      cut(
          Failure.of(
              Code.UPSTREAM_BODY_MALFORMED, Side.UPSTREAM, "the body is longer than announced"));
      return;
    }
    left -= left > 0 ? n : 0;
    if (n > 0) {
      hold(data);
    } else {
      data.release();
    }
    tellHeld();
    if (end) {
      remoteEnd();
    }
  }

  @Override
  void tell(ByteBuf part) {
    Caller c = caller;
    if (c == null) {
      part.release();
    } else {
      c.body(part);
    }
  }

  private void remoteEnd() {
    endSeen = true;
    tellEnd();
  }

  private void tellEnd() {
    if (!endSeen || isEndTold() || holds() || isPaused()) {
      return;
    }
    if (left > 0) {
      cut(
          Failure.of(
              Code.UPSTREAM_BODY_CUT, Side.UPSTREAM, left + " bytes of the body did not come"));
      return;
    }
    toldEnd();
    Fields t = heldTrailers;
    if (t != null) {
      tellTrailers(t);
    }
    Caller c = caller;
    if (!isTunnel()) {
      // An answer before the whole request: the rest is not sent. RFC 9113 section 8.1.
      connection.reset(this, ErrorCode.CANCEL);
    }
    if (!isLive()) {
      caller = null;
      stopTime();
    }
    if (c != null) {
      c.done();
    }
    client.freed();
  }

  /** Something came. */
  private void came() {
    client.said();
    if (!toldLater) {
      toldLater = true;
      client.tellLater(this);
    }
  }

  void readEnd() {
    toldLater = false;
    batchEnd();
  }

  private void batchEnd() {
    Caller c = caller;
    if (c != null) {
      c.batchEnd();
    }
  }

  @Override
  public void pause() {
    paused(true);
  }

  @Override
  public void resume() {
    if (!isPaused()) {
      return;
    }
    paused(false);
    tellHeld();
    tellEnd();
    batchEnd();
    client.flushSoon();
  }

  // ---- ends

  /** The server broke a rule of HTTP/2 on this stream. */
  private void broken(String detail) {
    cut(Failure.of(Code.UPSTREAM_H2_PROTOCOL, Side.UPSTREAM, detail));
  }

  /** We end it because of what the server did. */
  private void cut(Failure failure) {
    connection.reset(this, ErrorCode.PROTOCOL_ERROR);
    client.flushSoon();
    fail(failure);
  }

  static Failure refused(String detail) {
    return Failure.retryable(Code.UPSTREAM_H2_REFUSED, Side.UPSTREAM, detail);
  }

  /**
   * The server takes the request over HTTP/1.1 only. RFC 9113 does not say that it was not
   * processed, but that is what the code is for, and browsers repeat any request.
   */
  static Failure http1Required() {
    return Failure.retryable(
        Code.UPSTREAM_HTTP1_REQUIRED,
        Side.UPSTREAM,
        "the server wants HTTP/1.1: HTTP_1_1_REQUIRED");
  }

  /** The server reset the stream, or broke a rule of it. */
  void reset(int code, boolean byThem, String detail) {
    if (!byThem) {
      fail(Failure.of(Code.UPSTREAM_H2_PROTOCOL, Side.UPSTREAM, detail));
    } else if (code == ErrorCode.REFUSED_STREAM) {
      lost(refused("the server refused the stream"));
    } else if (code == ErrorCode.HTTP_1_1_REQUIRED && !isHeadSeen()) {
      lost(http1Required());
    } else {
      lost(
          Failure.of(
              Code.UPSTREAM_H2_RESET, Side.UPSTREAM, "the server reset the stream: " + detail));
    }
  }

  /**
   * The stream is no longer in the table. A response that came as a whole is told to its end: a
   * server may have no use for the rest of a request. RFC 9113 section 8.1.
   */
  void lost(Failure failure) {
    if (endSeen && !isTunnel()) {
      client.freed();
    } else {
      fail(failure);
    }
  }

  /** It is over; the stream is no longer in the table. */
  private void fail(Failure failure) {
    Caller c = caller;
    caller = null;
    stopTime();
    dropHeld();
    if (c != null) {
      c.failed(failure, nothingCame);
    }
    client.freed();
  }

  @Override
  public void abandon() {
    caller = null;
    stopTime();
    connection.reset(this, ErrorCode.CANCEL);
    dropHeld();
    client.flushSoon();
    client.freed();
  }

  /** A deadline has passed, or the server takes nothing. */
  @Override
  void late(Code code, String detail) {
    state.counters().deadlines++;
    connection.reset(this, ErrorCode.CANCEL);
    client.flushSoon();
    fail(Failure.of(code, Side.UPSTREAM, detail));
  }

  /** It was never sent, or is over. */
  void unused() {
    if (!isLive()) {
      client.freed();
    }
  }

  @Override
  public boolean isOpen() {
    return isLive();
  }

  @Override
  public void tellSegments(Span span, Party at, Party other) {
    client.tellSegments(span, at, other);
  }

  @Override
  public int exchanges() {
    return number;
  }

  @Override
  public String localText() {
    return client.localText();
  }

  @Override
  public boolean isLeaving() {
    return client.isLeaving();
  }

  @Override
  public int streamId() {
    return isLive() ? id() : Math.max(0, connection.nextStream());
  }

  @Override
  public String version() {
    return "HTTP/2";
  }
}
