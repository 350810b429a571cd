package naru.stack.tcp;

/** Why a connection is over. */
public enum Ending {
  /** Both sides said FIN and both were acknowledged. */
  CLOSED,
  /** A RST came (RFC 9293 section 3.10.7.4, second check). */
  RESET,
  /** A RST answered our SYN. */
  REFUSED,
  /** No acknowledgment for too long: the user timeout, R2 (RFC 9293 section 3.8.3), keep-alive. */
  TIMED_OUT,
  /** ICMP said so while the connection was being opened. */
  NET_UNREACHABLE,
  HOST_UNREACHABLE,
  PORT_UNREACHABLE,
  PROHIBITED,
  /** Every local port is taken (RFC 6056). */
  NO_PORT,
  /** The user gave it up. */
  ABORTED
}
