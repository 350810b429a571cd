package naru.trace;

import java.util.List;
import naru.base.Failure;

/**
 * The life of a TCP connection (RFC 9293). On kernel sockets only what the kernel tells is known:
 * no sequence number is drawn that was not seen. On Naru's own stack, and where packets are
 * captured, every segment is told.
 */
public sealed interface TcpEvent extends Event {
  /** A connection is asked for (the kernel sends SYN). */
  record Connecting(String remote) implements TcpEvent {}

  /** The three-way handshake is over, seen from the side that asked. */
  record Connected(String local, String remote) implements TcpEvent {}

  /** The three-way handshake is over, seen from the side that listened. */
  record Accepted(String local, String remote) implements TcpEvent {}

  /**
   * A PROXY header: the other side says (or is told) for whom the connection was made.
   *
   * @param version {@code v1} or {@code v2}
   * @param client address and port; empty if whoever says it speaks for itself
   * @param called the address and port that the client called; empty with {@code client}
   * @param notes what else was said, such as {@code authority shop.naru.test}
   */
  record Introduced(String version, String client, String called, List<String> notes)
      implements TcpEvent {
    public Introduced {
      notes = List.copyOf(notes);
    }
  }

  /** An open connection is used again; {@code exchange} counts from 1. */
  record Reused(String local, String remote, int exchange) implements TcpEvent {}

  /**
   * All connections to a server were in use, and no more were allowed: a request waited for one.
   *
   * @param remote address and port of the server
   * @param open how many connections there were as the wait began
   * @param ahead how many requests waited before this one
   * @param waitedMillis how long it took
   */
  record Waited(String remote, int open, int ahead, long waitedMillis) implements TcpEvent {}

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

  /**
   * One segment (RFC 9293 section 3.1) as one end saw it. The other end, if it tells too, tells the
   * same segment once more, if it came.
   *
   * @param sent whether {@code local} sent it; else it came
   * @param local address and port of the end that tells
   * @param remote address and port of the other end
   * @param sequence SEG.SEQ, 0 to 2^32-1, as on the wire
   * @param acknowledgment SEG.ACK; 0 without the ACK flag
   * @param flags such as {@code SYN,ACK}
   * @param lengthBytes of the data; a SYN or FIN is not counted
   * @param windowBytes the window offered, scaled where the scale is known
   * @param options such as {@code mss 1460, window-scale 7}; empty if none
   * @param why what it was sent for, or what it was when it came
   * @param before the state of the end that tells, before this segment: a name of RFC 9293 section
   *     3.3.2 such as {@code SYN-SENT}; empty if unknown
   * @param after the state after it; equal to {@code before} if it did not change
   * @param congestionWindowBytes cwnd after it (RFC 5681); 0 if unknown, as all that follow
   * @param slowStartThresholdBytes ssthresh after it
   * @param flightBytes sent and not acknowledged, after it
   * @param rttMicros the smoothed round-trip time
   * @param packet its bytes
   */
  record Segment(
      boolean sent,
      String local,
      String remote,
      long sequence,
      long acknowledgment,
      String flags,
      int lengthBytes,
      long windowBytes,
      String options,
      Why why,
      String before,
      String after,
      long congestionWindowBytes,
      long slowStartThresholdBytes,
      long flightBytes,
      long rttMicros,
      Packet packet)
      implements TcpEvent {

    /** Whether a flag is set; by its name, such as {@code SYN}. */
    public boolean has(String flag) {
      int at = flags.indexOf(flag);
      return at >= 0
          && (at == 0 || flags.charAt(at - 1) == ',')
          && (at + flag.length() == flags.length() || flags.charAt(at + flag.length()) == ',');
    }

    /** The sequence numbers it takes: its data, and one for a SYN and for a FIN. */
    public long span() {
      return lengthBytes + (has("SYN") ? 1L : 0) + (has("FIN") ? 1 : 0);
    }
  }

  /**
   * A part had more segments than it may hold: the first and the last are there, these are not.
   *
   * @param count how many are missing
   */
  record SegmentsLeftOut(long count) implements TcpEvent {}

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
    RESET,
    /** We sent FIN first: nothing was asked for in time. */
    IDLE,
    /** We sent FIN first: the listener takes no more requests. */
    LEAVING,
    /** What was sent was not acknowledged in time, or nobody answered a probe. */
    TIMED_OUT,
    /** The network said that there is no way to the other side. */
    UNREACHABLE,
    /** It broke in another way. */
    BROKEN
  }

  /** What a segment was sent for, or what it was when it came. */
  enum Why {
    /** Opens the connection. */
    SYN,
    /** Answers a SYN. */
    SYN_ACK,
    /** Data that was never sent before. */
    NEW_DATA,
    /** Sent again because the timer ran out (RFC 6298). */
    RETRANSMIT_TIMEOUT,
    /** Sent again because later segments were acknowledged (RFC 5681, 6675, 8985). */
    FAST_RETRANSMIT,
    /** Sent to make the other side acknowledge a lost tail (RFC 8985 section 7). */
    LOSS_PROBE,
    /** Asks whether a window of 0 has opened (RFC 9293 section 3.8.6.1). */
    WINDOW_PROBE,
    /** Says that the window has opened. */
    WINDOW_UPDATE,
    /** Acknowledges at once. */
    ACK,
    /** Acknowledges after a wait for data to ride on (RFC 9293 section 3.8.6.3). */
    DELAYED_ACK,
    /** Acknowledges the same again: something is missing (RFC 5681 section 2). */
    DUPLICATE_ACK,
    /** Answers what may be forged (RFC 5961). */
    CHALLENGE_ACK,
    /** Asks whether the other side is still there (RFC 9293 section 3.8.4). */
    KEEP_ALIVE,
    /** No more data will be sent. */
    FIN,
    /** The connection is no more. */
    RESET,
    /** A SYN+ACK whose state is in its sequence number (RFC 4987 section 3.6). */
    SYN_COOKIE,
    /** Came, and was the next one. */
    IN_ORDER,
    /** Came before one that is missing. */
    OUT_OF_ORDER,
    /** Came, and was there already. */
    DUPLICATE,
    /** Came, and lies outside the window (RFC 9293 section 3.10.7.4). */
    NOT_ACCEPTABLE,
    /** Came, and its timestamp is too old (RFC 7323 section 5). */
    OLD_TIMESTAMP,
    /** Came, and acknowledged something. */
    ACKNOWLEDGED,
    /** Captured beside the connection; why is not known. */
    SEEN
  }
}
