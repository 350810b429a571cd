package naru.stack.link;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import naru.base.Clock;

/**
 * The link of a stack to itself: what is sent comes back, whole, and at once, but never from within
 * {@code transmit}. Nothing is cut up and nothing is summed, as nothing can go wrong in between.
 */
public final class Loopback implements Link, Timed, AutoCloseable {
  private static final int MAX_FRAMES = 4096;

  private final ArrayDeque<ByteBuf> frames = new ArrayDeque<>();
  private final Clock clock;
  private FrameSink receiver = ByteBuf::release;
  private long since = Long.MAX_VALUE;

  private Loopback(Clock clock) {
    this.clock = clock;
  }

  public static Loopback of(Clock clock) {
    return new Loopback(clock);
  }

  /** Where frames come back to; without a receiver they are let go of. */
  public void receiver(FrameSink receiver) {
    this.receiver = receiver;
  }

  @Override
  public int mtu() {
    return PipeConfig.MAX_PACKET_BYTES;
  }

  @Override
  public int superPacketBytes() {
    return PipeConfig.MAX_PACKET_BYTES;
  }

  @Override
  public boolean offloadsChecksums() {
    return true;
  }

  @Override
  public boolean transmit(ByteBuf frame) {
    if (frames.size() == MAX_FRAMES) {
      frame.release();
      return false;
    }
    if (frames.isEmpty()) {
      since = clock.nanos();
    }
    frames.add(frame);
    return true;
  }

  @Override
  public long deadline() {
    return since;
  }

  /** Hands back what was sent before this call; what the receiver sends waits for the next. */
  @Override
  public void expire(long now) {
    int count = frames.size();
    for (int i = 0; i < count; i++) {
      receiver.frame(frames.remove());
    }
    since = frames.isEmpty() ? Long.MAX_VALUE : now;
  }

  /** Lets go of all that was not handed back. */
  @Override
  public void close() {
    frames.forEach(ByteBuf::release);
    frames.clear();
    since = Long.MAX_VALUE;
  }
}
