package naru.http;

import naru.base.Code;
import naru.http.h2.Connection;
import naru.http.h2.Stream;

/**
 * What a server may keep waiting on a connection of HTTP/2: its SETTINGS, silence, requests that it
 * does not take; and how long the connection may be idle. The deadlines of a call are its own.
 * Looked at by the sweep.
 */
final class Http2ClientWatch {
  private final Http2Client client;
  private final LoopState state;
  private final Connection connection;
  private final Peer.Limits limits;
  private final IdleSpell spell;
  private final WriteWatch writes = new WriteWatch();
  private final PingPace pings;

  /** When it is idle for too long, or has not begun in time; 0 while it has calls. */
  private long idleDeadline;

  Http2ClientWatch(Http2Client client, LoopState state, Connection connection, IdleTime idleTime) {
    this.client = client;
    this.state = state;
    this.connection = connection;
    this.limits = client.limits();
    this.spell = new IdleSpell(idleTime);
    long now = state.now();
    this.pings = new PingPace(now);
    this.idleDeadline = now + limits.handshakeNanos();
  }

  // ---- what happens

  /** Bytes came; the time is the answer. */
  long heard() {
    long now = state.now();
    pings.heard(now);
    return now;
  }

  /** A head or DATA came. */
  void said() {
    pings.said();
  }

  /** The server's SETTINGS came. */
  void settled() {
    idleDeadline = state.now() + limits.idleNanos();
  }

  /** A call begins. */
  void asked() {
    idleDeadline = 0;
  }

  /** The last call is over. */
  void idle() {
    idleDeadline = spell.begin(state.now(), Long.MAX_VALUE);
  }

  /** Whether the server may be about to close it, having been idle for so long. */
  boolean isStale(long now) {
    return spell.isStale(now);
  }

  /** We close it, having waited long enough. */
  void survived() {
    spell.survived(state.now());
  }

  /** The server closed it; true if it was waiting for another call. */
  boolean closedByServer() {
    return spell.closedByServer(state.now());
  }

  // ---- looking

  void sweep(long now) {
    if (writes.isStalled(client.channel(), now, limits.bodyIdleNanos())) {
      client.silent(Code.UPSTREAM_BODY_TIMEOUT, "the server took nothing of the requests in time");
    } else if (connection.size() == 0) {
      if (idleDeadline != 0 && now - idleDeadline > 0) {
        client.idleTooLong();
      }
    } else {
      for (Stream s : connection.all()) {
        ((Http2Call) s).sweep(now);
      }
      if (!client.isEnded()) { // with its last call
        watchSilence(now);
      }
    }
  }

  /** A server that has said nothing for long, and does not answer a PING, has gone. */
  private void watchSilence(long now) {
    if (pings.isDead(now)) {
      client.silent(Code.UPSTREAM_PING_TIMEOUT, "the server does not answer a PING");
    } else if (pings.isDue(now)) {
      connection.ping(now);
      client.flushSoon();
    }
  }
}
