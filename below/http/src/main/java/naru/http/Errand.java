package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.base.SpecialRanges;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.trace.Traceparent;
import naru.transport.ClientTls;
import naru.transport.Dialer;
import naru.transport.NameResolver;
import naru.transport.Target;
import org.jspecify.annotations.Nullable;

/**
 * One request of Naru's own to a URL that somebody configured: a set of keys, the status of a
 * certificate. The name is resolved each time, and the connection goes to the address that was
 * looked at, so that a name cannot lead to a private address behind the check. Redirects are not
 * followed; size and time are bounded. It is a trace of its own. Confined to its loop.
 */
public final class Errand implements NameResolver.Resolution, Dialer.Dialed, Caller {
  private static final byte[] NO_PREFIX = new byte[0];

  private final Order order;
  private final LoopState state;
  private final Outcome outcome;
  private final Span span;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable ClientConnection connection;
  private boolean over;

  /**
   * What is asked.
   *
   * @param uri http or https, with a host
   * @param agent User-Agent
   * @param accept media types
   * @param content sent by POST; empty to GET
   * @param tls for https; null if it is http
   * @param privateToo whether it may go to a private address
   * @param mostBytes of an answer; a longer one is none
   * @param timeoutNanos from the name to the last byte
   */
  public record Order(
      URI uri,
      String agent,
      String accept,
      Optional<Content> content,
      @Nullable ClientTls tls,
      boolean privateToo,
      int mostBytes,
      long timeoutNanos) {
    boolean secure() {
      return "https".equals(uri.getScheme().toLowerCase(Locale.ROOT));
    }
  }

  /** What is sent. */
  @SuppressWarnings("ArrayRecordComponent") // made for one request, and nobody changes it
  public record Content(String type, byte[] bytes) {}

  /** How it ends; told once, on the loop, while its trace can still be added to. */
  public interface Outcome {
    /** The body of a 200. */
    void answered(byte[] content, Span span);

    void failed(String why, Span span);
  }

  private Errand(Order order, LoopState state, Outcome outcome) {
    this.order = order;
    this.state = state;
    this.outcome = outcome;
    this.span = state.tracer().span();
  }

  /**
   * Begins one. Called on the loop.
   *
   * @param quiet whether its trace is of interest only if it fails
   */
  public static void run(
      Order order, LoopState state, NameResolver resolver, boolean quiet, Outcome outcome) {
    new Errand(order, state, outcome).begin(resolver, quiet);
  }

  private void begin(NameResolver resolver, boolean quiet) {
    span.beginRoot(Party.GATEWAY);
    if (quiet) {
      span.quieten();
    }
    long nanos = order.timeoutNanos();
    timer = state.loop().schedule(() -> fail("no answer in time"), nanos, TimeUnit.NANOSECONDS);
    resolver.resolve(host(), state.loop(), span, this);
  }

  private URI uri() {
    return order.uri();
  }

  private String host() {
    String host = uri().getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private int port() {
    return uri().getPort() >= 0 ? uri().getPort() : order.secure() ? 443 : 80;
  }

  @Override
  public void resolved(List<InetAddress> addresses) {
    InetAddress address = addresses.getFirst();
    if (!order.privateToo() && SpecialRanges.contains(address)) {
      fail(host() + " is at the private address " + address.getHostAddress());
      return;
    }
    Peer.Limits limits = Peer.Limits.DEFAULT;
    Target target =
        new Target(
            new InetSocketAddress(address, port()),
            order.secure() ? order.tls() : null,
            order.secure() ? host() : "",
            limits.connectNanos(),
            limits.handshakeNanos());
    state.dialer().dial(state.loop(), target, Party.GATEWAY, Party.ORIGIN, span, this);
  }

  @Override
  public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
    if (over) {
      channel.close();
      return;
    }
    ClientConnection c = ClientConnection.on(state, channel, Peer.Limits.DEFAULT);
    connection = c;
    String path = uri().getRawPath().isEmpty() ? "/" : uri().getRawPath();
    String query = uri().getRawQuery() == null ? "" : "?" + uri().getRawQuery();
    String method = order.content().isPresent() ? "POST" : "GET";
    RequestHead head = RequestHead.of(method, path + query, uri().getRawAuthority());
    head.fields().add(Field.USER_AGENT, order.agent());
    head.fields().add(Field.ACCEPT, order.accept());
    head.fields().add(Field.CONNECTION, "close");
    head.fields().add(Field.TRACEPARENT, Traceparent.unsampled(span));
    span.add(
        Party.GATEWAY,
        Party.ORIGIN,
        Provenance.WIRE,
        new HttpEvent.Request(
            method, uri().getScheme(), uri().getRawAuthority(), path, "HTTP/1.1"));
    send(c, head);
  }

  private void send(ClientConnection c, RequestHead head) {
    if (order.content().isEmpty()) {
      c.send(head, 0, NO_PREFIX, this);
      return;
    }
    Content content = order.content().get();
    head.fields().add(Field.CONTENT_TYPE, content.type());
    c.send(head, content.bytes().length, NO_PREFIX, this);
    c.data(Unpooled.wrappedBuffer(content.bytes()));
    c.endBody();
    c.flush();
  }

  @Override
  public void failed(Failure failure) {
    fail(failure.toString());
  }

  @Override
  public void interim(ResponseHead head) {}

  @Override
  public void head(ResponseHead head) {
    if (head.status() != 200) {
      fail("status " + head.status() + " from " + uri());
    }
  }

  @Override
  public void body(ByteBuf data) {
    if (!over && body.size() + data.readableBytes() <= order.mostBytes()) {
      byte[] part = new byte[data.readableBytes()];
      data.readBytes(part);
      body.writeBytes(part);
    } else if (!over) {
      fail("larger than " + order.mostBytes() + " bytes");
    }
    data.release();
  }

  @Override
  public void trailers(Fields trailers) {}

  @Override
  public void done() {
    if (!over) {
      over = true;
      outcome.answered(body.toByteArray(), span);
      clear();
    }
  }

  @Override
  public void failed(Failure failure, boolean nothingCame) {
    fail(failure.toString());
  }

  @Override
  public void writable() {}

  @Override
  public void batchEnd() {}

  private void fail(String why) {
    if (!over) {
      over = true;
      outcome.failed(why, span);
      clear();
    }
  }

  private void clear() {
    ScheduledFuture<?> t = timer;
    if (t != null) {
      t.cancel(false);
    }
    ClientConnection c = connection;
    if (c != null) {
      c.abandon();
    }
    span.end();
  }
}
