package naru.stack.lab;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.PriorityQueue;
import naru.base.Clock;
import naru.stack.link.FrameSink;
import naru.stack.link.Link;
import naru.stack.link.Timed;

/**
 * A wire on which somebody decides what becomes of each packet: the packets of both directions are
 * counted together from 0 in the order in which they are sent. For trying out all decisions of a
 * small number.
 */
public final class Fork implements Timed, AutoCloseable {
  /** What becomes of a packet; all others arrive after the delay. */
  public enum Choice {
    DROP,
    /** Arrives a second time, behind those sent within the delay after it. */
    TWICE,
    /** Arrives so late that all sent within three delays overtake it. */
    LATE
  }

  private record Travelling(long due, long number, ByteBuf frame, FrameSink to)
      implements Comparable<Travelling> {
    @Override
    public int compareTo(Travelling other) {
      int byTime = Long.compare(due, other.due);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final Clock clock;
  private final int mtu;
  private final long delayNanos;
  private final Map<Integer, Choice> choices;
  private final PriorityQueue<Travelling> travelling = new PriorityQueue<>();
  private long number;
  private int sent;

  public Fork(Clock clock, int mtu, long delayNanos, Map<Integer, Choice> choices) {
    this.clock = clock;
    this.mtu = mtu;
    this.delayNanos = delayNanos;
    this.choices = choices;
  }

  /** An end; what it sends goes to this sink. */
  public Link to(FrameSink sink) {
    return new Link() {
      @Override
      public int mtu() {
        return mtu;
      }

      @Override
      public int superPacketBytes() {
        return mtu;
      }

      @Override
      public boolean offloadsChecksums() {
        return true;
      }

      @Override
      public boolean transmit(ByteBuf frame) {
        take(frame, sink);
        return true;
      }
    };
  }

  /** How many packets were sent. */
  public int sent() {
    return sent;
  }

  private void take(ByteBuf frame, FrameSink to) {
    Choice choice = choices.get(sent++);
    if (choice == Choice.DROP) {
      frame.release();
      return;
    }
    if (choice == Choice.TWICE) {
      travel(frame.copy(), to, 2 * delayNanos);
    }
    travel(frame, to, choice == Choice.LATE ? 4 * delayNanos : delayNanos);
  }

  private void travel(ByteBuf frame, FrameSink to, long nanos) {
    travelling.add(new Travelling(clock.nanos() + nanos, number++, frame, to));
  }

  @Override
  public long deadline() {
    Travelling first = travelling.peek();
    return first == null ? Long.MAX_VALUE : first.due;
  }

  @Override
  public void expire(long now) {
    for (Travelling t = travelling.peek(); t != null && t.due <= now; t = travelling.peek()) {
      travelling.remove();
      t.to.frame(t.frame);
    }
  }

  @Override
  public void close() {
    travelling.forEach(t -> t.frame.release());
    travelling.clear();
  }
}
