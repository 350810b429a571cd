package naru.linux;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The last packets that were caught, bounded by number and by bytes: when full, the oldest goes,
 * and is counted. For one thread.
 */
public final class CaptureRing {
  private final int maxPackets;
  private final long maxBytes;
  private final ArrayDeque<CapturedPacket> packets = new ArrayDeque<>();
  private long bytes;
  private long forgotten;

  private CaptureRing(int maxPackets, long maxBytes) {
    this.maxPackets = maxPackets;
    this.maxBytes = maxBytes;
  }

  /** A ring of at least one packet; a packet larger than the bytes is not kept at all. */
  public static CaptureRing of(int maxPackets, long maxBytes) {
    if (maxPackets < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("a ring of " + maxPackets + ", " + maxBytes + " bytes");
    }
    return new CaptureRing(maxPackets, maxBytes);
  }

  public void add(CapturedPacket packet) {
    packets.addLast(packet);
    bytes += packet.keptBytes();
    while (packets.size() > maxPackets || bytes > maxBytes) {
      bytes -= packets.removeFirst().keptBytes();
      forgotten++;
    }
  }

  /** Takes all out, oldest first. */
  public List<CapturedPacket> take() {
    List<CapturedPacket> taken = new ArrayList<>(packets);
    packets.clear();
    bytes = 0;
    return taken;
  }

  public int size() {
    return packets.size();
  }

  /** How many packets had to go to make room. */
  public long forgotten() {
    return forgotten;
  }
}
