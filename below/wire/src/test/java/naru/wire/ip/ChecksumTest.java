package naru.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import naru.wire.Draw;
import org.junit.jupiter.api.Test;

/** The fast sums against one that is as simple as RFC 1071 section 1. */
class ChecksumTest {
  private final Draw draw = Draw.seeded(1071);

  @Test
  void rfc1071Section3() {
    ByteBuf b = bytes(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
    assertThat(Checksum.sum(b, 0, 8)).isEqualTo(0xddf2);
    assertThat(Checksum.finish(0xddf2)).isEqualTo(0x220d);
  }

  @Test
  void rfc1624Section4() {
    assertThat(Checksum.update16(0xdd2f, 0x5555, 0x3285)).isEqualTo(0x0000);
  }

  @Test
  void everyShortLengthAtEveryAlignmentInEveryKindOfBuffer() {
    for (int length = 0; length < 600; length++) {
      byte[] data = draw.bytes(length);
      int at = length % 9;
      assertSums(data, at);
    }
  }

  @Test
  void longLengthsAndExtremeBytes() {
    for (int length : new int[] {1459, 1460, 9000, 65535, 65536, 65573, 1 << 20}) {
      byte[] data = draw.bytes(length);
      assertSums(data, 3);
      Arrays.fill(data, (byte) 0xff);
      assertSums(data, 1);
      Arrays.fill(data, (byte) 0);
      assertSums(data, 2);
    }
  }

  @Test
  void aBufferInPiecesOfAnyLength() {
    for (int round = 0; round < 2000; round++) {
      byte[] data = draw.bytes(192 + draw.upTo(800));
      int first = draw.upTo(data.length);
      int second = first + draw.upTo(data.length - first);
      ByteBuf pieces =
          Unpooled.wrappedBuffer(
              Unpooled.wrappedBuffer(data, 0, first),
              Unpooled.directBuffer().writeBytes(data, first, second - first),
              Unpooled.wrappedBuffer(data, second, data.length - second));
      assertThat(Checksum.sum(pieces, 0, data.length)).isEqualTo(naive(data));
      pieces.release();
    }
  }

  @Test
  void thePseudoHeaderOfBothVersions() {
    for (int round = 0; round < 10_000; round++) {
      IpAddress a = draw.coin() ? draw.v4() : draw.v6();
      IpAddress b = a.isV4() ? draw.v4() : draw.v6();
      int length = draw.upTo(0xffff);
      byte[] from = a.inet().getAddress();
      byte[] to = b.inet().getAddress();
      ByteBuffer pseudo = ByteBuffer.allocate(40);
      pseudo.put(from).put(to).putInt(length).putInt(17);
      int sum = Checksum.pseudo(a.high(), a.low(), b.high(), b.low(), 17, length);
      assertThat(sum).isEqualTo(naive(pseudo.array()));
    }
  }

  private static void assertSums(byte[] data, int at) {
    int expected = naive(data);
    ByteBuf heap = Unpooled.buffer().writeZero(at).writeBytes(data).writeInt(-1);
    ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer();
    direct.writeZero(at).writeBytes(data).writeInt(-1);
    int length = data.length;
    assertThat(Checksum.sum(heap, at, length)).as("heap %d", length).isEqualTo(expected);
    assertThat(Checksum.sum(direct, at, length)).as("direct %d", length).isEqualTo(expected);
    ByteBuf slice = direct.slice(at, length);
    assertThat(Checksum.sum(slice, 0, length)).as("slice %d", length).isEqualTo(expected);
    ByteBuf readOnly = heap.asReadOnly();
    assertThat(Checksum.sum(readOnly, at, length)).as("read-only %d", length).isEqualTo(expected);
    assertThat(direct.readerIndex()).isZero();
    direct.release();
  }

  /** As the RFC says it: one word after the other, each carry brought around at once. */
  static int naive(byte[] data) {
    int sum = 0;
    for (int i = 0; i < data.length; i += 2) {
      int low = i + 1 < data.length ? data[i + 1] & 0xff : 0;
      sum += (data[i] & 0xff) << 8 | low;
      if (sum > 0xffff) {
        sum = (sum & 0xffff) + 1;
      }
    }
    return sum;
  }

  private static ByteBuf bytes(int... values) {
    ByteBuf b = Unpooled.buffer();
    for (int value : values) {
      b.writeByte(value);
    }
    return b;
  }
}
