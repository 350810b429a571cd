package naru.http;

import io.netty.channel.Channel;
import naru.http.h2.Connection;
import naru.http.h2.ErrorCode;
import naru.trace.TcpEvent;

/**
 * How a client's connection of HTTP/2 ends by our wish: the client is asked to go and what it has
 * sent already is still served (RFC 9113 section 6.8), then the last is said, and it is waited a
 * little for the client's FIN.
 */
final class Http2Farewell {
  /** How long a client may take to learn that it is to go. */
  static final long LEAVING_NANOS = 1_000_000_000L;

  /** How long we wait for the client's FIN behind ours. */
  private static final long LINGER_NANOS = 2_000_000_000L;

  private final LoopState state;
  private final Channel channel;
  private final Connection connection;
  private final Closing closing;
  private final long writeIdleNanos;
  private long leaving;
  private boolean listenerLeaves;

  /** When the last was said, or is to be said. */
  private long overSince;

  Http2Farewell(
      LoopState state, Channel channel, Connection connection, Closing closing, HttpLimits limits) {
    this.state = state;
    this.channel = channel;
    this.connection = connection;
    this.closing = closing;
    this.writeIdleNanos = limits.writeIdleNanos();
  }

  /** Asks the client to go; false if it was asked before. */
  boolean ask() {
    if (leaving != 0) {
      return false;
    }
    leaving = state.now();
    connection.announceGoAway();
    connection.ping(leaving);
    return true;
  }

  /** Whether the client was asked to go. */
  boolean isAsked() {
    return leaving != 0;
  }

  /** The client knows that it is to go: nothing new is taken from here on. */
  void heard() {
    connection.goAway(ErrorCode.NO_ERROR);
  }

  /** Whether a client without streams is not waited for any more. */
  boolean isDeserted(long now) {
    boolean patient = leaving == 0 || now - leaving < LEAVING_NANOS;
    return !patient || connection.isGoingAway() || closing.isInputClosed();
  }

  /** The listener itself closes; that is why, whatever else there is. */
  void listenerLeaves() {
    listenerLeaves = true;
  }

  /** No stream is left: says so, and why we go. */
  void last() {
    if (listenerLeaves) {
      closing.because(TcpEvent.How.LEAVING);
    } else if (!isAsked() && !connection.isGoingAway()) {
      closing.because(TcpEvent.How.IDLE);
    }
    connection.goAway(ErrorCode.NO_ERROR);
    connection.flush();
  }

  /** Everything was said: closes our side, and waits for the client's. */
  void end() {
    overSince = state.now();
    closing.goodbye(() -> overSince = state.now());
  }

  /** A client that does not close, or does not take our last words, is not waited for forever. */
  void watch(long now) {
    long patience = closing.isWritten() ? LINGER_NANOS : writeIdleNanos;
    if (now - overSince > patience) {
      channel.close();
    }
  }
}
