package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.trace.Traceparent;
import naru.transport.Arrival;
import naru.transport.KernelTcp;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: reads requests one after the other, sends each on its way, and keeps the
 * deadlines. The response goes out through {@link ResponseWriter}.
 *
 * <p>Requests that a client sends ahead (pipelining) wait in {@link #pending} until the response
 * before them is whole; answers made at once leave with one flush at the end of the read.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter
    implements Exchange.Port, Sweep.Swept {
  /** Bytes read ahead of what can be used now; then reading stops. */
  private static final int MAX_PENDING = 64 * 1024;

  /** A request body nobody wanted is read to its end up to here, to keep the connection. */
  private static final int MAX_DISCARD = 64 * 1024;

  private static final long LINGER_NANOS = 2_000_000_000L;
  private static final byte[] CLOSE = Ascii.lower("close");
  private static final byte[] KEEP_ALIVE = Ascii.lower("keep-alive");
  private static final byte[] CONTINUE = Ascii.lower("100-continue");
  private static final ByteBuf CONTINUE_RESPONSE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

  private enum Phase {
    /** Between two requests. */
    IDLE,
    /** A head has begun. */
    HEAD,
    /** A request is on its way. */
    EXCHANGE,
    /** Nothing more is answered; what still comes is dropped until the client closes. */
    LINGER,
    /** Closed, or handed over. */
    OVER
  }

  private final HttpService service;
  private final LoopState state;
  private final Channel channel;
  private final Prologue prologue;
  private final Exchange exchange;
  private final Span span;
  private final ResponseWriter writer;
  private final BodyDecoder body = new BodyDecoder();
  private final String remoteText;
  private final String localText;

  private @Nullable ByteBuf pending;
  private Phase phase = Phase.IDLE;
  private int exchanges;
  private long deadline;
  private long writeDeadline;

  // The request under way.
  private @Nullable BodySink sink;
  private @Nullable ResponseSource source;
  private boolean requestDone;
  private boolean responseDone;
  private boolean bodyPaused;
  private boolean awaitsContinue;
  private long requestBytes;

  private boolean processing;
  private boolean reading;
  private boolean flushNeeded;
  private boolean inputClosed;
  private boolean weClosed;
  private boolean reset;

  private ServerConnection(HttpService service, Arrival arrival) {
    this.service = service;
    this.channel = arrival.channel();
    this.state = service.engine().state(channel.eventLoop());
    this.prologue = arrival.prologue();
    this.span = state.tracer().span();
    this.remoteText = naru.transport.Addresses.text(arrival.remote());
    this.localText = naru.transport.Addresses.text(arrival.local());
    this.writer = new ResponseWriter(this, channel, state);
    Exchange.Client client = new Exchange.Client(arrival.remote(), arrival.local(), arrival.tls());
    this.exchange = new Exchange(state, this, span, service.at(), client, service.way().get());
  }

  /** Begins to speak HTTP on a connection. */
  static void open(HttpService service, Arrival arrival) {
    ServerConnection connection = new ServerConnection(service, arrival);
    Channel channel = arrival.channel();
    if (arrival.tls().isEmpty() && channel instanceof DuplexChannel) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    connection.deadline = connection.state.now() + service.limits().keepAliveNanos();
    connection.state.counters().connections++;
    connection.state.sweep().add(connection);
    channel.pipeline().addLast("http", connection);
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    reading = true;
    if (taken) {
      // Between the decision and the new owner's first read: kept for it.
      pending = pending == null ? in : appended(pending, in);
      return;
    }
    if (phase == Phase.LINGER || phase == Phase.OVER) {
      in.release();
      return;
    }
    pending = pending == null ? in : appended(pending, in);
    process();
  }

  private ByteBuf appended(ByteBuf head, ByteBuf tail) {
    try {
      if (head.refCnt() == 1
          && !head.isReadOnly()
          && head.maxFastWritableBytes() >= tail.readableBytes()) {
        return head.writeBytes(tail);
      }
      ByteBuf both = state.alloc().directBuffer(head.readableBytes() + tail.readableBytes() + 256);
      both.writeBytes(head).writeBytes(tail);
      head.release();
      return both;
    } finally {
      tail.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    BodySink s = sink;
    if (s != null) {
      s.flush();
    }
    if (flushNeeded) {
      flushNeeded = false;
      channel.flush();
    }
  }

  /** Uses what has come: heads while no request is under way, its body while one is. */
  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      while (step()) {
        // each step uses some of what is pending
      }
    } finally {
      processing = false;
    }
    ByteBuf in = pending;
    if (in != null && !in.isReadable()) {
      in.release();
      pending = null;
    }
    updateReading();
  }

  private boolean step() {
    return switch (phase) {
      case IDLE, HEAD -> pending != null && head(pending);
      case EXCHANGE -> exchangeStep();
      case LINGER, OVER -> {
        dropPending();
        yield false;
      }
    };
  }

  private boolean exchangeStep() {
    if (requestDone && responseDone) {
      finish();
      return true;
    }
    BodySink s = sink;
    if (requestDone || s == null || bodyPaused || pending == null || !pending.isReadable()) {
      return false;
    }
    return body(pending, s);
  }

  private void updateReading() {
    if (phase == Phase.OVER) {
      return;
    }
    ByteBuf in = pending;
    boolean full =
        in != null && (in.readableBytes() >= MAX_PENDING || (bodyPaused && sink != null));
    boolean read = phase == Phase.LINGER || !full;
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  private void dropPending() {
    ByteBuf in = pending;
    pending = null;
    if (in != null) {
      in.release();
    }
  }

  // ---- a head

  /** Begins a request if its head is whole; false if more bytes are needed. */
  private boolean head(ByteBuf in) {
    if (phase == Phase.IDLE) {
      HeadParser.skipEmptyLines(in);
      if (!in.isReadable()) {
        return false;
      }
      phase = Phase.HEAD;
      deadline = state.now() + service.limits().headNanos();
    }
    int end = HeadParser.end(in, in.readerIndex());
    int length = end < 0 ? in.readableBytes() : end - in.readerIndex();
    if (length > service.limits().headBytes()) {
      return refuseLong(in);
    }
    if (end < 0) {
      return isHopeless(in) && refuse(Code.REQUEST_MALFORMED, "this is not HTTP/1.1");
    }
    deadline = 0;
    exchanges++;
    state.counters().requests++;
    RequestHead head = exchange.request();
    Optional<HeadParser.Fault> fault = HeadParser.parseRequest(in, length, head);
    if (fault.isEmpty()) {
      fault = Framing.check(head);
    }
    if (fault.isPresent()) {
      return refuse(fault.get().code(), fault.get().detail());
    }
    beginExchange(head);
    return true;
  }

  /** Whether what has come can never become a request: refused before a head is whole. */
  private static boolean isHopeless(ByteBuf in) {
    int from = in.readerIndex();
    int to = Math.min(in.writerIndex(), from + 32);
    for (int i = from; i < to; i++) {
      byte c = in.getByte(i);
      if (c == ' ') {
        return i == from;
      }
      if (!Ascii.isToken(c)) {
        return true;
      }
    }
    return to - from == 32;
  }

  private boolean refuseLong(ByteBuf in) {
    int line = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    boolean uri = line < 0 || line - in.readerIndex() > service.limits().uriBytes();
    int limit = uri ? service.limits().uriBytes() : service.limits().headBytes();
    return uri
        ? refuse(Code.REQUEST_URI_TOO_LONG, "the request line is longer than " + limit + " bytes")
        : refuse(Code.REQUEST_HEAD_TOO_LARGE, "the head is larger than " + limit + " bytes");
  }

  /** Answers a request that never became an exchange, and closes. */
  private boolean refuse(Code code, String detail) {
    state.counters().malformed++;
    RequestHead head = exchange.request();
    head.copyFrom(UNREADABLE);
    Failure failure = Failure.of(code, Side.CLIENT, detail);
    span.beginRoot(service.at());
    prologue.moveTo(span);
    resetExchange();
    requestDone = true;
    writer.begin(head, false);
    exchange.begin(service.way().get());
    writer.fail(failure);
    return true;
  }

  private static final RequestHead UNREADABLE = RequestHead.of("GET", "/", "unreadable.invalid");

  private void beginExchange(RequestHead head) {
    beginSpan(head);
    resetExchange();
    long framing = Framing.of(head);
    body.begin(framing);
    requestDone = framing == Framing.NONE;
    boolean keepAlive = keepsAlive(head) && exchanges < service.limits().requests();
    writer.begin(head, keepAlive);
    exchange.begin(service.way().get());
    if (head.pathLength() > service.limits().uriBytes()) {
      writer.fail(tooLarge(Code.REQUEST_URI_TOO_LONG, "target", service.limits().uriBytes()));
      return;
    }
    if (framing > service.limits().bodyBytes()) {
      writer.fail(tooLarge(Code.REQUEST_BODY_TOO_LARGE, "body", service.limits().bodyBytes()));
      return;
    }
    if (!expects(head)) {
      setOff();
    }
  }

  /** A bug in a stop costs this request an answer of 500, not the connection's other requests. */
  private void setOff() {
    try {
      exchange.proceed();
    } catch (RuntimeException bug) {
      writer.fail(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + bug).causedBy(bug));
    }
  }

  private static Failure tooLarge(Code code, String what, long limit) {
    return Failure.of(code, Side.CLIENT, "the " + what + " is larger than " + limit + " bytes");
  }

  /** Looks at Expect; true if it was answered with 417 here. RFC 9110 section 10.1.1. */
  private boolean expects(RequestHead head) {
    Fields f = head.fields();
    int i = f.find(Field.EXPECT);
    if (i < 0) {
      return false;
    }
    boolean known = Ascii.equalsLower(f.bytes(), f.valueOffset(i), f.valueLength(i), CONTINUE);
    if (!known) {
      writer.fail(
          Failure.of(Code.REQUEST_EXPECTATION, Side.CLIENT, "only 100-continue can be expected"));
      return true;
    }
    awaitsContinue = !head.http10() && !requestDone;
    f.removeAll(Field.EXPECT);
    return false;
  }

  private void resetExchange() {
    phase = Phase.EXCHANGE;
    deadline = 0;
    sink = null;
    source = null;
    responseDone = false;
    bodyPaused = false;
    awaitsContinue = false;
    requestBytes = 0;
  }

  private static boolean keepsAlive(RequestHead head) {
    Fields f = head.fields();
    if (f.listHas(Field.CONNECTION, CLOSE)) {
      return false;
    }
    return !head.http10() || f.listHas(Field.CONNECTION, KEEP_ALIVE);
  }

  private void beginSpan(RequestHead head) {
    Fields f = head.fields();
    int i = f.find(Field.TRACEPARENT);
    Traceparent parent =
        i < 0 ? null : Traceparent.parse(f.bytes(), f.valueOffset(i), f.valueLength(i));
    if (parent == null) {
      span.beginRoot(service.at());
    } else {
      span.begin(service.at(), parent.high(), parent.low(), parent.parent());
    }
    prologue.moveTo(span);
    Party from = exchange.from();
    if (exchanges > 1) {
      span.add(
          from,
          service.at(),
          Provenance.DERIVED,
          new TcpEvent.Reused(localText, remoteText, exchanges));
    }
    boolean tunnel = head.form() == RequestHead.Form.AUTHORITY;
    span.add(
        from,
        service.at(),
        Provenance.WIRE,
        new HttpEvent.Request(
            head.methodText(),
            tunnel ? "" : exchange.scheme(),
            head.authority(),
            head.path(),
            head.http10() ? "HTTP/1.0" : "HTTP/1.1"));
  }

  // ---- a request's body

  private boolean body(ByteBuf in, BodySink to) {
    deadline = state.now() + service.limits().bodyIdleNanos();
    BodyDecoder.Result result = body.decode(in, data -> bodyPart(data));
    if (phase != Phase.EXCHANGE) {
      return true;
    }
    if (requestBytes > service.limits().bodyBytes()) {
      breakBody(tooLarge(Code.REQUEST_BODY_TOO_LARGE, "body", service.limits().bodyBytes()));
      return true;
    }
    switch (result) {
      case MORE -> {
        return false;
      }
      case DONE -> {
        requestDone = true;
        deadline = 0;
        to.end();
      }
      case MALFORMED -> breakBody(Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, body.fault()));
    }
    return true;
  }

  private void bodyPart(ByteBuf data) {
    requestBytes += data.readableBytes();
    BodySink s = sink;
    if (s != null && requestBytes <= service.limits().bodyBytes()) {
      s.data(data);
    } else {
      data.release();
    }
  }

  /** The client's body is broken: tells the taker, and answers if nothing was answered yet. */
  private void breakBody(Failure failure) {
    BodySink s = sink;
    sink = null;
    writer.noMoreRequests();
    requestDone = true;
    deadline = 0;
    dropPending();
    if (s != null) {
      s.abort(failure);
    }
    if (!responseDone) {
      cancelSource(failure);
      writer.fail(failure);
    }
  }

  @Override
  public void readBody(BodySink newSink) {
    sink = newSink;
    if (requestDone) {
      newSink.end();
      return;
    }
    deadline = state.now() + service.limits().bodyIdleNanos();
    if (awaitsContinue) {
      awaitsContinue = false;
      channel.writeAndFlush(CONTINUE_RESPONSE.duplicate(), channel.voidPromise());
    }
    processAndFlush();
  }

  /** Outside a read nobody else would tell the sink that there is no more for now. */
  private void processAndFlush() {
    process();
    BodySink s = sink;
    if (s != null && !reading) {
      s.flush();
    }
  }

  @Override
  public void pauseBody() {
    bodyPaused = true;
    deadline = 0;
    updateReading();
  }

  @Override
  public void resumeBody() {
    if (bodyPaused) {
      bodyPaused = false;
      if (!requestDone) {
        deadline = state.now() + service.limits().bodyIdleNanos();
      }
      processAndFlush();
    }
  }

  // ---- the response

  @Override
  public ResponseSink sink() {
    return writer;
  }

  @Override
  public void source(ResponseSource newSource) {
    source = newSource;
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** The writer has written the end of the response. */
  void responseEnded() {
    responseDone = true;
    source = null;
    if (!requestDone && phase == Phase.EXCHANGE) {
      abandonBody();
    }
    if (!processing) {
      process();
    }
  }

  /** The response is whole, the request is not: the rest is dropped, or the connection closes. */
  private void abandonBody() {
    BodySink s = sink;
    boolean small = body.left() >= 0 && body.left() <= MAX_DISCARD && !awaitsContinue;
    sink = DISCARD;
    bodyPaused = false;
    if (!small) {
      writer.noMoreRequests();
      requestDone = true;
    }
    if (s != null && s != DISCARD) {
      s.abort(Failure.of(Code.CLIENT_CLOSED, Side.UPSTREAM, "answered before the body was whole"));
    }
  }

  private static final BodySink DISCARD =
      new BodySink() {
        @Override
        public void data(ByteBuf data) {
          data.release();
        }

        @Override
        public void end() {}

        @Override
        public void abort(Failure failure) {}
      };

  /** Both sides of the exchange are whole. */
  private void finish() {
    span.add(
        service.at(),
        exchange.from(),
        Provenance.DERIVED,
        new HttpEvent.Finished(requestBytes, writer.bytes()));
    endExchange();
    if (writer.keepsAlive() && !inputClosed && channel.isActive()) {
      phase = Phase.IDLE;
      deadline = state.now() + service.limits().keepAliveNanos();
    } else {
      linger();
    }
  }

  private void endExchange() {
    state.counters().requestBytes += requestBytes;
    state.counters().responseBytes += writer.bytes();
    sink = null;
    source = null;
    if (exchanges == 1) {
      KernelTcp.info(channel)
          .ifPresent(i -> span.add(service.at(), exchange.from(), Provenance.KERNEL, i));
    }
    span.end();
  }

  /** Says goodbye such that a last response is not lost to a reset. RFC 9112 section 9.6. */
  private void linger() {
    phase = Phase.LINGER;
    weClosed = !inputClosed;
    dropPending();
    if (exchange.isSecure() || inputClosed || !(channel instanceof DuplexChannel duplex)) {
      channel.flush();
      closeAfterWrites();
      return;
    }
    deadline = state.now() + LINGER_NANOS;
    channel.flush();
    duplex.shutdownOutput();
  }

  private void closeAfterWrites() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(f -> channel.close());
  }

  /** The response broke after its head: the client must see that it is not whole. */
  void cut(Failure failure) {
    if (phase != Phase.EXCHANGE) {
      return;
    }
    span.add(service.at(), exchange.from(), Provenance.DERIVED, new HttpEvent.Failed(failure));
    BodySink s = sink;
    endExchange();
    phase = Phase.OVER;
    reset = true;
    if (s != null && !requestDone) {
      s.abort(failure);
    }
    if (!exchange.isSecure()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    closeAfterWrites();
  }

  void told(naru.trace.Event event) {
    span.add(service.at(), exchange.from(), Provenance.WIRE, event);
  }

  Exchange exchange() {
    return exchange;
  }

  /** Whether the request's body is whole, so that the connection can be used again. */
  boolean isRequestDone() {
    return requestDone;
  }

  /** Flushes now, or with everything else at the end of this read. */
  void flush() {
    if (reading) {
      flushNeeded = true;
    } else {
      channel.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean writable = channel.isWritable();
    writeDeadline = writable ? 0 : state.now() + service.limits().writeIdleNanos();
    ResponseSource s = source;
    if (s == null) {
      return;
    }
    if (writable) {
      s.resume();
    } else {
      s.pause();
    }
  }

  // ---- ends

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputClosed = true;
      switch (phase) {
        case IDLE -> channel.close();
        case HEAD -> refuseHalfHead();
        case EXCHANGE -> clientGoneIfBodyMissing();
        case LINGER -> channel.close();
        case OVER -> {}
      }
    }
  }

  private void refuseHalfHead() {
    exchanges++;
    refuse(Code.CLIENT_CLOSED, "the client closed in the middle of a head");
    process();
  }

  private void clientGoneIfBodyMissing() {
    if (!requestDone) {
      breakBody(
          Failure.of(Code.CLIENT_CLOSED, Side.CLIENT, "the client closed in the middle of a body"));
      process();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state.counters().connections--;
    Phase was = phase;
    phase = Phase.OVER;
    dropPending();
    if (was == Phase.EXCHANGE) {
      clientGone();
    } else if (was == Phase.HEAD) {
      headLost();
    }
    closed();
  }

  private void headLost() {
    span.beginRoot(service.at());
    prologue.moveTo(span);
    span.add(
        exchange.from(),
        service.at(),
        Provenance.DERIVED,
        new HttpEvent.Failed(
            Failure.of(Code.CLIENT_CLOSED, Side.CLIENT, "closed in the middle of a head")));
    span.end();
  }

  private void clientGone() {
    Failure failure =
        Failure.of(
            Code.CLIENT_CLOSED, Side.CLIENT, "the client closed before the response was whole");
    BodySink s = sink;
    if (s != null && !requestDone) {
      s.abort(failure);
    }
    cancelSource(failure);
    writer.dropped();
    span.add(exchange.from(), service.at(), Provenance.DERIVED, new HttpEvent.Failed(failure));
    endExchange();
  }

  private void cancelSource(Failure failure) {
    ResponseSource s = source;
    source = null;
    if (s != null) {
      s.cancel(failure);
    }
  }

  private void closed() {
    TcpEvent.How how =
        reset ? TcpEvent.How.RESET : weClosed ? TcpEvent.How.WE_CLOSED : TcpEvent.How.THEY_CLOSED;
    Party from = weClosed || reset ? service.at() : exchange.from();
    Party to = weClosed || reset ? exchange.from() : service.at();
    if (exchanges == 0) {
      prologue.add(from, to, Provenance.KERNEL, new TcpEvent.Closed(how));
      prologue.endAlone(service.at());
    } else {
      span.addLate(from, to, Provenance.KERNEL, new TcpEvent.Closed(how));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof java.io.IOException)) {
      Failure failure =
          Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + cause).causedBy(cause);
      if (phase == Phase.EXCHANGE) {
        span.add(new HttpEvent.Failed(failure));
      }
    }
    reset = true;
    channel.close();
  }

  // ---- deadlines

  @Override
  public void sweep(long now) {
    if (writeDeadline != 0 && now - writeDeadline > 0) {
      writeDeadline = 0;
      state.counters().deadlines++;
      clientStalled();
      return;
    }
    if (deadline == 0 || now - deadline <= 0) {
      return;
    }
    deadline = 0;
    state.counters().deadlines++;
    switch (phase) {
      case IDLE -> {
        weClosed = true;
        channel.close();
      }
      case HEAD -> {
        exchanges++;
        refuse(Code.REQUEST_HEAD_TIMEOUT, "the head was not whole in time");
        process();
      }
      case EXCHANGE -> {
        breakBody(
            Failure.of(Code.REQUEST_BODY_TIMEOUT, Side.CLIENT, "no part of the body came in time"));
        process();
      }
      case LINGER -> channel.close();
      case OVER -> {}
    }
  }

  private void clientStalled() {
    Failure failure =
        Failure.of(Code.CLIENT_CLOSED, Side.CLIENT, "the client took nothing of the response");
    cancelSource(failure);
    writer.dropped();
    cut(failure);
    channel.close();
  }

  @Override
  public boolean isEnded() {
    return phase == Phase.OVER && !channel.isActive() || taken;
  }

  // ---- handing over

  private boolean taken;

  @Override
  public Channel takeOver(ResponseHead head) {
    ByteBuf out = state.alloc().directBuffer(256);
    head.writeTo(out);
    told(new HttpEvent.Response(head.status(), 0, ""));
    channel.config().setAutoRead(false);
    channel.writeAndFlush(out, channel.voidPromise());
    phase = Phase.OVER;
    taken = true;
    state.counters().connections--;
    channel.eventLoop().execute(this::leave);
    return channel;
  }

  private void leave() {
    ByteBuf in = pending;
    pending = null;
    ChannelHandlerContext ctx = channel.pipeline().context(this);
    if (ctx == null) {
      if (in != null) {
        in.release();
      }
      return;
    }
    if (in != null && in.isReadable()) {
      ctx.fireChannelRead(in);
      ctx.fireChannelReadComplete();
    } else if (in != null) {
      in.release();
    }
    if (!ctx.isRemoved()) {
      channel.pipeline().remove(this);
    }
  }
}
