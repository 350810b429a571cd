package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel knows about one of its TCP connections (TCP_INFO of tcp(7)). A field that an
 * older kernel does not have is 0.
 *
 * @param state by RFC 9293's name; {@code CLOSED} if there is none
 * @param retransmissionTimeoutMicros the present RTO
 * @param sendMss the largest segment we send, in bytes
 * @param rttMicros smoothed round-trip time
 * @param rttVariationMicros its mean deviation
 * @param minRttMicros the smallest seen of late
 * @param congestionWindowSegments in units of {@code sendMss}
 * @param slowStartThresholdSegments {@link Integer#MAX_VALUE} while none was found
 * @param unacknowledgedSegments sent and not acknowledged
 * @param lostSegments of these, held for lost
 * @param retransmissions segments sent again, ever
 * @param pathMtu in bytes
 * @param bytesAcknowledged of what we sent
 * @param bytesReceived from the other end
 * @param sendWindowBytes what the other end last offered, scaled; 0 before Linux 5.4
 */
public record TcpInfo(
    String state,
    long retransmissionTimeoutMicros,
    int sendMss,
    long rttMicros,
    long rttVariationMicros,
    long minRttMicros,
    long congestionWindowSegments,
    long slowStartThresholdSegments,
    int unacknowledgedSegments,
    int lostSegments,
    int retransmissions,
    int pathMtu,
    long bytesAcknowledged,
    long bytesReceived,
    long sendWindowBytes) {

  static final int BYTES = 232;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final String[] STATES = {
    "CLOSED",
    "ESTABLISHED",
    "SYN-SENT",
    "SYN-RECEIVED",
    "FIN-WAIT-1",
    "FIN-WAIT-2",
    "TIME-WAIT",
    "CLOSED",
    "CLOSE-WAIT",
    "LAST-ACK",
    "LISTEN",
    "CLOSING",
    "SYN-RECEIVED"
  };

  /**
   * Asks the kernel.
   *
   * @param fd of a TCP socket, which stays its owner's
   */
  public static TcpInfo of(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(BYTES, 8);
      Libc.check("getsockopt TCP_INFO", Sockets.option(fd, IPPROTO_TCP, TCP_INFO, info));
      return read(info);
    }
  }

  /** Reads {@code struct tcp_info} of linux/tcp.h. */
  static TcpInfo read(MemorySegment info) {
    int state = info.get(JAVA_BYTE, 0);
    return new TcpInfo(
        state >= 0 && state < STATES.length ? STATES[state] : "CLOSED",
        unsigned(info, 8),
        info.get(JAVA_INT, 16),
        unsigned(info, 68),
        unsigned(info, 72),
        unsigned(info, 148),
        unsigned(info, 80),
        unsigned(info, 76),
        info.get(JAVA_INT, 24),
        info.get(JAVA_INT, 32),
        info.get(JAVA_INT, 100),
        info.get(JAVA_INT, 60),
        info.get(JAVA_LONG, 120),
        info.get(JAVA_LONG, 128),
        unsigned(info, 228));
  }

  private static long unsigned(MemorySegment info, long at) {
    return info.get(JAVA_INT, at) & 0xffffffffL;
  }
}
