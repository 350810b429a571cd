package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import naru.stack.time.Timer;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import org.jspecify.annotations.Nullable;

/**
 * The fragments of one datagram that have come so far, in order and without overlap.
 *
 * <p>Every fragment is copied, so that a small one does not keep a large frame alive. After overlap
 * or contradiction it holds no bytes any more and only remembers that the datagram is discarded,
 * with all fragments that are still to come (RFC 5722, RFC 8200 s. 4.5).
 */
final class PartialDatagram extends Timer {
  /** What became of a fragment. */
  enum Added {
    KEPT,
    DUPLICATE,
    OVERLAP,
    DISCARDED
  }

  /** As many fragments as an MTU of 68 makes of 65535 bytes; with fewer bytes each, discarded. */
  static final int MAX_FRAGMENTS = 1400;

  /** What an open datagram, and each fragment, is counted with besides its bytes. */
  static final int OVERHEAD = 256;

  private static final int UNKNOWN = -1;

  private final Reassembly owner;
  private final Reassembly.Key key;
  private int count;
  private int[] starts = new int[4];
  private int[] ends = new int[4];
  private @Nullable ByteBuf[] pieces = new @Nullable ByteBuf[4];
  private int payloadLength = UNKNOWN;
  private int received;
  private int cost = OVERHEAD;
  private int ecnSeen;
  private boolean discarded;

  /** The headers of the first fragment as they came. */
  private @Nullable ByteBuf head;

  private int fragmentHeaderOffset;
  private int fragmentNamedOffset;

  PartialDatagram(Reassembly owner, Reassembly.Key key) {
    this.owner = owner;
    this.key = key;
  }

  Reassembly.Key key() {
    return key;
  }

  /** Memory that it takes, in bytes. */
  int cost() {
    return cost;
  }

  boolean complete() {
    return received == payloadLength && head != null;
  }

  Added add(IpView ip, ByteBuf frame, ByteBufAllocator allocator) {
    if (discarded) {
      return Added.DISCARDED;
    }
    int start = ip.fragmentOffset();
    int end = start + ip.payloadLength();
    int at = placeOf(start);
    if (duplicates(at, end, ip, frame)) {
      return Added.DUPLICATE;
    }
    if (contradicts(end, ip.moreFragments())
        || overlaps(at, start, end)
        || count == MAX_FRAGMENTS) {
      discard();
      return Added.OVERLAP;
    }
    insert(at, start, end, copy(frame, ip.payloadAt(), ip.payloadLength(), allocator));
    payloadLength = ip.moreFragments() ? payloadLength : end;
    ecnSeen |= 1 << ip.ecn();
    if (start == 0) {
      keepHead(ip, frame, allocator);
    }
    return Added.KEPT;
  }

  /** The first place whose start is not before this one. */
  private int placeOf(int start) {
    int found = Arrays.binarySearch(starts, 0, count, start);
    return found >= 0 ? found : -found - 1;
  }

  private boolean duplicates(int at, int end, IpView ip, ByteBuf frame) {
    if (at == count || starts[at] != ip.fragmentOffset() || ends[at] != end) {
      return false;
    }
    boolean last = end == payloadLength;
    return last != ip.moreFragments()
        && ByteBufUtil.equals(piece(at), 0, frame, ip.payloadAt(), ip.payloadLength());
  }

  /** Two last fragments, or bytes behind the last one. */
  private boolean contradicts(int end, boolean more) {
    if (more) {
      return payloadLength != UNKNOWN && end >= payloadLength;
    }
    return (payloadLength != UNKNOWN && end != payloadLength)
        || (count > 0 && ends[count - 1] > end);
  }

  private boolean overlaps(int at, int start, int end) {
    return (at > 0 && ends[at - 1] > start) || (at < count && starts[at] < end);
  }

  private void insert(int at, int start, int end, ByteBuf piece) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      pieces = Arrays.copyOf(pieces, count * 2);
    }
    System.arraycopy(starts, at, starts, at + 1, count - at);
    System.arraycopy(ends, at, ends, at + 1, count - at);
    System.arraycopy(pieces, at, pieces, at + 1, count - at);
    starts[at] = start;
    ends[at] = end;
    pieces[at] = piece;
    count++;
    received += end - start;
    cost += OVERHEAD + piece.capacity();
  }

  private void keepHead(IpView ip, ByteBuf frame, ByteBufAllocator allocator) {
    ByteBuf kept = copy(frame, ip.headerAt(), ip.headerLength(), allocator);
    fragmentHeaderOffset = ip.unfragmentableLength();
    fragmentNamedOffset = ip.v4() ? UNKNOWN : ip.fragmentNamedAt() - ip.headerAt();
    cost += kept.capacity();
    head = kept;
  }

  private static ByteBuf copy(ByteBuf from, int at, int length, ByteBufAllocator allocator) {
    return allocator.buffer(length, length).writeBytes(from, at, length);
  }

  /** Not-ECT beside CE: somebody erased the mark, so the datagram must not pass (RFC 3168 5.3). */
  boolean ecnMixed() {
    return (ecnSeen & 0b1001) == 0b1001;
  }

  /** Bytes of the whole packet, which may be more than a packet can have. */
  int wholeLength() {
    return fragmentHeaderOffset + payloadLength;
  }

  boolean v4() {
    return fragmentNamedOffset == UNKNOWN;
  }

  /** The whole packet as a frame of its own, once {@link #complete}. */
  ByteBuf assemble(ByteBufAllocator allocator) {
    int whole = wholeLength();
    ByteBuf frame = allocator.buffer(VnetHeader.BYTES + whole);
    VnetHeader.writeNone(frame, 0);
    frame.writerIndex(VnetHeader.BYTES);
    ByteBuf headers = head();
    frame.writeBytes(headers, 0, fragmentHeaderOffset);
    for (int i = 0; i < count; i++) {
      frame.writeBytes(piece(i), 0, ends[i] - starts[i]);
    }
    if (v4()) {
      finishV4(frame, whole);
    } else {
      int nextHeader = headers.getByte(fragmentHeaderOffset);
      frame.setByte(VnetHeader.BYTES + fragmentNamedOffset, nextHeader);
      frame.setShort(VnetHeader.BYTES + 4, whole - IpHeaders.V6_BYTES);
      markV6(frame);
    }
    return frame;
  }

  private void finishV4(ByteBuf frame, int whole) {
    int at = VnetHeader.BYTES;
    frame.setShort(at + 2, whole);
    frame.setShort(at + 6, 0);
    if (marked()) {
      frame.setByte(at + 1, frame.getByte(at + 1) | 3);
    }
    frame.setShort(at + 10, 0);
    frame.setShort(at + 10, Checksum.finish(Checksum.sum(frame, at, fragmentHeaderOffset)));
  }

  private void markV6(ByteBuf frame) {
    if (marked()) {
      frame.setByte(VnetHeader.BYTES + 1, frame.getByte(VnetHeader.BYTES + 1) | 0x30);
    }
  }

  private boolean marked() {
    return (ecnSeen & 0b1000) != 0;
  }

  /** The first fragment as it came, for an error to quote; null if it never came. */
  @Nullable ByteBuf firstFragment(ByteBufAllocator allocator) {
    if (head == null || discarded) {
      return null;
    }
    ByteBuf data = piece(0);
    ByteBuf packet = allocator.buffer(head.readableBytes() + data.readableBytes());
    packet.writeBytes(head, 0, head.readableBytes());
    return packet.writeBytes(data, 0, data.readableBytes());
  }

  /** Gives up all bytes and refuses what still comes. */
  private void discard() {
    release();
    discarded = true;
  }

  void release() {
    for (int i = 0; i < count; i++) {
      piece(i).release();
      pieces[i] = null;
    }
    if (head != null) {
      head.release();
      head = null;
    }
    count = 0;
    received = 0;
    cost = OVERHEAD;
  }

  @SuppressWarnings("NullAway") // the caller knows that it has come
  private ByteBuf head() {
    return head;
  }

  @SuppressWarnings("NullAway") // every place below count holds a piece
  private ByteBuf piece(int i) {
    return pieces[i];
  }

  @Override
  protected void fire(long now) {
    owner.expired(this, now);
  }
}
