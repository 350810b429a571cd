package naru.stack.link;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.VnetHeader;

/** One frame on a {@link Road}. */
final class Packet implements Comparable<Packet> {
  final ByteBuf frame;
  final long ordinal;

  /** Bytes of its IP packet. */
  final int bytes;

  /** When it came into the queue. */
  long queuedAt;

  /** When it arrives; valid once it travels. */
  long due;

  /** Orders packets that arrive at the same time by when they began to travel. */
  long number;

  Packet(ByteBuf frame, long ordinal) {
    this.frame = frame;
    this.ordinal = ordinal;
    bytes = frame.readableBytes() - VnetHeader.BYTES;
  }

  @Override
  public int compareTo(Packet other) {
    int byTime = Long.compare(due, other.due);
    return byTime != 0 ? byTime : Long.compare(number, other.number);
  }
}
