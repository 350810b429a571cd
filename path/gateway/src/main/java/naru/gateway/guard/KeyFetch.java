package naru.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.base.SpecialRanges;
import naru.gateway.guard.config.Jwt;
import naru.http.Caller;
import naru.http.ClientConnection;
import naru.http.Field;
import naru.http.Fields;
import naru.http.LoopState;
import naru.http.Peer;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.trace.Traceparent;
import naru.transport.Dialer;
import naru.transport.NameResolver;
import naru.transport.Target;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys on a server. Its name is resolved each time and the connection goes to the address
 * that was looked at, so that a name cannot lead to a private address behind the check. Redirects
 * are not followed. A failure leaves a trace.
 */
final class KeyFetch implements KeyReader.Source {
  private static final long TIMEOUT_NANOS = 10_000_000_000L;
  private static final byte[] NO_PREFIX = new byte[0];

  private final Jwt.Keys.At from;
  private final LoopState state;
  private final NameResolver resolver;

  KeyFetch(Jwt.Keys.At from, LoopState state, NameResolver resolver) {
    this.from = from;
    this.state = state;
    this.resolver = resolver;
  }

  @Override
  public void read(KeyReader.Reading reading) {
    new Fetch(reading).begin();
  }

  /** One reading, from the name to the last byte. On the loop. */
  private final class Fetch implements NameResolver.Resolution, Dialer.Dialed, Caller {
    private final KeyReader.Reading reading;
    private final URI uri = from.uri();
    private final boolean secure = uri.getScheme().equals("https");
    private final Span span = state.tracer().span();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable ClientConnection connection;
    private boolean over;

    Fetch(KeyReader.Reading reading) {
      this.reading = reading;
    }

    void begin() {
      span.beginRoot(Party.GATEWAY);
      span.quieten();
      timer =
          state
              .loop()
              .schedule(() -> over("no answer in time"), TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
      resolver.resolve(host(), state.loop(), span, this);
    }

    private String host() {
      String host = uri.getHost();
      return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private int port() {
      return uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
      InetAddress address = addresses.getFirst();
      if (!from.privateToo() && SpecialRanges.contains(address)) {
        over(host() + " is at the private address " + address.getHostAddress());
        return;
      }
      Peer.Limits limits = Peer.Limits.DEFAULT;
      Target target =
          new Target(
              new InetSocketAddress(address, port()),
              secure ? from.tls() : null,
              secure ? host() : "",
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
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      RequestHead head = RequestHead.of("GET", path + query, uri.getRawAuthority());
      head.fields().add(Field.USER_AGENT, "naru-keys");
      head.fields().add(Field.ACCEPT, "application/jwk-set+json, application/json");
      head.fields().add(Field.CONNECTION, "close");
      head.fields().add(Field.TRACEPARENT, Traceparent.unsampled(span));
      span.add(
          Party.GATEWAY,
          Party.ORIGIN,
          Provenance.WIRE,
          new HttpEvent.Request("GET", uri.getScheme(), uri.getRawAuthority(), path, "HTTP/1.1"));
      c.send(head, 0, NO_PREFIX, this);
    }

    @Override
    public void failed(Failure failure) {
      over(failure.toString());
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void head(ResponseHead head) {
      if (head.status() != 200) {
        over("status " + head.status() + " from " + uri);
      }
    }

    @Override
    public void body(ByteBuf data) {
      if (!over && body.size() + data.readableBytes() <= KeyReader.MOST_BYTES) {
        byte[] part = new byte[data.readableBytes()];
        data.readBytes(part);
        body.writeBytes(part);
      } else if (!over) {
        over("larger than " + KeyReader.MOST_BYTES + " bytes");
      }
      data.release();
    }

    @Override
    public void trailers(Fields trailers) {}

    @Override
    public void done() {
      if (finish()) {
        reading.text(body.toString(StandardCharsets.UTF_8));
      }
    }

    @Override
    public void failed(Failure failure, boolean nothingCame) {
      over(failure.toString());
    }

    @Override
    public void writable() {}

    @Override
    public void batchEnd() {}

    private void over(String why) {
      if (finish()) {
        reading.failed(why);
      }
    }

    private boolean finish() {
      if (over) {
        return false;
      }
      over = true;
      ScheduledFuture<?> t = timer;
      if (t != null) {
        t.cancel(false);
      }
      ClientConnection c = connection;
      if (c != null) {
        c.abandon();
      }
      span.end();
      return true;
    }
  }
}
