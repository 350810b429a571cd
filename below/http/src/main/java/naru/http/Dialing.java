package naru.http;

import io.netty.channel.Channel;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Event;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.transport.Dialer;

/**
 * One connection to a peer from the wish for it until it can be used; with HTTP/2, to its end. What
 * is spoken on it is decided here, and told to whoever wished for it.
 */
final class Dialing implements Dialer.Dialed, Http2Client.Keeper, Witness {
  /** The alert of a server that speaks nothing of what it was offered. RFC 7301 section 3.2. */
  private static final String NO_PROTOCOL = "no_application_protocol";

  private final PeerPool pool;
  private final Waiters.Taker taker;
  private final Span span;
  private final Party from;
  private boolean ready;

  Dialing(PeerPool pool, Waiters.Taker taker, Span span, Party from) {
    this.pool = pool;
    this.taker = taker;
    this.span = span;
    this.from = from;
  }

  /** Whoever wanted the connection may be gone before it is made, and the span with it. */
  @Override
  public void add(Party by, Party to, Provenance provenance, Event event) {
    if (!taker.isGone()) {
      span.add(by, to, provenance, event);
    }
  }

  @Override
  public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
    Peer peer = pool.peer();
    boolean h2 =
        tls.isPresent()
            ? tls.get().alpn().equals("h2")
            : peer.protocol() == Peer.Protocol.HTTP2 && peer.tls() == null;
    if (peer.protocol() != Peer.Protocol.HTTP1) {
      tellVersion(h2, tls);
    }
    if (!channel.isActive()) {
      failed(
          Failure.retryable(
              Code.UPSTREAM_CLOSED_EARLY, Side.UPSTREAM, pool.addressText() + " closed at once"));
    } else if (h2) {
      pool.speakHttp2(channel, this);
    } else if (peer.protocol() == Peer.Protocol.HTTP2) {
      channel.close();
      failed(notChosen());
    } else {
      pool.speakHttp1(channel, taker, from);
    }
  }

  private void tellVersion(boolean h2, Optional<TlsEvent.Established> tls) {
    HttpEvent.Spoken.How how =
        tls.isEmpty()
            ? h2 ? HttpEvent.Spoken.How.PRIOR_KNOWLEDGE : HttpEvent.Spoken.How.NO_TLS
            : tls.get().alpn().isEmpty() ? HttpEvent.Spoken.How.NO_ALPN : HttpEvent.Spoken.How.ALPN;
    Provenance known = tls.isEmpty() ? Provenance.DERIVED : Provenance.WIRE;
    add(Party.ORIGIN, from, known, new HttpEvent.Spoken(h2 ? "HTTP/2" : "HTTP/1.1", how));
  }

  @Override
  public void ready(Http2Client client) {
    ready = true;
    pool.ready(client, taker);
  }

  @Override
  public void roomOn(Http2Client client) {
    pool.share(client);
  }

  @Override
  public void noMore(Http2Client client) {
    pool.noMore(client);
  }

  @Override
  public void closed(Http2Client client, Failure failure) {
    if (ready) {
      pool.closed(client, from);
    } else {
      failed(failure);
    }
  }

  @Override
  public void failed(Failure failure) {
    pool.notDialed();
    boolean noChoice =
        failure.code() == Code.TLS_HANDSHAKE && failure.detail().endsWith(NO_PROTOCOL);
    taker.notConnected(
        noChoice && pool.peer().protocol() == Peer.Protocol.HTTP2 ? notChosen() : failure);
  }

  private Failure notChosen() {
    return Failure.retryable(
        Code.UPSTREAM_H2_NOT_SPOKEN,
        Side.UPSTREAM,
        pool.addressText() + " did not choose h2 by ALPN");
  }
}
