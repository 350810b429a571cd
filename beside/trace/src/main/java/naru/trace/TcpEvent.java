package naru.trace;

import naru.base.Failure;

/**
 * The life of a TCP connection (RFC 9293). On kernel sockets only what the kernel tells is known:
 * no sequence number is drawn that was not seen.
 */
public sealed interface TcpEvent extends Event {
  /** A connection is asked for (the kernel sends SYN). */
  record Connecting(String remote) implements TcpEvent {}

  /** The three-way handshake is over, seen from the side that asked. */
  record Connected(String local, String remote) implements TcpEvent {}

  /** The three-way handshake is over, seen from the side that listened. */
  record Accepted(String local, String remote) implements TcpEvent {}

  /** An open connection is used again; {@code exchange} counts from 1. */
  record Reused(String local, String remote, int exchange) implements TcpEvent {}

  /**
   * What the kernel knows of the connection (TCP_INFO).
   *
   * @param rttMicros smoothed round-trip time
   * @param rttVarMicros its mean deviation
   * @param retransmits segments sent again over the whole connection
   * @param congestionWindow in segments
   * @param slowStartThreshold in segments
   * @param mssBytes largest segment we send
   * @param receiveWindowBytes what we offer to receive
   */
  record Info(
      long rttMicros,
      long rttVarMicros,
      long retransmits,
      long congestionWindow,
      long slowStartThreshold,
      long mssBytes,
      long receiveWindowBytes)
      implements TcpEvent {}

  /** The connection is over. */
  record Closed(How how) implements TcpEvent {}

  /** It never came to be, or broke. */
  record Failed(Failure failure) implements TcpEvent {}

  /** How a connection ended. */
  enum How {
    /** We sent FIN first. */
    WE_CLOSED,
    /** The other side sent FIN first. */
    THEY_CLOSED,
    /** A RST came. */
    RESET
  }
}
