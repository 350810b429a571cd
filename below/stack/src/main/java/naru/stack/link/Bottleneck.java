package naru.stack.link;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A queue and a sender that takes time for every bit.
 *
 * <p>Works through its own times: whoever calls late gets the same packets at the same times.
 */
final class Bottleneck {
  /** Told of packets that go no further, and of marks. */
  interface Listener {
    void dropped(Packet packet, long at);

    void marked(Packet packet, long at);
  }

  private final ArrayDeque<Packet> waiting = new ArrayDeque<>();
  private final CoDelControl codel = new CoDelControl(this);
  private final Listener listener;
  private PipeConfig config;
  private long bytes;

  /** When the packet that is being sent is gone; the next may start then. */
  private long freeAt = Long.MIN_VALUE;

  Bottleneck(PipeConfig config, Listener listener) {
    this.config = config;
    this.listener = listener;
  }

  void configure(PipeConfig config) {
    this.config = config;
  }

  /** Queues a packet, or drops it. */
  void offer(Packet packet, long now) {
    if (!fits(packet)) {
      listener.dropped(packet, now);
      return;
    }
    packet.queuedAt = now;
    bytes += packet.bytes;
    waiting.add(packet);
  }

  private boolean fits(Packet packet) {
    if (waiting.isEmpty() && config.impairment().bitsPerSecond() == 0) {
      return true;
    }
    return switch (config.impairment().queue()) {
      case Queue.TailDrop(long maxBytes, int maxPackets) ->
          waiting.size() < maxPackets && bytes + packet.bytes <= maxBytes;
      case Queue.CoDel codel -> bytes + packet.bytes <= codel.maxBytes();
    };
  }

  /** When the next packet starts to be sent; {@link Long#MAX_VALUE}: none waits. */
  long next() {
    Packet first = waiting.peek();
    return first == null ? Long.MAX_VALUE : Math.max(first.queuedAt, freeAt);
  }

  /**
   * Sends the next packet, at the time {@link #next()}.
   *
   * @return null if all that waited were dropped
   */
  @Nullable Packet send(long now) {
    Packet packet =
        config.impairment().queue() instanceof Queue.CoDel parameters
            ? codel.dequeue(parameters, now)
            : take();
    if (packet != null) {
      freeAt = now + serialisation(packet.bytes);
    }
    return packet;
  }

  /** When the packet that was sent last has left. */
  long freeAt() {
    return freeAt;
  }

  private long serialisation(int packetBytes) {
    long rate = config.impairment().bitsPerSecond();
    return rate == 0 ? 0 : Math.ceilDiv(packetBytes * 8_000_000_000L, rate);
  }

  /** The first that waits, out of the queue. */
  @Nullable Packet take() {
    Packet packet = waiting.poll();
    if (packet != null) {
      bytes -= packet.bytes;
    }
    return packet;
  }

  /** Whether no more waits than fits into one packet. */
  boolean almostEmpty() {
    return bytes <= config.mtu();
  }

  /** Drops, or, if that is possible and wished, marks a packet: true then, and it goes on. */
  boolean markedOrDropped(Packet packet, boolean marks, long now) {
    if (marks && CongestionMark.mark(packet.frame)) {
      listener.marked(packet, now);
      return true;
    }
    listener.dropped(packet, now);
    return false;
  }

  int packets() {
    return waiting.size();
  }

  long bytes() {
    return bytes;
  }
}
