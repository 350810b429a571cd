package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import naru.stack.link.Link;
import org.jspecify.annotations.Nullable;

/**
 * The way of packets to ourselves: a queue, so that a sender is never called back from within its
 * own sending. Bounded.
 */
final class LocalLink implements Link {
  /** The largest IPv4 packet; there is nothing to cut packets for. */
  static final int MTU = 65535;

  private final ArrayDeque<ByteBuf> frames = new ArrayDeque<>();
  private final int max;
  private final IpCounters counters;
  private Runnable whenFilled = () -> {};

  LocalLink(int max, IpCounters counters) {
    this.max = max;
    this.counters = counters;
  }

  /** Called when a first frame waits. */
  void whenFilled(Runnable call) {
    whenFilled = call;
  }

  @Override
  public int mtu() {
    return MTU;
  }

  @Override
  public int superPacketBytes() {
    return MTU;
  }

  @Override
  public boolean offloadsChecksums() {
    return true;
  }

  @Override
  public boolean transmit(ByteBuf frame) {
    if (frames.size() == max) {
      counters.count(IpCounters.Of.QUEUE_FULL);
      frame.release();
      return false;
    }
    frames.add(frame);
    if (frames.size() == 1) {
      whenFilled.run();
    }
    return true;
  }

  int size() {
    return frames.size();
  }

  /** The next frame, which is the caller's; null if none waits. */
  @Nullable ByteBuf poll() {
    return frames.poll();
  }

  void close() {
    frames.forEach(ByteBuf::release);
    frames.clear();
  }
}
