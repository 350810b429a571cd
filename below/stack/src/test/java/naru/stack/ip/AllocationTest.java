package naru.stack.ip;

import static naru.stack.ip.Packets.count;
import static naru.stack.ip.Packets.udp;
import static naru.stack.ip.Packets.v4;
import static naru.stack.ip.Packets.v6;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import naru.stack.link.Link;
import naru.stack.time.TimerHeap;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import org.junit.jupiter.api.Test;

/** Whole packets cost no objects, in or out. */
class AllocationTest {
  private static final int PACKETS = 20_000;

  /** Without leak detection, which makes objects of its own. */
  private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false, true);

  private static final class Sink implements Link, Transport {
    private int packets;

    @Override
    public int mtu() {
      return 1500;
    }

    @Override
    public int superPacketBytes() {
      return 1500;
    }

    @Override
    public boolean offloadsChecksums() {
      return false;
    }

    @Override
    public boolean transmit(ByteBuf frame) {
      packets++;
      return frame.release() || packets > 0;
    }

    @Override
    public void input(IpView ip, ByteBuf frame, boolean trusted, int gsoSize, long now) {
      packets++;
    }

    @Override
    public void icmpError(
        IcmpError kind,
        int mtu,
        long srcHigh,
        long srcLow,
        long dstHigh,
        long dstLow,
        ByteBuf quoted,
        int transportAt,
        int transportLength,
        long now) {}
  }

  private final Sink sink = new Sink();
  private final IpLayer ip =
      IpLayer.of(Host.config(), new TimerHeap(), new SplittableRandom(1), ALLOCATOR);

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static void assertNone(Runnable packet) {
    for (int i = 0; i < PACKETS; i++) {
      packet.run();
    }
    long before = allocated();
    for (int i = 0; i < PACKETS; i++) {
      packet.run();
    }
    assertThat(allocated() - before).as("bytes of %s packets", PACKETS).isLessThan(PACKETS);
  }

  private static ByteBuf frame(byte[] packet) {
    ByteBuf frame = ALLOCATOR.buffer(VnetHeader.BYTES + packet.length);
    return frame.writeZero(VnetHeader.BYTES).writeBytes(packet);
  }

  @Test
  void receiving() {
    ip.transport(IpProtocol.UDP, sink);
    byte[] datagram = udp(Host.PEER4, 1, Host.V4, 2, count(1000));
    ByteBuf four = frame(v4(Host.PEER4, Host.V4).of(17, datagram));
    ByteBuf six = frame(v6(Host.PEER6, Host.V6).of(17, datagram));
    assertNone(
        () -> {
          ip.input(four.retain(), 5);
          ip.input(six.retain(), 5);
        });
    assertThat(sink.packets).isEqualTo(4 * PACKETS);
  }

  @Test
  void sending() {
    ip.link(sink);
    ByteBuf four = ip.frame(true, 1000).writeZero(1000);
    ByteBuf six = ip.frame(false, 1000).writeZero(1000);
    IpAddress peer6 = IpAddress.parse(Host.PEER6);
    long own4 = IpAddress.parse(Host.V4).low();
    long peer4 = IpAddress.parse(Host.PEER4).low();
    assertNone(
        () -> {
          ip.send(four.retain(), 0, own4, 0, peer4, 17, 0, 0, false, 6, 0);
          ip.send(six.retain(), peer6.high(), 1, peer6.high(), peer6.low(), 6, 0, 0, true, 16, 0);
        });
    assertThat(sink.packets).isEqualTo(4 * PACKETS);
    four.release();
    six.release();
  }
}
