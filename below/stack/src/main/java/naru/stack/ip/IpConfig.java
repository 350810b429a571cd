package naru.stack.ip;

import java.util.List;

/**
 * What a host's internet layer is told.
 *
 * @param addresses the addresses of this host; 127.0.0.0/8 and ::1 are always its own too
 * @param acceptAny takes packets for every unicast destination, for transparent relays
 * @param echo who answers pings
 * @param hopLimit TTL or hop limit of what is sent without one, 1..255 (RFC 1122 s. 3.2.1.7)
 * @param pathMtuFloorV4 smallest path MTU that an ICMP message may teach, in bytes, at least 68;
 *     for IPv6 it is always 1280
 * @param pathMtuEntries destinations whose path MTU is remembered
 * @param reassemblyBytes memory for fragments of all sources, in bytes with overhead
 * @param reassemblyBytesPerSource the same for one source
 * @param reassemblyDatagrams datagrams put together at the same time
 * @param icmpErrorsPerSecond ICMP errors sent in the long run (RFC 4443 s. 2.4 f); 0: none
 * @param icmpErrorBurst ICMP errors sent at once
 * @param queuedFrames frames that wait for the output pass: answers, and packets to ourselves
 */
public record IpConfig(
    List<IpPrefix> addresses,
    boolean acceptAny,
    Echo echo,
    int hopLimit,
    int pathMtuFloorV4,
    int pathMtuEntries,
    int reassemblyBytes,
    int reassemblyBytesPerSource,
    int reassemblyDatagrams,
    int icmpErrorsPerSecond,
    int icmpErrorBurst,
    int queuedFrames) {

  /** For which destinations echo requests are answered (RFC 1122 s. 3.2.2.6, RFC 4443 s. 4.2). */
  public enum Echo {
    NONE,
    /** For the addresses of this host. */
    OWN,
    /** For every destination that is taken. */
    ANY
  }

  public IpConfig {
    addresses = List.copyOf(addresses);
    within("hopLimit", hopLimit, 1, 255);
    within("pathMtuFloorV4", pathMtuFloorV4, 68, 65535);
    within("pathMtuEntries", pathMtuEntries, 1, 1 << 20);
    within("reassemblyBytes", reassemblyBytes, 1 << 17, Integer.MAX_VALUE);
    within("reassemblyBytesPerSource", reassemblyBytesPerSource, 1 << 17, reassemblyBytes);
    within("reassemblyDatagrams", reassemblyDatagrams, 1, 1 << 16);
    within("icmpErrorsPerSecond", icmpErrorsPerSecond, 0, 1_000_000);
    within("icmpErrorBurst", icmpErrorBurst, 1, 1_000_000);
    within("queuedFrames", queuedFrames, 1, 1 << 20);
  }

  /** The defaults, for a host with these addresses in the form of {@link IpPrefix#parse}. */
  public static IpConfig of(String... addresses) {
    return new IpConfig(
        List.of(addresses).stream().map(IpPrefix::parse).toList(),
        false,
        Echo.OWN,
        64,
        552,
        1024,
        4 << 20,
        1 << 20,
        256,
        1000,
        50,
        4096);
  }

  /** The same, taking packets for every unicast destination or only for its own. */
  public IpConfig withAcceptAny(boolean any) {
    return new IpConfig(
        addresses,
        any,
        echo,
        hopLimit,
        pathMtuFloorV4,
        pathMtuEntries,
        reassemblyBytes,
        reassemblyBytesPerSource,
        reassemblyDatagrams,
        icmpErrorsPerSecond,
        icmpErrorBurst,
        queuedFrames);
  }

  /** The same with other bounds of ICMP errors. */
  public IpConfig withIcmpErrors(int perSecond, int burst) {
    return new IpConfig(
        addresses,
        acceptAny,
        echo,
        hopLimit,
        pathMtuFloorV4,
        pathMtuEntries,
        reassemblyBytes,
        reassemblyBytesPerSource,
        reassemblyDatagrams,
        perSecond,
        burst,
        queuedFrames);
  }

  /** The same with other bounds of reassembly, in bytes with overhead, and datagrams. */
  public IpConfig withReassembly(int bytes, int bytesPerSource, int datagrams) {
    return new IpConfig(
        addresses,
        acceptAny,
        echo,
        hopLimit,
        pathMtuFloorV4,
        pathMtuEntries,
        bytes,
        bytesPerSource,
        datagrams,
        icmpErrorsPerSecond,
        icmpErrorBurst,
        queuedFrames);
  }

  /** The same with other answers to pings. */
  public IpConfig withEcho(Echo answers) {
    return new IpConfig(
        addresses,
        acceptAny,
        answers,
        hopLimit,
        pathMtuFloorV4,
        pathMtuEntries,
        reassemblyBytes,
        reassemblyBytesPerSource,
        reassemblyDatagrams,
        icmpErrorsPerSecond,
        icmpErrorBurst,
        queuedFrames);
  }

  private static void within(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " must be " + min + ".." + max + ", not " + value);
    }
  }
}
