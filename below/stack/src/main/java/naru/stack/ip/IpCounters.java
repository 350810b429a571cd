package naru.stack.ip;

import java.util.Locale;
import java.util.function.ObjLongConsumer;

/**
 * What the internet layer did, and why it dropped what it dropped. Plain longs: one writer; a
 * reader elsewhere may see a value a moment late.
 */
public final class IpCounters {
  /** What is counted. {@code RECEIVED} and {@code SENT} are frames; the rest says so. */
  public enum Of {
    RECEIVED,
    DELIVERED,
    SENT,
    LOOPED_BACK,

    /** Headers that make no sense, a wrong checksum of IPv4, IPv4-mapped addresses in IPv6. */
    MALFORMED,
    /** Source that no single host can have (RFC 1122 s. 3.2.1.3, RFC 4291 s. 2.7). */
    MARTIAN_SOURCE,
    /** Destination that cannot be on a link: loopback, unspecified, reserved. */
    MARTIAN_DESTINATION,
    /** Destination is another host; this one does not forward. */
    NOT_FOR_US,
    /** IPv4 source routes (RFC 7126 s. 4.3), IPv6 type 0 routing headers (RFC 5095). */
    SOURCE_ROUTED,
    /** IPv6 header or option answered with a parameter problem. */
    UNRECOGNISED_HEADER,
    UNKNOWN_PROTOCOL,
    /** A protocol of connections to a multicast or broadcast destination. */
    NOT_UNICAST,

    FRAGMENTS_RECEIVED,
    /** Datagrams put together from fragments. */
    REASSEMBLED,
    FRAGMENT_MALFORMED,
    /** Reaches past 65535 bytes: the ping of death. */
    FRAGMENT_TOO_LONG,
    /** Cuts through a transport header (RFC 1858, RFC 7112). */
    FRAGMENT_TINY,
    FRAGMENT_DUPLICATE,
    /** Datagrams discarded because of overlap or contradiction (RFC 5722). */
    FRAGMENT_OVERLAP,
    /** Fragments of a datagram that was discarded before. */
    FRAGMENT_OF_DISCARDED,
    /** Not-ECT and CE in one datagram (RFC 3168 s. 5.3). */
    FRAGMENT_ECN_MIXED,
    /** Datagrams given up after 30 s (IPv4) or 60 s (IPv6). */
    REASSEMBLY_TIMEOUT,
    /** Datagrams given up to make room. */
    REASSEMBLY_EVICTED,

    NO_ROUTE,
    /** Larger than the path takes, and must not or cannot be fragmented. */
    TOO_BIG_TO_SEND,
    /** The link had no room. */
    LINK_DROPPED,
    /** The queue of the output pass was full. */
    QUEUE_FULL,
    /** Packets cut into fragments. */
    FRAGMENTED,
    FRAGMENTS_SENT,

    ICMP_RECEIVED,
    ICMP_MALFORMED,
    ICMP_BAD_CHECKSUM,
    ICMP_IGNORED,
    ECHO_ANSWERED,
    ICMP_ERRORS_RECEIVED,
    /** Errors about packets that this host did not send. */
    ICMP_ERRORS_NOT_OURS,
    ICMP_ERRORS_SENT,
    /** Errors that must not be sent (RFC 1122 s. 3.2.2, RFC 4443 s. 2.4 e). */
    ICMP_ERRORS_FORBIDDEN,
    ICMP_ERRORS_RATE_LIMITED,
    PATH_MTU_LOWERED;

    private final String metric = "ip_" + name().toLowerCase(Locale.ROOT);
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
