package naru.stack.tcp;

/**
 * How a connection behaves; a listener's are those of its connections. Immutable: a connection
 * changes its own by taking another value ({@link Connection#options(TcpOptions)}).
 *
 * @param noDelay whether small segments go out at once; else Nagle's algorithm in Minshall's form
 *     holds one back while another small one is not acknowledged (RFC 9293 section 3.7.4)
 * @param sack whether selective acknowledgments are offered (RFC 2018)
 * @param timestamps whether timestamps are offered (RFC 7323 section 3)
 * @param windowScale whether a window scale is offered (RFC 7323 section 2)
 * @param ecn whether explicit congestion notification is offered (RFC 3168)
 * @param deferAccept whether the acceptor decides on each SYN before it is answered
 * @param congestion the congestion control
 * @param sendBufferBytes most that waits for the network or its acknowledgment, in bytes; at least
 *     4096
 * @param receiveBufferBytes what may wait for the user at first, in bytes; at least 4096
 * @param maxReceiveBufferBytes up to where that grows with the rate at which the user takes
 * @param maxSegmentBytes a bound for both directions' segments, in bytes of text; 0 for the path's
 * @param keepAlive probes of an idle connection
 * @param userTimeoutNanos how long sent data may stay without acknowledgment (RFC 9293 section
 *     3.9.1; R2 of section 3.8.3)
 * @param synTimeoutNanos the same for a SYN
 */
public record TcpOptions(
    boolean noDelay,
    boolean sack,
    boolean timestamps,
    boolean windowScale,
    boolean ecn,
    boolean deferAccept,
    Congestion congestion,
    int sendBufferBytes,
    int receiveBufferBytes,
    int maxReceiveBufferBytes,
    int maxSegmentBytes,
    KeepAlive keepAlive,
    long userTimeoutNanos,
    long synTimeoutNanos) {

  /** Which congestion control. */
  public enum Congestion {
    NEW_RENO,
    CUBIC
  }

  /**
   * Probes of an idle connection (RFC 9293 section 3.8.4).
   *
   * @param idleNanos silence before the first probe; 0 for no probes
   * @param intervalNanos between probes
   * @param probes how many without an answer end the connection
   */
  public record KeepAlive(long idleNanos, long intervalNanos, int probes) {
    public static final KeepAlive OFF = new KeepAlive(0, 75_000_000_000L, 9);

    /** Two hours, the RFC's least default. */
    public static final KeepAlive USUAL = new KeepAlive(7_200_000_000_000L, 75_000_000_000L, 9);
  }

  private static final int SMALLEST_BUFFER = 4096;

  /** What suits most. */
  public static final TcpOptions USUAL =
      new TcpOptions(
          false,
          true,
          true,
          true,
          true,
          false,
          Congestion.CUBIC,
          4 << 20,
          128 << 10,
          6 << 20,
          0,
          KeepAlive.OFF,
          300_000_000_000L,
          180_000_000_000L);

  public TcpOptions {
    if (sendBufferBytes < SMALLEST_BUFFER || receiveBufferBytes < SMALLEST_BUFFER) {
      throw new IllegalArgumentException("a buffer must have at least 4096 bytes");
    }
    if (maxReceiveBufferBytes < receiveBufferBytes || maxReceiveBufferBytes > 1 << 30) {
      throw new IllegalArgumentException("the largest receive buffer is out of range");
    }
    if (userTimeoutNanos <= 0 || synTimeoutNanos <= 0) {
      throw new IllegalArgumentException("a timeout must be positive");
    }
  }

  private TcpOptions with(boolean[] flags, Congestion c, int[] bytes, KeepAlive k, long user) {
    return new TcpOptions(
        flags[0],
        flags[1],
        flags[2],
        flags[3],
        flags[4],
        flags[5],
        c,
        bytes[0],
        bytes[1],
        bytes[2],
        bytes[3],
        k,
        user,
        synTimeoutNanos);
  }

  private boolean[] flags() {
    return new boolean[] {noDelay, sack, timestamps, windowScale, ecn, deferAccept};
  }

  private int[] bytes() {
    return new int[] {sendBufferBytes, receiveBufferBytes, maxReceiveBufferBytes, maxSegmentBytes};
  }

  private TcpOptions flag(int which, boolean value) {
    boolean[] flags = flags();
    flags[which] = value;
    return with(flags, congestion, bytes(), keepAlive, userTimeoutNanos);
  }

  private TcpOptions bytes(int which, int value) {
    int[] bytes = bytes();
    bytes[which] = value;
    return with(flags(), congestion, bytes, keepAlive, userTimeoutNanos);
  }

  public TcpOptions withNoDelay(boolean on) {
    return flag(0, on);
  }

  public TcpOptions withSack(boolean on) {
    return flag(1, on);
  }

  public TcpOptions withTimestamps(boolean on) {
    return flag(2, on);
  }

  public TcpOptions withWindowScale(boolean on) {
    return flag(3, on);
  }

  public TcpOptions withEcn(boolean on) {
    return flag(4, on);
  }

  public TcpOptions withDeferAccept(boolean on) {
    return flag(5, on);
  }

  public TcpOptions withSendBuffer(int sendBytes) {
    return bytes(0, sendBytes);
  }

  /** A receive buffer that stays as it is. */
  public TcpOptions withReceiveBuffer(int fixedBytes) {
    return withReceiveBuffer(fixedBytes, fixedBytes);
  }

  public TcpOptions withReceiveBuffer(int firstBytes, int mostBytes) {
    int[] bytes = bytes();
    bytes[1] = firstBytes;
    bytes[2] = mostBytes;
    return with(flags(), congestion, bytes, keepAlive, userTimeoutNanos);
  }

  public TcpOptions withMaxSegment(int textBytes) {
    return bytes(3, textBytes);
  }

  public TcpOptions withCongestion(Congestion control) {
    return with(flags(), control, bytes(), keepAlive, userTimeoutNanos);
  }

  public TcpOptions withKeepAlive(KeepAlive probes) {
    return with(flags(), congestion, bytes(), probes, userTimeoutNanos);
  }

  public TcpOptions withUserTimeout(long nanos) {
    return with(flags(), congestion, bytes(), keepAlive, nanos);
  }
}
