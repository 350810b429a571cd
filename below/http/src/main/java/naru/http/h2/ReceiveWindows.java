package naru.http.h2;

/**
 * Flow control of what the other side sends. RFC 9113 section 5.2.
 *
 * <p>One slow taker must not stop all others that share the connection: what comes is given back to
 * the connection's window at once, and the streams' windows alone bound what is held. Those of a
 * server begin small and grow as their bytes are taken, out of one budget for all of them.
 */
final class ReceiveWindows {
  private final Limits limits;
  private final int initialWindow;
  private final Sending sending;
  private int window;
  private int consumed;

  /** By how much the windows of streams may still grow, all together. */
  private int spare;

  /** The windows in bytes, a stream's as our SETTINGS say it. */
  ReceiveWindows(Limits limits, int initialWindow, Sending sending) {
    this.limits = limits;
    this.initialWindow = initialWindow;
    this.sending = sending;
    this.window = limits.connectionWindowBytes();
    this.spare = limits.connectionWindowBytes();
  }

  /** Says how much larger the connection's window is than it would be. */
  void open() {
    int more = limits.connectionWindowBytes() - Settings.DEFAULT_WINDOW;
    if (more > 0) {
      FrameWriter.windowUpdate(sending.out(), 0, more);
    }
  }

  /** DATA came: counts its bytes against the connection's window, and gives them back. */
  void arrived(int bytes) throws ConnectionError {
    window -= bytes;
    if (window < 0) {
      throw new ConnectionError(
          ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the connection's window");
    }
    consumed += bytes;
    if (consumed >= limits.connectionWindowBytes() / 2) {
      FrameWriter.windowUpdate(sending.out(), 0, consumed);
      window += consumed;
      consumed = 0;
    }
  }

  /** Bytes of a stream were used: they may be sent again. */
  void consumed(Stream stream, int bytes) {
    stream.consumed += bytes;
    if (stream.isLive() && !stream.remoteEnded && stream.consumed >= stream.grant / 2) {
      int more = stream.consumed + grow(stream);
      FrameWriter.windowUpdate(sending.out(), stream.id(), more);
      stream.receiveWindow += more;
      stream.consumed = 0;
    }
  }

  /** Doubles a stream's window as far as it may; by how much. */
  private int grow(Stream stream) {
    int most = limits.streamWindowBytes() - stream.grant;
    int more = Math.min(spare, Math.min(stream.grant, most));
    stream.grant += more;
    spare -= more;
    return more;
  }

  /** A stream is over: others may grow by what it had grown. */
  void forget(Stream stream) {
    spare += stream.grant - initialWindow;
  }
}
