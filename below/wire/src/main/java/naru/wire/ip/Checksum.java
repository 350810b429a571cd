package naru.wire.ip;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071): the complement of the one's complement sum of 16-bit words.
 *
 * <p>A <i>sum</i> here is folded to 16 bits, big endian, not yet complemented; it is what {@link
 * #add} joins and {@link #finish} turns into the checksum field. A block whose checksum is right
 * sums to {@code 0xffff}.
 *
 * <p>The sum does not depend on byte order (RFC 1071 section 2 (B)) and any carry may be folded
 * late, so bytes are added as 32-bit words of the machine's order into a long, in a plain loop that
 * the JIT turns into vector instructions; only the folded result is swapped. On direct buffers that
 * goes through a view on the buffer's own {@link ByteBuffer}, which makes no object (a slice makes
 * one): about 12 ns for a header, 45 ns for 1460 bytes, 32 GB/s for 64 KiB (JDK 25, AVX-512).
 * Netty's {@code getInt} with its checks gives 1 GB/s; a {@code MemorySegment} leaves garbage. A
 * buffer is summed by one thread at a time.
 */
public final class Checksum {
  /** Below this the set-up costs more than the checks. */
  private static final int LONG_BLOCK = 16;

  private static final VarHandle OF_ARRAY =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle OF_BUFFER =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Checksum() {}

  /** The sum of bytes; an odd last byte is padded with a zero behind it. */
  public static int sum(ByteBuf b, int at, int length) {
    if (length < LONG_BLOCK) {
      return plain(b, at, length);
    }
    int whole = length & ~3;
    int sum;
    if (b.hasArray()) {
      sum = array(b.array(), b.arrayOffset() + at, whole);
    } else if (b.nioBufferCount() == 1) {
      ByteBuffer words = b.internalNioBuffer(at, whole);
      sum = buffer(words, words.position(), whole);
    } else {
      return b.nioBufferCount() < 1 ? plain(b, at, length) : pieces(b.nioBuffers(at, length));
    }
    return add(sum, plain(b, at + whole, length - whole));
  }

  /** The sum of two blocks of which the first has an even length. */
  public static int add(int a, int b) {
    int sum = a + b;
    return (sum & 0xffff) + (sum >>> 16);
  }

  /** The checksum field: the complement of a sum. */
  public static int finish(int sum) {
    return ~sum & 0xffff;
  }

  /**
   * The sum of the pseudo-header in front of TCP, UDP and ICMPv6: RFC 9293 section 3.1 for IPv4,
   * RFC 8200 section 8.1 for IPv6.
   *
   * <pre>
   * +--------+--------+--------+--------+     IPv6: 16 bytes each of
   * |           Source Address          |     source and destination,
   * +--------+--------+--------+--------+     32 bits of length,
   * |         Destination Address       |     24 bits of zero,
   * +--------+--------+--------+--------+     8 bits of next header
   * |  zero  |  PTCL  |    TCP Length   |
   * +--------+--------+--------+--------+
   * </pre>
   *
   * The {@code ffff} of an IPv4-mapped address adds a zero of one's complement, so that one sum
   * serves both versions.
   *
   * @param length bytes of transport header and data
   */
  public static int pseudo(
      long srcHigh, long srcLow, long dstHigh, long dstLow, int protocol, int length) {
    long sum = halves(srcHigh) + halves(srcLow) + halves(dstHigh) + halves(dstLow);
    return fold(sum + protocol + (length & 0xffff_ffffL));
  }

  /** The checksum after one 16-bit word has changed: HC' = ~(~HC + ~m + m'), RFC 1624 eqn 3. */
  public static int update16(int checksum, int oldWord, int newWord) {
    return finish(fold((~checksum & 0xffffL) + (~oldWord & 0xffffL) + (newWord & 0xffffL)));
  }

  private static int plain(ByteBuf b, int at, int length) {
    long sum = 0;
    int i = at;
    int end = at + length;
    for (; i <= end - 4; i += 4) {
      sum += b.getInt(i) & 0xffff_ffffL;
    }
    if (i <= end - 2) {
      sum += b.getUnsignedShort(i);
      i += 2;
    }
    if (i < end) {
      sum += b.getUnsignedByte(i) << 8;
    }
    return fold(sum);
  }

  private static int array(byte[] array, int at, int whole) {
    long sum = 0;
    for (int i = 0; i < whole; i += 4) {
      sum += (int) OF_ARRAY.get(array, at + i) & 0xffff_ffffL;
    }
    return swap(fold(sum));
  }

  private static int buffer(ByteBuffer words, int at, int whole) {
    long sum = 0;
    for (int i = 0; i < whole; i += 4) {
      sum += (int) OF_BUFFER.get(words, at + i) & 0xffff_ffffL;
    }
    return swap(fold(sum));
  }

  /** A buffer in pieces: a piece that begins at an odd place has its bytes the other way round. */
  private static int pieces(ByteBuffer[] pieces) {
    int sum = 0;
    boolean odd = false;
    for (ByteBuffer piece : pieces) {
      int length = piece.remaining();
      int from = piece.position();
      int whole = length & ~3;
      int part = buffer(piece, from, whole);
      part = add(part, tail(piece, from + whole, piece.limit()));
      sum = add(sum, odd ? swapBytes(part) : part);
      odd ^= (length & 1) != 0;
    }
    return sum;
  }

  private static int tail(ByteBuffer piece, int from, int end) {
    int sum = 0;
    for (int i = from; i < end; i++) {
      sum = add(sum, (piece.get(i) & 0xff) << ((i - from & 1) == 0 ? 8 : 0));
    }
    return sum;
  }

  private static int swap(int sum) {
    return LITTLE ? swapBytes(sum) : sum;
  }

  private static int swapBytes(int sum) {
    return sum << 8 & 0xff00 | sum >>> 8;
  }

  private static long halves(long words) {
    return (words >>> 32) + (words & 0xffff_ffffL);
  }

  private static int fold(long sum) {
    long s = halves(halves(sum));
    s = (s & 0xffff) + (s >>> 16);
    s = (s & 0xffff) + (s >>> 16);
    return (int) ((s & 0xffff) + (s >>> 16));
  }
}
