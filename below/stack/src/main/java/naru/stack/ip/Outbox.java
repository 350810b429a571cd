package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import naru.stack.link.Link;
import org.jspecify.annotations.Nullable;

/** Frames made while input is processed; they wait for the output pass. Bounded. */
final class Outbox {
  private final ArrayDeque<ByteBuf> frames = new ArrayDeque<>();
  private final ArrayDeque<Link> links = new ArrayDeque<>();
  private final int max;
  private final IpCounters counters;

  Outbox(int max, IpCounters counters) {
    this.max = max;
    this.counters = counters;
  }

  /** Keeps a frame for later; takes it. False if it was dropped. */
  boolean add(Link link, ByteBuf frame) {
    if (frames.size() == max) {
      counters.count(IpCounters.Of.QUEUE_FULL);
      frame.release();
      return false;
    }
    frames.add(frame);
    links.add(link);
    return true;
  }

  /** Sends what waits. */
  void flush() {
    for (ByteBuf frame = frames.poll(); frame != null; frame = frames.poll()) {
      transmit(links.poll(), frame);
    }
  }

  private void transmit(@Nullable Link link, ByteBuf frame) {
    if (link == null || !link.transmit(frame)) {
      counters.count(IpCounters.Of.LINK_DROPPED);
    }
  }

  void close() {
    frames.forEach(ByteBuf::release);
    frames.clear();
    links.clear();
  }
}
