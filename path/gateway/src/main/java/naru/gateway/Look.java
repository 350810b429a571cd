package naru.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import naru.base.Failure;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.HealthCheck.Probe;
import naru.http.Caller;
import naru.http.ClientStream;
import naru.http.Field;
import naru.http.Fields;
import naru.http.LoopState;
import naru.http.Peer;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.http.SoleStream;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.trace.Traceparent;
import naru.transport.Dialer;

/** One look at a target by a probe, over a connection of its own. Confined to one loop. */
abstract sealed class Look implements Dialer.Dialed permits Look.OverHttp, TcpLook {
  private static final byte[] NO_PREFIX = new byte[0];

  /** What was found; told once. */
  interface Finding {
    void found(boolean good, String seen);
  }

  final Span span;
  private final Finding finding;
  private boolean over;

  Look(Span span, Finding finding) {
    this.span = span;
    this.finding = finding;
  }

  static Look of(
      Probe probe, Peer peer, String address, LoopState state, Span span, Finding finding) {
    return switch (probe) {
      case Probe.Http http -> new OverHttp(http, peer, address, state, span, finding);
      case Probe.Tcp tcp -> new TcpLook(tcp, span, finding);
    };
  }

  /** Ends the connection, if there is one. */
  abstract void drop();

  boolean isOver() {
    return over;
  }

  final void verdict(boolean good, String seen) {
    if (!over) {
      over = true;
      drop();
      finding.found(good, seen);
    }
  }

  @Override
  public void failed(Failure failure) {
    verdict(false, failure.toString());
  }

  /** A GET, of the HTTP that the target speaks. */
  static final class OverHttp extends Look implements Caller, SoleStream.Opened {
    private final Probe.Http probe;
    private final Peer peer;
    private final String address;
    private final LoopState state;
    private final StringBuilder seen = new StringBuilder();
    private Optional<Channel> open = Optional.empty();
    private Optional<ClientStream> stream = Optional.empty();
    private String scheme = "http";
    private int status;

    OverHttp(
        Probe.Http probe, Peer peer, String address, LoopState state, Span span, Finding finding) {
      super(span, finding);
      this.probe = probe;
      this.peer = peer;
      this.address = address;
      this.state = state;
    }

    @Override
    void drop() {
      stream.ifPresentOrElse(ClientStream::abandon, () -> open.ifPresent(Channel::close));
    }

    @Override
    public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
      if (isOver()) {
        channel.close();
        return;
      }
      scheme = tls.isPresent() ? "https" : "http";
      open = Optional.of(channel);
      SoleStream.on(state, channel, peer, tls, this);
    }

    @Override
    public void ready(ClientStream s) {
      if (isOver()) {
        s.abandon();
        return;
      }
      stream = Optional.of(s);
      String host = probe.host().isEmpty() ? address : probe.host();
      RequestHead head = RequestHead.of("GET", probe.path(), host);
      head.fields().add(Field.USER_AGENT, "naru-health");
      if (!s.version().equals("HTTP/2")) {
        head.fields().add(Field.CONNECTION, "close");
      }
      probe.headers().forEach(head.fields()::add);
      head.fields().add(Field.TRACEPARENT, Traceparent.unsampled(span));
      span.add(
          Party.GATEWAY,
          Party.ORIGIN,
          Provenance.WIRE,
          new HttpEvent.Request("GET", scheme, host, probe.path(), s.version()));
      s.send(head, 0, NO_PREFIX, this);
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void head(ResponseHead head) {
      status = head.status();
      span.add(
          Party.ORIGIN,
          Party.GATEWAY,
          Provenance.WIRE,
          new HttpEvent.Response(status, head.contentLength(), head.mediaType()));
      if (!probe.isGood(status)) {
        verdict(false, "status " + status);
      } else if (probe.body().isEmpty()) {
        verdict(true, "status " + status);
      }
    }

    @Override
    public void body(ByteBuf data) {
      int room = HealthCheck.MOST_BODY - seen.length();
      int length = Math.min(room, data.readableBytes());
      seen.append(data.toString(data.readerIndex(), length, StandardCharsets.ISO_8859_1));
      data.release();
      if (seen.indexOf(probe.body()) >= 0) {
        verdict(true, "status " + status + " and its body");
      } else if (seen.length() >= HealthCheck.MOST_BODY) {
        done();
      }
    }

    @Override
    public void trailers(Fields trailers) {}

    @Override
    public void done() {
      verdict(false, "status " + status + ", but not the body that is expected");
    }

    @Override
    public void failed(Failure failure, boolean nothingCame) {
      verdict(false, failure.toString());
    }

    @Override
    public void writable() {}

    @Override
    public void batchEnd() {}
  }
}
