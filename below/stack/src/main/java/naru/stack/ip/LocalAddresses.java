package naru.stack.ip;

import java.util.List;
import naru.wire.ip.IpAddress;

/** Which addresses are this host's, and which of them speaks to whom. For a handful of them. */
final class LocalAddresses {
  private static final long V4_ALL_HOSTS = 0xffff_e000_0001L;
  private static final long V6_ALL_NODES_INTERFACE = 0xff01_0000_0000_0000L;
  private static final long V6_ALL_NODES_LINK = 0xff02_0000_0000_0000L;

  private final IpPrefix[] prefixes;
  private final long[] highs;
  private final long[] lows;

  private LocalAddresses(List<IpPrefix> addresses) {
    prefixes = addresses.toArray(IpPrefix[]::new);
    highs = addresses.stream().mapToLong(p -> p.address().high()).toArray();
    lows = addresses.stream().mapToLong(p -> p.address().low()).toArray();
  }

  static LocalAddresses of(List<IpPrefix> addresses) {
    return new LocalAddresses(addresses);
  }

  /** Whether it is an address of this host, loopback addresses included. */
  boolean isLocal(long high, long low) {
    for (int i = 0; i < lows.length; i++) {
      if (lows[i] == low && highs[i] == high) {
        return true;
      }
    }
    return IpAddress.isLoopback(high, low);
  }

  /** 255.255.255.255, or all ones in a network of this host. */
  boolean isBroadcast(long high, long low) {
    if (!IpAddress.isV4(high, low)) {
      return false;
    }
    if (IpAddress.isLimitedBroadcast(high, low)) {
      return true;
    }
    for (IpPrefix prefix : prefixes) {
      if (prefix.isBroadcast(high, low)) {
        return true;
      }
    }
    return false;
  }

  /** The groups that every host is in: 224.0.0.1, ff01::1 and ff02::1. */
  static boolean isAllNodes(long high, long low) {
    return high == 0
        ? low == V4_ALL_HOSTS
        : low == 1 && (high == V6_ALL_NODES_LINK || high == V6_ALL_NODES_INTERFACE);
  }

  /**
   * The source of packets to a destination: itself if it is local, else the own address of the
   * family and scope with the longest common prefix (RFC 6724 s. 5 rules 1, 2 and 8). Unspecified
   * if there is none.
   */
  IpAddress sourceFor(IpAddress destination) {
    if (isLocal(destination.high(), destination.low())) {
      return destination;
    }
    IpAddress best = IpAddress.ANY_V6;
    int bestScore = -1;
    for (IpPrefix prefix : prefixes) {
      int score = score(prefix, destination);
      if (score > bestScore) {
        bestScore = score;
        best = prefix.address();
      }
    }
    return best;
  }

  private static int score(IpPrefix prefix, IpAddress destination) {
    IpAddress own = prefix.address();
    if (own.isV4() != destination.isV4() || own.isLoopback()) {
      return -1;
    }
    int sameScope = own.isLinkLocal() == destination.isLinkLocal() ? 256 : 0;
    int common = prefix.commonBits(destination.high(), destination.low());
    return sameScope + Math.min(common, prefix.wideBits());
  }
}
