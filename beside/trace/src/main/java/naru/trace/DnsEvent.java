package naru.trace;

import java.util.List;
import naru.base.Failure;
import naru.base.Place;

/** A name turned into an address: one datagram each way, or TCP when it does not fit. RFC 1035. */
public sealed interface DnsEvent extends Event {
  /**
   * A question was sent or received.
   *
   * @param name the name asked for, without the trailing dot
   * @param type the record type, such as {@code AAAA}
   * @param id the message id, 0 to 65535
   * @param transport {@code udp} or {@code tcp}
   * @param server the name server's address and port
   */
  record Query(String name, String type, int id, String transport, String server)
      implements DnsEvent {}

  /**
   * An answer was made or received.
   *
   * @param name the name asked for
   * @param type the record type asked for
   * @param rcode such as {@code NOERROR}, {@code NXDOMAIN}
   * @param records the answer section, a line each: {@code shop.naru.test 60 A 127.0.0.1}
   * @param ttlSeconds the smallest TTL of the answer; -1 if there is none
   * @param source where it came from
   * @param zone the zone or list that decided; empty if none
   * @param place where the zone or block list stands in the config
   * @param bytes the size of the message
   */
  record Answer(
      String name,
      String type,
      String rcode,
      List<String> records,
      long ttlSeconds,
      Source source,
      String zone,
      Place place,
      int bytes)
      implements DnsEvent {}

  /** The answer did not fit a datagram (TC=1), so the question goes again over TCP. RFC 7766. */
  record Truncated(String name, String type, int bytes) implements DnsEvent {}

  /** The resolver used an address literal or what it knew already; no question was sent. */
  record Known(String name, List<String> addresses, Source source) implements DnsEvent {}

  /** There is no answer to go on with. */
  record Failed(String name, String type, Failure failure) implements DnsEvent {}

  /** Where an answer came from. */
  enum Source {
    /** A zone of ours: authoritative. */
    ZONE,
    /** Remembered from an earlier answer. */
    CACHE,
    /** An upstream server that we asked. */
    FORWARD,
    /** Our block list. */
    BLOCK,
    /** Seen by the asker: it cannot know what the server did. */
    SERVER,
    /** The host's own resolver or an address literal. */
    HOST
  }
}
