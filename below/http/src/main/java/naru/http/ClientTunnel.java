package naru.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * What an upgraded connection to a server is besides its bytes: each direction with an end of its
 * own, and a deadline that every byte moves. A side that speaks TLS ends both with one.
 */
final class ClientTunnel {
  private final LoopState state;
  private final Channel channel;
  private final Peer.Limits limits;
  private final boolean halfCloses;
  private boolean inputEnded;
  private boolean outputEnded;
  private long deadline;

  ClientTunnel(LoopState state, Channel channel, Peer.Limits limits) {
    this.state = state;
    this.channel = channel;
    this.limits = limits;
    this.halfCloses =
        channel instanceof DuplexChannel && channel.pipeline().get(SslHandler.class) == null;
    if (halfCloses) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    moved();
  }

  /** Bytes went one way or the other; when one side has ended, the other has less time. */
  void moved() {
    boolean half = inputEnded || outputEnded;
    deadline = state.now() + (half ? limits.bodyIdleNanos() : limits.tunnelIdleNanos());
  }

  /** Whoever waits for the client to read is not idle. */
  void paused() {
    deadline = 0;
  }

  boolean isOverdue(long now) {
    return deadline != 0 && now - deadline > 0;
  }

  boolean hasInputEnded() {
    return inputEnded;
  }

  boolean hasOutputEnded() {
    return outputEnded;
  }

  /** The server has said its last word; true if that is the end of everything. */
  boolean endInput() {
    inputEnded = true;
    moved();
    return outputEnded || !halfCloses || !channel.isActive();
  }

  /** The client has said its last word. */
  void endOutput() {
    outputEnded = true;
    moved();
  }

  /** The client's last word was sent: our FIN follows; false if the connection is to be closed. */
  boolean passEnd() {
    boolean half = halfCloses && !inputEnded;
    if (half && channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
    }
    return half;
  }
}
