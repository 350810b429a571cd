package naru.stack;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.ObjLongConsumer;
import java.util.random.RandomGenerator;
import naru.base.Clock;
import naru.stack.ip.IpLayer;
import naru.stack.link.FrameSink;
import naru.stack.link.Link;
import naru.stack.link.Timed;
import naru.stack.tcp.Tcp;
import naru.stack.time.TimerHeap;
import naru.stack.udp.Udp;
import naru.wire.ip.IpProtocol;

/**
 * IP, ICMP, UDP and TCP of one host. No thread, no socket, no clock of its own: whoever drives it
 * hands it frames ({@link #frame}), wakes it at {@link #deadline} ({@link #expire}), and after
 * either, or after calls of users, lets it speak ({@link #flush}).
 *
 * <p>The rule that makes this exact: {@code frame} and {@code expire} only change state; users are
 * told and segments leave in {@code flush} alone. So a batch of frames costs one acknowledgment,
 * and the same inputs at the same times give the same outputs. Confined to one thread.
 */
public final class Stack implements FrameSink, Timed {
  /** What comes back to ourselves in one pass is bounded: the rest waits for the next. */
  private static final int ROUNDS = 64;

  private final Clock clock;
  private final TimerHeap timers = new TimerHeap();
  private final IpLayer ip;
  private final Tcp tcp;
  private final Udp udp;
  private Runnable whenDirty = () -> {};
  private boolean inside;
  private boolean dirty;

  private Stack(
      StackConfig config, Clock clock, RandomGenerator random, ByteBufAllocator allocator) {
    this.clock = clock;
    this.ip = IpLayer.of(config.ip(), timers, random, allocator);
    this.tcp = Tcp.of(ip, timers, clock, config.tcp(), random);
    this.udp = Udp.of(ip, config.udp(), random);
    if (config.tcp().recordedSegments() > 0) {
      udp.recording(clock, config.tcp().recordedBytes());
    }
    ip.transport(IpProtocol.TCP, tcp);
    ip.whenDirty(this::dirty);
    tcp.whenDirty(this::dirty);
    udp.whenDirty(this::dirty);
  }

  /**
   * A host without a link.
   *
   * @param random of the keys, initial sequence numbers and ports; a program takes a secure one
   */
  public static Stack of(StackConfig config, Clock clock, RandomGenerator random) {
    return new Stack(config, clock, random, PooledByteBufAllocator.DEFAULT);
  }

  /** The same with frames from another allocator. */
  public static Stack of(
      StackConfig config, Clock clock, RandomGenerator random, ByteBufAllocator allocator) {
    return new Stack(config, clock, random, allocator);
  }

  /** Everything that is not for this host itself goes over this link. */
  public void link(Link link) {
    ip.link(link);
  }

  public IpLayer ip() {
    return ip;
  }

  public Tcp tcp() {
    return tcp;
  }

  public Udp udp() {
    return udp;
  }

  /** Takes a frame that came. */
  @Override
  public void frame(ByteBuf frame) {
    boolean outer = inside;
    inside = true;
    ip.input(frame, clock.nanos());
    inside = outer;
    dirty = true;
  }

  @Override
  public long deadline() {
    return timers.deadline();
  }

  @Override
  public void expire(long now) {
    boolean outer = inside;
    inside = true;
    timers.expire(now);
    inside = outer;
    dirty = true;
  }

  /** Tells users what happened and sends what is to be sent. Never from within itself. */
  public void flush() {
    if (inside) {
      return; // a user called from within the pass, which goes on anyway
    }
    inside = true;
    dirty = false;
    try {
      boolean more = true;
      for (int round = 0; more && round < ROUNDS; round++) {
        tcp.flush(clock.nanos());
        more = udp.flush();
        more |= ip.flush(clock.nanos());
        more |= tcp.isDirty();
      }
      dirty = more;
    } finally {
      inside = false;
    }
    if (dirty) {
      whenDirty.run();
    }
  }

  /**
   * Told when there is something to flush that no frame or timer brought, such as a user's call.
   */
  public void whenDirty(Runnable call) {
    whenDirty = call;
  }

  private void dirty() {
    if (!inside && !dirty) {
      dirty = true;
      whenDirty.run();
    } else {
      dirty = true;
    }
  }

  /**
   * What happened since it began, by the name in metrics. May be read from another thread: then
   * each number is one that was true a moment ago.
   */
  public void counters(ObjLongConsumer<String> each) {
    ip.counters().forEach(each);
    udp.counters().forEach(each);
    tcp.counters().forEach(each);
  }

  /** Gives back what waits. Connections are not told. */
  public void close() {
    tcp.close();
    ip.close();
  }
}
