package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import naru.stack.time.TimerHeap;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpView;
import org.jspecify.annotations.Nullable;

/**
 * Fragments to datagrams (RFC 791 s. 3.2, RFC 815, RFC 8200 s. 4.5).
 *
 * <p>Overlaps discard the datagram (RFC 5722; for IPv4 as well), exact duplicates are ignored.
 * Bounded by bytes in all, by bytes of one source, and by datagrams; the oldest makes room (RFC
 * 4963, RFC 8900 s. 3.7). What is not whole after 30 s (IPv4, RFC 791) or 60 s (IPv6) is given up;
 * if its first fragment came, its source is told.
 */
final class Reassembly {
  static final long TIMEOUT_V4_NANOS = 30_000_000_000L;
  static final long TIMEOUT_V6_NANOS = 60_000_000_000L;
  private static final int MAX_PACKET_V4 = 65535;
  private static final int MAX_PACKET_V6 = IpHeaders.V6_BYTES + 65535;

  /** Where an error about a datagram goes that was not whole in time. */
  interface TimeExceeded {
    /** The packet is the first fragment; it stays the caller's. */
    void timeExceeded(ByteBuf packet, long now);
  }

  /**
   * Which fragments belong together.
   *
   * @param protocol -1 for IPv6, where it does not count
   * @param hash keyed, so that nobody can fill one place of the table
   */
  record Key(
      long srcHigh, long srcLow, long dstHigh, long dstLow, long id, int protocol, int hash) {
    @Override
    public int hashCode() {
      return hash;
    }

    IpAddress source() {
      return new IpAddress(srcHigh, srcLow);
    }
  }

  private final IpConfig config;
  private final TimerHeap timers;
  private final KeyedHash hash;
  private final ByteBufAllocator allocator;
  private final IpCounters counters;
  private final TimeExceeded errors;

  /** Oldest first. */
  private final Map<Key, PartialDatagram> open = new LinkedHashMap<>();

  private final Map<IpAddress, Integer> bytesOf = new HashMap<>();
  private int bytes;

  Reassembly(
      IpConfig config,
      TimerHeap timers,
      RandomGenerator random,
      ByteBufAllocator allocator,
      IpCounters counters,
      TimeExceeded errors) {
    this.config = config;
    this.timers = timers;
    this.hash = KeyedHash.of(random);
    this.allocator = allocator;
    this.counters = counters;
    this.errors = errors;
  }

  /** Memory in use, in bytes with overhead. */
  int bytes() {
    return bytes;
  }

  /** Datagrams that are not whole yet. */
  int datagrams() {
    return open.size();
  }

  /**
   * Takes note of a fragment.
   *
   * @return the whole packet as a frame, which is the caller's, if this was the last one missing
   */
  @Nullable ByteBuf add(IpView ip, ByteBuf frame, long now) {
    counters.count(IpCounters.Of.FRAGMENTS_RECEIVED);
    FragmentVerdict verdict = FragmentVerdict.of(ip);
    if (verdict != FragmentVerdict.ACCEPT) {
      counters.count(
          verdict == FragmentVerdict.TINY
              ? IpCounters.Of.FRAGMENT_TINY
              : IpCounters.Of.FRAGMENT_MALFORMED);
      return null;
    }
    Key key = key(ip);
    PartialDatagram datagram = open.get(key);
    if (datagram == null) {
      datagram = open(key, ip.v4(), now);
    }
    charge(key, -datagram.cost());
    PartialDatagram.Added added = datagram.add(ip, frame, allocator);
    charge(key, datagram.cost());
    count(added);
    if (datagram.complete()) {
      return finish(datagram);
    }
    makeRoom(key);
    return null;
  }

  private Key key(IpView ip) {
    long id = ip.identification();
    int protocol = ip.v4() ? ip.protocol() : -1;
    long h =
        hash.hash(
            ip.sourceHigh(),
            ip.sourceLow(),
            ip.destinationHigh(),
            ip.destinationLow(),
            id << 32 | (protocol & 0xffff_ffffL));
    return new Key(
        ip.sourceHigh(),
        ip.sourceLow(),
        ip.destinationHigh(),
        ip.destinationLow(),
        id,
        protocol,
        (int) h);
  }

  private PartialDatagram open(Key key, boolean v4, long now) {
    if (open.size() == config.reassemblyDatagrams()) {
      evict(open.values().iterator().next());
    }
    PartialDatagram datagram = new PartialDatagram(this, key);
    open.put(key, datagram);
    charge(key, datagram.cost());
    timers.set(datagram, now + (v4 ? TIMEOUT_V4_NANOS : TIMEOUT_V6_NANOS));
    return datagram;
  }

  private void count(PartialDatagram.Added added) {
    switch (added) {
      case KEPT -> {}
      case DUPLICATE -> counters.count(IpCounters.Of.FRAGMENT_DUPLICATE);
      case OVERLAP -> counters.count(IpCounters.Of.FRAGMENT_OVERLAP);
      case DISCARDED -> counters.count(IpCounters.Of.FRAGMENT_OF_DISCARDED);
    }
  }

  private @Nullable ByteBuf finish(PartialDatagram datagram) {
    ByteBuf whole = null;
    if (datagram.ecnMixed()) {
      counters.count(IpCounters.Of.FRAGMENT_ECN_MIXED);
    } else if (datagram.wholeLength() > (datagram.v4() ? MAX_PACKET_V4 : MAX_PACKET_V6)) {
      counters.count(IpCounters.Of.FRAGMENT_TOO_LONG);
    } else {
      counters.count(IpCounters.Of.REASSEMBLED);
      whole = datagram.assemble(allocator);
    }
    remove(datagram);
    return whole;
  }

  private void makeRoom(Key newest) {
    while (bytes > config.reassemblyBytes()) {
      evict(open.values().iterator().next());
    }
    while (bytesOf.getOrDefault(newest.source(), 0) > config.reassemblyBytesPerSource()) {
      evict(oldestOf(newest));
    }
  }

  private PartialDatagram oldestOf(Key sameSource) {
    for (PartialDatagram datagram : open.values()) {
      Key key = datagram.key();
      if (key.srcLow == sameSource.srcLow && key.srcHigh == sameSource.srcHigh) {
        return datagram;
      }
    }
    throw new IllegalStateException("bytes of a source without datagrams");
  }

  private void evict(PartialDatagram datagram) {
    counters.count(IpCounters.Of.REASSEMBLY_EVICTED);
    remove(datagram);
  }

  private void remove(PartialDatagram datagram) {
    timers.cancel(datagram);
    open.remove(datagram.key());
    charge(datagram.key(), -datagram.cost());
    datagram.release();
  }

  private void charge(Key key, int more) {
    bytes += more;
    int left = bytesOf.merge(key.source(), more, Integer::sum);
    if (left == 0) {
      bytesOf.remove(key.source());
    }
  }

  /** The time of a datagram is up. */
  void expired(PartialDatagram datagram, long now) {
    counters.count(IpCounters.Of.REASSEMBLY_TIMEOUT);
    ByteBuf first = datagram.firstFragment(allocator);
    remove(datagram);
    if (first != null) {
      errors.timeExceeded(first, now);
      first.release();
    }
  }

  /** Gives up everything. */
  void close() {
    for (Iterator<PartialDatagram> i = open.values().iterator(); i.hasNext(); ) {
      PartialDatagram datagram = i.next();
      timers.cancel(datagram);
      datagram.release();
      i.remove();
    }
    bytesOf.clear();
    bytes = 0;
  }
}
