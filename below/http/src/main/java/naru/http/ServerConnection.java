package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Preface;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.transport.Arrival;
import naru.transport.Breakage;
import naru.transport.Listener;

/**
 * A client's connection: reads requests one after the other, sends each on its way, and keeps the
 * deadlines. The parts: {@link HeadReader} finds the heads, {@link ServerExchange} is the request
 * under way, {@link Closing} ends, {@link ConnectionTrace} tells.
 *
 * <p>Requests that a client sends ahead (pipelining) wait in {@link #pending} until the response
 * before them is whole and the client takes what was written; answers made at once leave with one
 * flush at the end of the read.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements Sweep.Swept {
  /** Bytes read ahead of what can be used now; then reading stops. */
  private static final int MAX_PENDING = 64 * 1024;

  private static final long LINGER_NANOS = 2_000_000_000L;
  private static final RequestHead UNREADABLE = RequestHead.of("GET", "/", "unreadable.invalid");

  private enum Phase {
    /** Between two requests. */
    IDLE,
    /** A head has begun. */
    HEAD,
    /** A request is on its way. */
    EXCHANGE,
    /** Nothing more is answered; what still comes is dropped until the client closes. */
    LINGER,
    /** Closed, about to be, or handed over. */
    OVER
  }

  private final HttpService service;
  private final Arrival arrival;
  private final LoopState state;
  private final Sweep.Seat seat;
  private final Channel channel;
  private final Pending pending;
  private final HeadReader heads;
  private final ServerExchange underWay;
  private final Exchange exchange;
  private final ConnectionTrace trace;
  private final ServerWatch watch;
  private final Closing closing;

  private Phase phase = Phase.IDLE;
  private int exchanges;
  private boolean processing;
  private boolean reading;
  private boolean flushNeeded;
  private boolean handedOver;

  /** The client said of its request that it is the last (RFC 9112 section 9.6). */
  private boolean last;

  private boolean leaving;

  private ServerConnection(HttpService service, Arrival arrival) {
    this.service = service;
    this.arrival = arrival;
    this.channel = arrival.channel();
    this.state = service.engine().state(channel.eventLoop());
    this.seat = this.state.sweep().seat(this);
    this.pending = new Pending(state.alloc());
    this.heads = new HeadReader(service.limits());
    this.closing = new Closing(channel, arrival.tls().isPresent());
    this.underWay = new ServerExchange(this, service.limits(), state, channel);
    Span span = state.tracer().span();
    Exchange.Client client = Exchange.Client.of(arrival);
    this.exchange = new Exchange(state, underWay, span, service.at(), client, service.way().get());
    this.trace = new ConnectionTrace(state, span, arrival, service.at(), exchange.from());
    this.watch = new ServerWatch(this, underWay, service.limits(), state, channel);
    watch.within(state.now(), service.limits().keepAliveNanos());
  }

  /** Begins to speak HTTP on a connection. */
  static void open(HttpService service, Arrival arrival) {
    if (!arrival.channel().isActive()) {
      arrival.prologue().endAlone(service.at());
      return;
    }
    ServerConnection connection = new ServerConnection(service, arrival);
    connection.state.counters().connections++;
    connection.seat.take();
    arrival.channel().pipeline().addLast("http", connection);
  }

  Exchange exchange() {
    return exchange;
  }

  ConnectionTrace trace() {
    return trace;
  }

  /** Whether a request is on its way. */
  boolean isUnderWay() {
    return phase == Phase.EXCHANGE;
  }

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (phase == Phase.LINGER || phase == Phase.OVER) {
      in.release();
      return;
    }
    reading = true;
    state.now(); // for all that is done with these bytes
    pending.add(in);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    underWay.body().flush();
    if (flushNeeded) {
      flushNeeded = false;
      channel.flush();
    }
  }

  /** Uses what has come: heads while no request is under way, its body while one is. */
  void process() {
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
    if (handedOver) {
      return;
    }
    pending.tidy();
    if (closing.isInputClosed()) {
      endOfInput();
    }
    updateReading();
    if (!reading) {
      // Outside a read nobody else would tell the sink that there is no more for now.
      underWay.body().flush();
    }
  }

  private boolean step() {
    return switch (phase) {
      case IDLE, HEAD -> !pending.isEmpty() && takesMore() && head();
      case EXCHANGE -> {
        if (underWay.isWhole()) {
          finish();
          yield true;
        }
        yield underWay.step(pending);
      }
      case LINGER, OVER -> false;
    };
  }

  /** No new answer is made for a client that does not take the ones before. */
  private boolean takesMore() {
    if (!channel.isWritable()) {
      channel.flush();
    }
    return channel.isWritable();
  }

  /** Reads on, or not, after something has changed. */
  void updateReading() {
    if (phase == Phase.OVER) {
      return;
    }
    boolean paused = underWay.body().isPaused() && !pending.isEmpty();
    boolean read = phase == Phase.LINGER || (!paused && pending.size() < MAX_PENDING);
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  void dropPending() {
    pending.drop();
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
    if (!channel.isWritable()) {
      channel.flush();
      if (channel.isWritable()) {
        return; // it takes what was written: nobody has to stop
      }
    }
    boolean told = underWay.writabilityChanged(channel.isWritable());
    if (!told && channel.isWritable()) {
      process();
    }
  }

  // ---- requests

  private boolean head() {
    if (exchanges == 0 && service.speaksHttp2() && arrival.tls().isEmpty() && isPreface()) {
      return false;
    }
    RequestHead head = exchange.request();
    switch (heads.read(pending.bytes(), head)) {
      case NOTHING -> {
        return false;
      }
      case PART -> {
        if (phase == Phase.IDLE) {
          phase = Phase.HEAD;
          watch.within(state.lately(), service.limits().headNanos());
        }
        return false;
      }
      case REFUSED -> refuse(heads.failure());
      case WHOLE -> beginExchange(head);
    }
    return true;
  }

  /** Whether the first bytes are HTTP/2's, or may become so. RFC 9113 section 3.3. */
  private boolean isPreface() {
    int match = Preface.match(pending.bytes());
    if (match < Preface.TEXT.length()) {
      if (match > 0 && phase == Phase.IDLE) {
        phase = Phase.HEAD;
        watch.within(state.lately(), service.limits().headNanos());
      }
      return match >= 0;
    }
    phase = Phase.OVER;
    handedOver = true;
    Http2Server.replace(service, arrival, this, pending.take());
    return true;
  }

  /** Answers what never became a request, and closes. */
  private void refuse(Failure failure) {
    exchanges++;
    state.counters().malformed++;
    exchange.request().copyFrom(UNREADABLE);
    trace.beginRefused();
    begin(Framing.NONE, false);
    underWay.fail(failure);
  }

  private void beginExchange(RequestHead head) {
    exchanges++;
    state.counters().requests++;
    trace.begin(head, exchanges, exchange.scheme(), 0);
    long framing = Framing.of(head);
    boolean more = HopByHop.keepsConnection(head);
    begin(framing, more && !leaving && exchanges < service.limits().requests());
    Failure refusal = Admission.refusal(head, framing, service.limits());
    if (refusal == null) {
      last = !more;
      underWay.setOff(exchange);
    } else {
      underWay.fail(refusal);
    }
  }

  private void begin(long framing, boolean keepAlive) {
    phase = Phase.EXCHANGE;
    watch.rest();
    underWay.begin(exchange, framing, keepAlive, service.way());
  }

  /** Both sides of the exchange are whole. */
  private void finish() {
    endExchange(true);
    boolean more = !closing.isInputClosed() || !pending.isEmpty();
    if (underWay.keepsAlive() && !leaving && more && channel.isActive()) {
      phase = Phase.IDLE;
      watch.within(state.lately(), service.limits().keepAliveNanos());
    } else if (last && underWay.body().isWhole() && pending.isEmpty()) {
      phase = Phase.LINGER;
      closing.goodbyeToLast();
    } else {
      goodbye();
    }
  }

  private void endExchange(boolean whole) {
    underWay.end(whole);
    trace.end(exchanges);
  }

  // ---- ends

  private void goodbye() {
    phase = Phase.LINGER;
    watch.rest();
    pending.drop();
    closing.goodbye(() -> watch.within(state.now(), LINGER_NANOS));
  }

  /** The response broke after its head: the client must see that it is not whole. */
  void cut(Failure failure) {
    if (giveUp(failure)) {
      closing.cut();
    }
  }

  /** There will be no response: the client sees a reset, whatever lies between. */
  void reset(Failure failure) {
    if (giveUp(failure)) {
      closing.reset();
    }
  }

  private boolean giveUp(Failure failure) {
    if (phase != Phase.EXCHANGE) {
      return false;
    }
    phase = Phase.OVER;
    pending.tidy();
    underWay.abandon(failure);
    trace.failed(failure);
    endExchange(false);
    return true;
  }

  /** Says no more, but listens on; false if this connection cannot do that. */
  boolean halfClose() {
    return closing.half();
  }

  /** Ends HTTP here; the bytes that came already wait for the new owner's handlers. */
  void handOver() {
    phase = Phase.OVER;
    handedOver = true;
    state.counters().connections--;
    channel.pipeline().replace(this, "handover", new Handover(pending));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      closing.inputClosed();
      if (phase == Phase.LINGER && closing.isWritten()) {
        channel.close();
      } else {
        process();
      }
    } else if (event == Listener.Leaving.NOW) {
      leave();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /**
   * Ends with the request under way, or with one that is on its way just now: it is still answered,
   * and the answer says that it is the last. A tunnel goes on.
   */
  private void leave() {
    leaving = true;
    if (phase != Phase.LINGER) {
      closing.because(TcpEvent.How.LEAVING);
    }
    if (phase == Phase.EXCHANGE) {
      underWay.lastOne();
    } else if (phase == Phase.IDLE && pending.isEmpty()) {
      watch.within(state.now(), Http2Farewell.LEAVING_NANOS);
    }
  }

  /** The client says no more: what can no longer become whole is given up. */
  private void endOfInput() {
    if (phase == Phase.IDLE && pending.isEmpty()) {
      goodbye();
    } else if (phase == Phase.HEAD && takesMore()) {
      refuse(clientClosed("the client closed in the middle of a head"));
      process();
    } else if (phase == Phase.EXCHANGE && !underWay.body().isDone() && pending.isEmpty()) {
      underWay.inputEnded(clientClosed("the client closed in the middle of a body"));
      process();
    }
  }

  private static Failure clientClosed(String detail) {
    return Failure.of(Code.CLIENT_CLOSED, Side.CLIENT, detail);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state.counters().connections--;
    Phase was = phase;
    phase = Phase.OVER;
    pending.drop();
    if (was == Phase.EXCHANGE) {
      Failure gone = clientClosed("the client closed before the response was whole");
      boolean whole = underWay.body().isTunnel() && !closing.isBroken();
      underWay.abandon(gone);
      if (!whole) {
        trace.abandoned(gone);
      }
      endExchange(whole);
    } else if (was == Phase.HEAD) {
      trace.headLost(clientClosed("closed in the middle of a head"));
    }
    trace.closed(closing.how());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    seat.leave();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (phase == Phase.EXCHANGE && !Breakage.isIt(cause)) {
      trace.failed(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + cause).causedBy(cause));
    }
    closing.broken(cause);
  }

  // ---- deadlines

  @Override
  public void sweep(long now) {
    if (!handedOver) {
      watch.sweep(now);
    }
  }

  /** Nothing went through the tunnel for too long. */
  void endTunnel(Failure idle) {
    underWay.abandon(idle);
    trace.failed(idle);
    endExchange(false);
    goodbye();
  }

  /** Whether a request that came waits until the client takes what was written. */
  boolean waitsForRoom() {
    return phase != Phase.LINGER && !pending.isEmpty();
  }

  /** What was waited for did not come. */
  void overdue() {
    switch (phase) {
      case IDLE -> {
        if (leaving) {
          goodbye();
        } else {
          closing.because(TcpEvent.How.IDLE);
          closing.now();
        }
      }
      case HEAD -> {
        closing.because(TcpEvent.How.IDLE); // also if the listener leaves meanwhile
        String late = "the head was not whole in time";
        refuse(Failure.of(Code.REQUEST_HEAD_TIMEOUT, Side.CLIENT, late));
        process();
      }
      case LINGER -> channel.close();
      case EXCHANGE, OVER -> {}
    }
  }

  @Override
  public boolean isEnded() {
    return handedOver || (phase == Phase.OVER && !channel.isActive());
  }

  @Override
  public String toString() {
    return "connection, exchange " + exchanges + ", " + phase;
  }
}
