package naru.stack.drill;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import naru.base.Clock;
import naru.stack.link.Link;
import naru.testkit.drill.Subject.Departure;
import naru.wire.ip.VnetHeader;

/** A link that leads to the script: it keeps what was sent, and cuts and completes nothing. */
final class Capture implements Link {
  private final Deque<Departure> sent = new ArrayDeque<>();
  private final Clock clock;
  private final int mtu;

  Capture(Clock clock, int mtu) {
    this.clock = clock;
    this.mtu = mtu;
  }

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
    return false;
  }

  @Override
  public boolean transmit(ByteBuf frame) {
    byte[] packet = new byte[frame.readableBytes() - VnetHeader.BYTES];
    frame.getBytes(frame.readerIndex() + VnetHeader.BYTES, packet);
    frame.release();
    sent.add(new Departure(clock.nanos(), packet));
    return true;
  }

  Optional<Departure> next() {
    return Optional.ofNullable(sent.poll());
  }

  /** A packet as a frame that nobody has checked. */
  static ByteBuf frame(byte[] packet) {
    ByteBuf frame = Unpooled.buffer(VnetHeader.BYTES + packet.length);
    frame.writeZero(VnetHeader.BYTES);
    return frame.writeBytes(packet);
  }
}
