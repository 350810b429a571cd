package naru.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.Side;
import naru.http.Caller;
import naru.http.ClientConnection;
import naru.http.Field;
import naru.http.Fields;
import naru.http.LoopState;
import naru.http.Peer;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.trace.Event;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.Traceparent;
import naru.transport.ClientTls;
import naru.transport.Dialer;
import naru.transport.NameResolver;
import naru.transport.TcpFacts;
import org.jspecify.annotations.Nullable;

/**
 * One trip under way: resolve, connect, tunnel through the proxy if there is one, shake hands, ask,
 * close. Each step's callback begins the next. Confined to its event loop.
 */
final class Ride {
  private static final byte[] NO_PREFIX = new byte[0];

  private final Trip trip;
  private final BodyPipe body;
  private final LoopState state;
  private final Approach approach;
  private final ClientTls tls;
  private final CompletableFuture<Outcome> outcome;
  private final Span span;
  private final Party gateway = Party.GATEWAY;
  private @Nullable Channel channel;
  private @Nullable ResponseHead head;
  private long responseBytes;
  private @Nullable ClientConnection connection;
  private @Nullable Failure lateFailure;
  private Optional<Future<?>> alarm = Optional.empty();
  private boolean over;

  Ride(
      Trip trip,
      BodyPipe body,
      LoopState state,
      NameResolver resolver,
      ClientTls tls,
      CompletableFuture<Outcome> outcome) {
    this.trip = trip;
    this.body = body;
    this.state = state;
    this.tls = tls;
    this.outcome = outcome;
    this.span = state.tracer().span();
    this.approach = new Approach(state, resolver, span, this::tell, this::isStillOn);
  }

  void begin() {
    span.beginRoot(Party.CLIENT);
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(trip.timeoutNanos()));
    alarm = Optional.of(state.loop().schedule(this::timedOut, millis, TimeUnit.MILLISECONDS));
    Optional<Trip.Proxy> proxy = trip.proxy();
    if (proxy.isPresent()) {
      Trip.Proxy p = proxy.get();
      reach(p.endpoint(), p.secure() ? tls : null, Party.PROXY, c -> throughProxy(c, p));
    } else {
      reach(trip.endpoint(), trip.secure() ? tls : null, gateway, c -> ask(c, NO_PREFIX, gateway));
    }
  }

  private void timedOut() {
    fail(
        Failure.of(
            Code.TCP_TIMEOUT,
            Side.UPSTREAM,
            "the trip took longer than "
                + TimeUnit.NANOSECONDS.toMillis(trip.timeoutNanos())
                + " ms"));
  }

  // ---- resolve and connect

  private interface Reached {
    void with(Channel channel);
  }

  private void reach(Endpoint endpoint, @Nullable ClientTls with, Party to, Reached then) {
    approach.to(
        endpoint,
        with,
        to,
        new Dialer.Dialed() {
          @Override
          public void opened(Channel opened, Optional<TlsEvent.Established> session) {
            arrived(opened, then);
          }

          @Override
          public void failed(Failure failure) {
            fail(failure);
          }
        });
  }

  /** The resolver tells the span until it is done: only then can a trip that is late end. */
  private boolean isStillOn() {
    Failure late = lateFailure;
    if (late != null) {
      fail(late);
    }
    return !over;
  }

  /** Tells the span, which ends with the trip: what still goes on after a timeout is not told. */
  private void tell(Party from, Party to, Provenance provenance, Event event) {
    if (!over) {
      span.add(from, to, provenance, event);
    }
  }

  private void arrived(Channel opened, Reached then) {
    if (over) {
      opened.close();
      return;
    }
    channel = opened;
    then.with(opened);
  }

  // ---- through the proxy

  private void throughProxy(Channel opened, Trip.Proxy proxy) {
    if (trip.secure()) {
      connect(opened, proxy);
    } else {
      String prefix = "http://" + trip.authority();
      ask(opened, prefix.getBytes(StandardCharsets.US_ASCII), Party.PROXY);
    }
  }

  private void connect(Channel opened, Trip.Proxy proxy) {
    Endpoint end = trip.endpoint();
    RequestHead request = RequestHead.connect(end.toString());
    authorize(request, proxy);
    request.fields().add(Field.TRACEPARENT, Traceparent.of(span));
    told(Party.PROXY, new HttpEvent.Request("CONNECT", "", end.toString(), "", "HTTP/1.1"));
    ClientConnection c = ClientConnection.on(state, opened, Peer.Limits.DEFAULT);
    connection = c;
    c.send(request, 0, NO_PREFIX, new Connecting(c, end));
  }

  private static void authorize(RequestHead request, Trip.Proxy proxy) {
    proxy
        .credentials()
        .ifPresent(
            c ->
                request
                    .fields()
                    .add(
                        Field.PROXY_AUTHORIZATION,
                        "Basic "
                            + Base64.getEncoder()
                                .encodeToString(c.getBytes(StandardCharsets.UTF_8))));
  }

  /** Waits for the proxy's word on the tunnel. */
  private final class Connecting implements Caller {
    private final ClientConnection connection;
    private final Endpoint end;
    private boolean granted;

    Connecting(ClientConnection connection, Endpoint end) {
      this.connection = connection;
      this.end = end;
    }

    @Override
    public void head(ResponseHead response) {
      granted = response.status() / 100 == 2;
      heard(Party.PROXY, response);
      if (!granted) {
        head = response.copy();
        body.from(connection);
      }
    }

    @Override
    public void body(ByteBuf data) {
      responseBytes += data.readableBytes();
      body.data(data);
    }

    @Override
    public void done() {
      if (over) {
        return;
      }
      if (!granted) {
        finish(Optional.of(denied()));
        return;
      }
      Channel tunnel = connection.detach();
      Ride.this.connection = null;
      state
          .dialer()
          .startTls(
              tunnel,
              tls,
              end.host(),
              Approach.HANDSHAKE_NANOS,
              Party.CLIENT,
              gateway,
              Ride.this::tell,
              handshaken());
    }

    private Failure denied() {
      ResponseHead h = head;
      int status = h == null ? 0 : h.status();
      Code code =
          switch (status) {
            case 403 -> Code.PROXY_DENIED;
            case 407 -> Code.PROXY_AUTH_REQUIRED;
            default -> Code.ORIGIN_STATUS;
          };
      return Failure.of(code, Side.UPSTREAM, "the proxy answered " + status + " to CONNECT");
    }

    private Dialer.Dialed handshaken() {
      return new Dialer.Dialed() {
        @Override
        public void opened(Channel opened, Optional<TlsEvent.Established> session) {
          if (!over) {
            ask(opened, NO_PREFIX, gateway);
          }
        }

        @Override
        public void failed(Failure failure) {
          fail(failure);
        }
      };
    }

    @Override
    public void failed(Failure failure, boolean nothingCame) {
      fail(failure);
    }

    @Override
    public void trailers(Fields trailers) {}

    @Override
    public void interim(ResponseHead response) {}

    @Override
    public void writable() {}

    @Override
    public void batchEnd() {}
  }

  // ---- ask

  private void ask(Channel opened, byte[] prefix, Party to) {
    RequestHead request = trip.head();
    complete(request, prefix);
    String scheme = trip.secure() ? "https" : "http";
    told(
        to,
        new HttpEvent.Request(trip.method(), scheme, trip.authority(), trip.path(), "HTTP/1.1"));
    ClientConnection c = ClientConnection.on(state, opened, Peer.Limits.DEFAULT);
    connection = c;
    body.from(c);
    byte[] content = trip.body();
    c.send(request, content.length, prefix, new Asking(c, to));
    if (content.length > 0) {
      c.data(Unpooled.wrappedBuffer(content));
      c.endBody();
    }
  }

  /** Adds what was not said otherwise. */
  private void complete(RequestHead request, byte[] prefix) {
    var f = request.fields();
    if (f.find(Field.USER_AGENT) < 0) {
      f.add(Field.USER_AGENT, "naru/0.1");
    }
    if (f.find(Field.ACCEPT) < 0) {
      f.add(Field.ACCEPT, "*/*");
    }
    if (trip.body().length > 0) {
      f.add(Field.CONTENT_LENGTH, trip.body().length);
    }
    if (prefix.length > 0) {
      trip.proxy().ifPresent(p -> authorize(request, p));
    }
    f.set(Field.TRACEPARENT, Traceparent.of(span));
  }

  /** Waits for the response. */
  private final class Asking implements Caller {
    private final ClientConnection connection;
    private final Party party;

    Asking(ClientConnection connection, Party party) {
      this.connection = connection;
      this.party = party;
    }

    @Override
    public void trailers(Fields trailers) {}

    @Override
    public void interim(ResponseHead response) {
      heard(party, response);
    }

    @Override
    public void head(ResponseHead response) {
      heard(party, response);
      head = response.copy();
    }

    @Override
    public void body(ByteBuf data) {
      responseBytes += data.readableBytes();
      body.data(data);
    }

    @Override
    public void done() {
      if (!over) {
        span.add(
            party,
            Party.CLIENT,
            Provenance.DERIVED,
            new HttpEvent.Finished(trip.body().length, responseBytes));
        finish(Optional.empty());
      }
    }

    @Override
    public void failed(Failure failure, boolean nothingCame) {
      fail(failure);
    }

    @Override
    public void writable() {
      connection.flush();
    }

    @Override
    public void batchEnd() {}
  }

  private void told(Party to, HttpEvent event) {
    span.add(Party.CLIENT, to, Provenance.WIRE, event);
  }

  private void heard(Party from, ResponseHead response) {
    span.add(
        from,
        Party.CLIENT,
        Provenance.WIRE,
        new HttpEvent.Response(response.status(), response.contentLength(), response.mediaType()));
  }

  // ---- ends

  private void fail(Failure failure) {
    if (approach.isResolving()) {
      lateFailure = failure;
    } else if (!over) {
      span.add(new HttpEvent.Failed(failure));
      finish(Optional.of(failure));
    }
  }

  /** Closes the connection, tells it, and hands in the outcome. */
  private void finish(Optional<Failure> failure) {
    over = true;
    alarm.ifPresent(a -> a.cancel(false));
    body.end();
    Channel open = channel;
    Party to = trip.proxy().isPresent() ? Party.PROXY : gateway;
    if (open == null) {
      end(failure);
      return;
    }
    boolean theyClosed = !open.isActive();
    TcpFacts.tell(open, span, Party.CLIENT, to);
    ClientConnection c = connection;
    if (c != null) {
      c.abandon();
    }
    TcpEvent.How how = theyClosed ? TcpEvent.How.THEY_CLOSED : TcpEvent.How.WE_CLOSED;
    open.close()
        .addListener(
            closed -> {
              span.add(
                  theyClosed ? to : Party.CLIENT,
                  theyClosed ? Party.CLIENT : to,
                  TcpFacts.provenance(open),
                  new TcpEvent.Closed(how));
              TcpFacts.tellEnd(open, span, Party.CLIENT, to, () -> end(failure));
            });
  }

  private void end(Optional<Failure> failure) {
    span.end();
    outcome.complete(new Outcome(span.traceId(), Optional.ofNullable(head), failure));
  }
}
