package naru.stack.ip;

import java.util.random.RandomGenerator;
import naru.stack.time.Timer;
import naru.stack.time.TimerHeap;
import org.jspecify.annotations.Nullable;

/**
 * What ICMP taught about the largest packet that paths take (RFC 1191, RFC 8201). Only lowered, and
 * never below a floor; forgotten after 10 minutes, so that larger packets are tried again.
 *
 * <p>A bounded table: when full, what is forgotten next anyway makes room. Looking up allocates
 * nothing and is one comparison while the table is empty, as it mostly is.
 */
final class PathMtu {
  static final int FLOOR_V6 = 1280;

  /** RFC 1191 s. 6.3, RFC 8201 s. 4: not to be raised again before 10 minutes have passed. */
  static final long AGE_NANOS = 600_000_000_000L;

  /** RFC 1191 s. 7.1, for routers that do not tell: the usual MTUs, downwards. */
  private static final int[] PLATEAUS = {32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68};

  private static final int BUCKETS = 256;

  /** One path. */
  final class Entry extends Timer {
    private final long high;
    private final long low;
    private int mtu;
    private boolean belowFloor;
    private @Nullable Entry next;

    private Entry(long high, long low) {
      this.high = high;
      this.low = low;
    }

    /** The largest packet, in bytes. */
    int mtu() {
      return mtu;
    }

    /** The path takes less than the floor: packets must be fragmented on their way. */
    boolean belowFloor() {
      return belowFloor;
    }

    @Override
    protected void fire(long now) {
      remove(this);
    }
  }

  private final TimerHeap timers;
  private final KeyedHash hash;
  private final int floorV4;
  private final int maxEntries;
  private final @Nullable Entry[] buckets = new @Nullable Entry[BUCKETS];
  private int size;

  PathMtu(IpConfig config, TimerHeap timers, RandomGenerator random) {
    this.timers = timers;
    hash = KeyedHash.of(random);
    floorV4 = config.pathMtuFloorV4();
    maxEntries = config.pathMtuEntries();
  }

  /** What is known about the path to a destination, or null. */
  @Nullable Entry find(long high, long low) {
    if (size == 0) {
      return null;
    }
    Entry entry = buckets[bucket(high, low)];
    while (entry != null && (entry.low != low || entry.high != high)) {
      entry = entry.next;
    }
    return entry;
  }

  /**
   * A router told that a packet was too big.
   *
   * @param told the MTU that it named; 0 if it named none
   * @param packetBytes length of the packet that did not fit
   * @param current the path MTU in use
   * @return whether the path MTU is lower now
   */
  boolean learn(boolean v4, long high, long low, int told, int packetBytes, int current, long now) {
    int mtu = told == 0 && v4 ? plateauBelow(Math.min(packetBytes, current)) : told;
    int floor = v4 ? floorV4 : FLOOR_V6;
    boolean belowFloor = mtu < floor;
    if (mtu >= current || (belowFloor && !v4)) {
      return false;
    }
    Entry entry = find(high, low);
    if (entry == null) {
      entry = insert(high, low);
    }
    entry.mtu = Math.min(current, Math.max(mtu, floor));
    entry.belowFloor = belowFloor;
    timers.set(entry, now + AGE_NANOS);
    return true;
  }

  /** How many paths are known. */
  int size() {
    return size;
  }

  private static int plateauBelow(int bytes) {
    for (int plateau : PLATEAUS) {
      if (plateau < bytes) {
        return plateau;
      }
    }
    return PLATEAUS[PLATEAUS.length - 1];
  }

  private Entry insert(long high, long low) {
    if (size == maxEntries) {
      removeOldest();
    }
    Entry entry = new Entry(high, low);
    int bucket = bucket(high, low);
    entry.next = buckets[bucket];
    buckets[bucket] = entry;
    size++;
    return entry;
  }

  private void removeOldest() {
    Entry oldest = null;
    for (Entry first : buckets) {
      for (Entry entry = first; entry != null; entry = entry.next) {
        oldest = oldest == null || entry.deadline() < oldest.deadline() ? entry : oldest;
      }
    }
    if (oldest != null) {
      remove(oldest);
    }
  }

  private void remove(Entry entry) {
    timers.cancel(entry);
    int bucket = bucket(entry.high, entry.low);
    Entry previous = null;
    for (Entry at = buckets[bucket]; at != null; previous = at, at = at.next) {
      if (at == entry) {
        if (previous == null) {
          buckets[bucket] = entry.next;
        } else {
          previous.next = entry.next;
        }
        size--;
        return;
      }
    }
  }

  private int bucket(long high, long low) {
    return (int) hash.hash(high, low, 0, 0, 0) & (BUCKETS - 1);
  }
}
