package naru.stack.link;

import io.netty.buffer.ByteBuf;
import java.util.PriorityQueue;
import naru.base.Clock;
import naru.wire.ip.VnetHeader;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link Pipe}: from transmit to arrival.
 *
 * <p>A frame is cut up if need be; its packets fare as {@link Impairment} tells, wait in the {@link
 * Bottleneck}, travel, and arrive when somebody calls {@link #deliver}. What one {@code deliver}
 * causes to be transmitted is left to the next.
 */
final class Road implements Bottleneck.Listener {
  /** What waits and travels together is bounded by these. */
  static final int MAX_PACKETS = 65_536;

  static final long MAX_BYTES = 256L << 20;

  private final Clock clock;
  private final NamedRandom losses;
  private final NamedRandom duplicates;
  private final NamedRandom corruption;
  private final Ledger ledger = new Ledger();
  private final Segmenter segmenter = new Segmenter();
  private final PriorityQueue<Packet> travelling = new PriorityQueue<>();
  private final Bottleneck bottleneck;
  private final Travel travel;
  private final FrameSink entrance = this::enter;
  private PipeConfig config;
  private LossProcess loss;
  private FrameSink receiver = ByteBuf::release;
  private @Nullable Merger merger;
  private long travellingBytes;
  private long entered;
  private long departed;
  private boolean closed;

  Road(String name, PipeConfig config, Clock clock, long seed) {
    this.clock = clock;
    this.config = config;
    duplicates = NamedRandom.of(seed, name + "duplicate");
    corruption = NamedRandom.of(seed, name + "corrupt");
    bottleneck = new Bottleneck(config, this);
    travel = new Travel(seed, name);
    losses = NamedRandom.of(seed, name + "loss");
    loss = new LossProcess(config.impairment().loss(), losses);
    receiver(receiver);
  }

  PipeConfig config() {
    return config;
  }

  /** From now on. What is on the way goes on as it was; all dice go on. */
  void configure(PipeConfig config) {
    advance(clock.nanos());
    this.config = config;
    bottleneck.configure(config);
    loss = new LossProcess(config.impairment().loss(), losses);
    receiver(receiver);
  }

  void receiver(FrameSink receiver) {
    if (merger != null) {
      merger.flush();
    }
    this.receiver = receiver;
    merger = config.merges() ? new Merger(receiver) : null;
  }

  void observer(LinkObserver observer) {
    ledger.observer(observer);
  }

  RoadCounters counters() {
    return ledger.counters(packets());
  }

  private int packets() {
    return bottleneck.packets() + travelling.size();
  }

  boolean transmit(ByteBuf frame) {
    long now = clock.nanos();
    advance(now);
    if (closed) {
      return drop(Fate.REFUSED, frame, now);
    }
    if (packets() >= MAX_PACKETS || bottleneck.bytes() + travellingBytes >= MAX_BYTES) {
      return drop(Fate.OVERFLOWED, frame, now);
    }
    if (!letIn(frame)) {
      return drop(Fate.REFUSED, frame, now);
    }
    advance(now);
    return true;
  }

  /** False: the frame is not one that this link takes, and was not taken. */
  private boolean letIn(ByteBuf frame) {
    int bytes = frame.readableBytes() - VnetHeader.BYTES;
    if (bytes <= 0) {
      return false;
    }
    boolean cutUp = Segmenter.isSuper(frame);
    int flags = VnetHeader.flags(frame, frame.readerIndex());
    boolean asks = (flags & VnetHeader.NEEDS_CSUM) != 0;
    if (bytes > (cutUp ? config.superPacketBytes() : config.mtu())
        || ((cutUp || asks) && !config.offloadsChecksums())) {
      return false;
    }
    if (config.offloadsChecksums() && !config.impairment().worksOnPackets()) {
      enter(frame);
      return true;
    }
    if (cutUp) {
      return segmenter.cut(frame, config.mtu(), entrance);
    }
    if (!TransportChecksum.complete(frame)) {
      return false;
    }
    enter(frame);
    return true;
  }

  private void enter(ByteBuf frame) {
    long now = clock.nanos();
    Packet packet = new Packet(frame, entered++);
    ledger.note(Fate.ENTERED, packet, now);
    if (config.impairment().swallows(now)) {
      drop(Fate.BLACKHOLED, packet, now);
    } else if (loss.loses(packet.ordinal, frame)) {
      drop(Fate.LOST, packet, now);
    } else {
      doubleAndQueue(packet, now);
    }
  }

  private void doubleAndQueue(Packet packet, long now) {
    Packet twin = null;
    if (duplicates.happens(config.impairment().duplicate())) {
      twin = new Packet(packet.frame.copy(), packet.ordinal);
      ledger.note(Fate.DUPLICATED, twin, now);
    }
    bottleneck.offer(damaged(packet, now), now);
    if (twin != null) {
      bottleneck.offer(damaged(twin, now), now);
    }
  }

  /** The packet, or, if chance will have it, a copy with one bit flipped. */
  private Packet damaged(Packet packet, long now) {
    if (!corruption.happens(config.impairment().corrupt())) {
      return packet;
    }
    Packet damaged = new Packet(packet.frame.copy(), packet.ordinal);
    packet.frame.release();
    int bit = corruption.nextInt(damaged.bytes * 8);
    int at = damaged.frame.readerIndex() + VnetHeader.BYTES + bit / 8;
    damaged.frame.setByte(at, damaged.frame.getByte(at) ^ (1 << bit % 8));
    ledger.note(Fate.CORRUPTED, damaged, now);
    return damaged;
  }

  @Override
  public void dropped(Packet packet, long at) {
    drop(Fate.QUEUE_DROPPED, packet, at);
  }

  @Override
  public void marked(Packet packet, long at) {
    ledger.note(Fate.MARKED, packet, at);
  }

  private boolean drop(Fate fate, ByteBuf frame, long now) {
    drop(fate, new Packet(frame, -1), now);
    return false;
  }

  private void drop(Fate fate, Packet packet, long at) {
    ledger.note(fate, packet, at);
    packet.frame.release();
  }

  /** Lets go on their way all that leave the bottleneck up to now. */
  private void advance(long now) {
    for (long at = bottleneck.next(); at <= now; at = bottleneck.next()) {
      if (at == Long.MAX_VALUE) {
        return;
      }
      Packet packet = bottleneck.send(at);
      if (packet != null) {
        depart(packet);
      }
    }
  }

  private void depart(Packet packet) {
    long departure = bottleneck.freeAt();
    if (travel.plan(packet, departure, config.impairment())) {
      ledger.note(Fate.HELD_BACK, packet, departure);
    }
    packet.number = departed++;
    travelling.add(packet);
    travellingBytes += packet.bytes;
  }

  long deadline() {
    Packet first = travelling.peek();
    return Math.min(bottleneck.next(), first == null ? Long.MAX_VALUE : first.due);
  }

  /** Advances, and returns the mark up to which {@link #deliver} may go in this pass. */
  long begin(long now) {
    advance(now);
    return departed;
  }

  /** Hands over what is due, of those that had departed before the mark. */
  void deliver(long now, long mark) {
    Packet first = travelling.peek();
    while (first != null && first.due <= now && first.number < mark) {
      travelling.remove();
      travellingBytes -= first.bytes;
      ledger.note(Fate.DELIVERED, first, first.due);
      handOver(first.frame);
      first = travelling.peek();
    }
    if (merger != null) {
      merger.flush();
    }
  }

  private void handOver(ByteBuf frame) {
    if (merger != null) {
      merger.add(frame);
    } else {
      receiver.frame(frame);
    }
  }

  void close() {
    closed = true;
    travelling.forEach(packet -> packet.frame.release());
    travelling.clear();
    travellingBytes = 0;
    for (Packet packet = bottleneck.take(); packet != null; packet = bottleneck.take()) {
      packet.frame.release();
    }
  }
}
