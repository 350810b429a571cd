package naru.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.management.ManagementFactory;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;
import naru.wire.tcp.TcpWriter;
import org.junit.jupiter.api.Test;

/** Writing, reading and summing a segment leaves nothing to the garbage collector. */
class PacketAllocationTest {
  private static final int ROUNDS = 100_000;
  private static final int TEXT = 1448;
  private static final int HEADER = TcpWriter.BYTES + TcpWriter.TIMESTAMPS_BYTES;

  private final IpView ip = new IpView();
  private final TcpView tcp = new TcpView();
  private int good;

  @Test
  void onTheHeap() {
    assertNothingIsAllocated(Unpooled.buffer(2000).writeZero(2000));
  }

  @Test
  void direct() {
    ByteBuf b = new UnpooledDirectByteBuf(UnpooledByteBufAllocator.DEFAULT, 2000, 2000);
    assertNothingIsAllocated(b.writeZero(2000));
    b.release();
  }

  private void assertNothingIsAllocated(ByteBuf b) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    run(b);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(b);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(good).isEqualTo(2 * ROUNDS);
    assertThat(bytes).as("bytes in %d rounds", ROUNDS).isLessThan(ROUNDS);
  }

  private void run(ByteBuf b) {
    for (int i = 0; i < ROUNDS; i++) {
      write(b, i);
      boolean read =
          ip.read(b, VnetHeader.BYTES, b.writerIndex() - VnetHeader.BYTES)
              && tcp.read(b, ip.payloadAt(), ip.payloadLength())
              && tcp.checksumOk(ip, b)
              && tcp.timestampValue() == i;
      good += read ? 1 : 0;
    }
  }

  private static void write(ByteBuf b, int i) {
    int at = VnetHeader.BYTES + IpHeaders.V4_BYTES;
    int length = HEADER + TEXT;
    VnetHeader.writeNone(b, 0);
    IpHeaders.writeV4(b, 10, 20 + length, 0, i & 0xffff, true, 64, 6, 0x0a000001, 0x0a000002);
    TcpWriter.header(b, at, 80, 40000, i, ~i, HEADER, TcpFlags.ACK, 512);
    TcpWriter.timestamps(b, at + TcpWriter.BYTES, i, 0);
    int pseudo = Checksum.pseudo(0, 0xffff0a000001L, 0, 0xffff0a000002L, 6, length);
    int sum = Checksum.add(pseudo, Checksum.sum(b, at, length));
    b.setShort(at + TcpWriter.CHECKSUM_OFFSET, Checksum.finish(sum));
  }
}
