package naru.stack.udp;

import java.util.Locale;
import java.util.function.ObjLongConsumer;

/**
 * What UDP did, and why it dropped what it dropped. Plain longs: one writer; a reader elsewhere may
 * see a value a moment late.
 */
public final class UdpCounters {
  /** What is counted, in datagrams where nothing else is said. */
  public enum Of {
    RECEIVED,
    DELIVERED,
    SENT,
    /** Super-datagrams that were cut into datagrams. */
    SPLIT,
    /** Header or length that does not fit, or port 0. */
    MALFORMED,
    BAD_CHECKSUM,
    /** IPv6 without checksum (RFC 8200 s. 8.1). */
    NO_CHECKSUM,
    /** For a port where nobody listens. */
    NO_SOCKET,
    /** The socket's receive queue was full. */
    QUEUE_FULL,
    /** ICMP errors given to sockets. */
    ERRORS,
    /** Not sent: closed socket, no source address, wrong family or port. */
    SEND_INVALID,
    /** Not sent: more than a datagram holds. */
    SEND_TOO_LONG,
    /** Not sent: IP dropped it. */
    SEND_FAILED;

    private final String metric = "udp_" + name().toLowerCase(Locale.ROOT);
  }

  private static final Of[] ALL = Of.values();

  private final long[] counts = new long[ALL.length];

  /** One more. */
  void count(Of what) {
    counts[what.ordinal()]++;
  }

  /** How many so far. */
  public long value(Of what) {
    return counts[what.ordinal()];
  }

  /** All, by the name in metrics. */
  public void forEach(ObjLongConsumer<String> each) {
    for (Of what : ALL) {
      each.accept(what.metric, counts[what.ordinal()]);
    }
  }
}
