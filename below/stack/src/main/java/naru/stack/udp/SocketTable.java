package naru.stack.udp;

import java.util.random.RandomGenerator;
import naru.stack.ip.KeyedHash;
import naru.wire.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whose a datagram is: a connected socket of exactly this pair, else a socket bound to the port, of
 * which the one bound to the address comes before 0.0.0.0 and that before ::, else one that takes
 * every port.
 *
 * <p>Two hash tables with chains through the sockets themselves. A socket that owns its port stands
 * under the port all its life, connected or not; one that is made for a pair beside the owner
 * stands under the pair only.
 */
final class SocketTable {
  private static final int FIRST_BUCKETS = 64;

  private final KeyedHash hash;
  private @Nullable UdpSocket[] byPort = new @Nullable UdpSocket[FIRST_BUCKETS];
  private @Nullable UdpSocket[] byPair = new @Nullable UdpSocket[FIRST_BUCKETS];
  private int owners;
  private int pairs;

  SocketTable(RandomGenerator random) {
    hash = KeyedHash.of(random);
  }

  /** The socket that a datagram is for, or null. */
  @Nullable UdpSocket find(
      long ownHigh, long ownLow, int ownPort, long peerHigh, long peerLow, int peerPort) {
    if (pairs > 0) {
      UdpSocket paired = pair(ownHigh, ownLow, ownPort, peerHigh, peerLow, peerPort);
      if (paired != null) {
        return paired;
      }
    }
    UdpSocket bound = bound(ownHigh, ownLow, ownPort);
    return bound != null ? bound : bound(ownHigh, ownLow, UdpSocket.EVERY_PORT);
  }

  /** The connected socket of exactly this pair, or null. */
  @Nullable UdpSocket pair(
      long ownHigh, long ownLow, int ownPort, long peerHigh, long peerLow, int peerPort) {
    int bucket = pairBucket(ownHigh, ownLow, ownPort, peerHigh, peerLow, peerPort, byPair.length);
    UdpSocket s = byPair[bucket];
    while (s != null && !s.isPair(ownHigh, ownLow, ownPort, peerHigh, peerLow, peerPort)) {
      s = s.nextOfPair;
    }
    return s;
  }

  private @Nullable UdpSocket bound(long high, long low, int port) {
    UdpSocket best = null;
    int bestMatch = 0;
    for (UdpSocket s = byPort[portBucket(port)]; s != null; s = s.nextOfPort) {
      int match = s.localPort() == port && !s.isConnected() ? s.match(high, low) : 0;
      if (match > bestMatch) {
        bestMatch = match;
        best = s;
      }
    }
    return best;
  }

  /** Whether a socket can own this port of this address, which may be a wildcard. */
  boolean isFree(IpAddress address, int port) {
    for (UdpSocket s = byPort[portBucket(port)]; s != null; s = s.nextOfPort) {
      if (s.localPort() == port && s.conflictsWith(address)) {
        return false;
      }
    }
    return true;
  }

  void addOwner(UdpSocket socket) {
    if (owners == byPort.length) {
      rehashPorts();
    }
    int bucket = portBucket(socket.localPort());
    socket.nextOfPort = byPort[bucket];
    byPort[bucket] = socket;
    owners++;
  }

  void removeOwner(UdpSocket socket) {
    int bucket = portBucket(socket.localPort());
    UdpSocket previous = null;
    for (UdpSocket s = byPort[bucket]; s != null; previous = s, s = s.nextOfPort) {
      if (s == socket) {
        if (previous == null) {
          byPort[bucket] = s.nextOfPort;
        } else {
          previous.nextOfPort = s.nextOfPort;
        }
        s.nextOfPort = null;
        owners--;
        return;
      }
    }
  }

  void addPair(UdpSocket socket) {
    if (pairs == byPair.length) {
      rehashPairs();
    }
    int bucket = pairBucket(socket, byPair.length);
    socket.nextOfPair = byPair[bucket];
    byPair[bucket] = socket;
    pairs++;
  }

  void removePair(UdpSocket socket) {
    int bucket = pairBucket(socket, byPair.length);
    UdpSocket previous = null;
    for (UdpSocket s = byPair[bucket]; s != null; previous = s, s = s.nextOfPair) {
      if (s == socket) {
        if (previous == null) {
          byPair[bucket] = s.nextOfPair;
        } else {
          previous.nextOfPair = s.nextOfPair;
        }
        s.nextOfPair = null;
        pairs--;
        return;
      }
    }
  }

  private void rehashPorts() {
    @Nullable UdpSocket[] old = byPort;
    byPort = new @Nullable UdpSocket[old.length * 2];
    for (UdpSocket first : old) {
      for (UdpSocket s = first; s != null; ) {
        UdpSocket next = s.nextOfPort;
        int bucket = portBucket(s.localPort());
        s.nextOfPort = byPort[bucket];
        byPort[bucket] = s;
        s = next;
      }
    }
  }

  private void rehashPairs() {
    @Nullable UdpSocket[] larger = new @Nullable UdpSocket[byPair.length * 2];
    for (UdpSocket first : byPair) {
      for (UdpSocket s = first; s != null; ) {
        UdpSocket next = s.nextOfPair;
        int bucket = pairBucket(s, larger.length);
        s.nextOfPair = larger[bucket];
        larger[bucket] = s;
        s = next;
      }
    }
    byPair = larger;
  }

  /** There are few ports and they are ours to give: no key is needed. */
  private int portBucket(int port) {
    return port & (byPort.length - 1);
  }

  private int pairBucket(UdpSocket s, int buckets) {
    return pairBucket(
        s.localAddress().high(),
        s.localAddress().low(),
        s.localPort(),
        s.remoteAddress().high(),
        s.remoteAddress().low(),
        s.remotePort(),
        buckets);
  }

  private int pairBucket(
      long ownHigh,
      long ownLow,
      int ownPort,
      long peerHigh,
      long peerLow,
      int peerPort,
      int buckets) {
    long h = hash.hash(ownHigh, ownLow, peerHigh, peerLow, (long) ownPort << 16 | peerPort);
    return (int) h & (buckets - 1);
  }
}
