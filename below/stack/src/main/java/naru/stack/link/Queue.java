package naru.stack.link;

/**
 * The queue in front of the bottleneck of a direction of a {@link Pipe}.
 *
 * <p>Without a rate packets do not wait in it, and it drops nothing.
 */
public sealed interface Queue {
  /** Drops what does not fit any more. Bytes are those of IP packets. */
  record TailDrop(long maxBytes, int maxPackets) implements Queue {
    public TailDrop {
      Chances.checkNotNegative("maxBytes", maxBytes);
      Chances.checkNotNegative("maxPackets", maxPackets);
    }

    /** A limit in packets only. */
    public static TailDrop packets(int maxPackets) {
      return new TailDrop(Long.MAX_VALUE, maxPackets);
    }

    /** A limit in bytes only. */
    public static TailDrop bytes(long maxBytes) {
      return new TailDrop(maxBytes, Integer.MAX_VALUE);
    }
  }

  /**
   * Controls the delay of packets rather than their number (RFC 8289).
   *
   * @param targetNanos acceptable standing queue delay
   * @param intervalNanos in the order of a worst-case round trip
   * @param maxBytes the tail is dropped beyond this
   * @param marks whether packets of ECN-capable transports are marked CE in place of dropped (RFC
   *     3168)
   */
  record CoDel(long targetNanos, long intervalNanos, long maxBytes, boolean marks)
      implements Queue {
    public CoDel {
      Chances.checkNotNegative("targetNanos", targetNanos);
      Chances.checkNotNegative("intervalNanos", intervalNanos);
      Chances.checkNotNegative("maxBytes", maxBytes);
    }

    /** The parameters of RFC 8289 sections 4.2 and 4.3: 5 ms and 100 ms; 10 MB; marks. */
    public static CoDel standard() {
      return new CoDel(5_000_000, 100_000_000, 10_000_000, true);
    }
  }
}
