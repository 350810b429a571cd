package naru.stack.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import naru.base.Endpoint;
import naru.trace.Bytes;
import naru.trace.Packet;
import naru.trace.TcpEvent;
import naru.trace.TcpEvent.Why;
import naru.wire.ip.Checksum;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpOptionText;
import naru.wire.tcp.TcpView;
import naru.wire.tcp.TcpWriter;

/**
 * The latest segments of a stack, for the trace: a ring of flat records and the first bytes of each
 * packet, without an object per segment but those bytes. A record knows the one before it of the
 * same connection, so that taking a connection's walks only its own. Nothing is read until somebody
 * asks; what the ring has overwritten by then is lost, and counted.
 *
 * <p>Memory is bounded by bytes too: a large body's super-segments would otherwise hold {@code
 * capacity * mostBytes}. When all packets together hold more than {@link #MEAN_BYTES} for each
 * record, the oldest are cut to their headers, so that the latest are whole.
 */
final class SegmentRing {
  private static final int WORDS = 6;

  /** Bytes of packets held for each record, on average. */
  private static final int MEAN_BYTES = 256;

  /** What a small ring may hold all the same. */
  private static final int LEAST_BYTES = 1 << 20;

  private static final int TCP = 6;
  private static final int TCP_OFFSET_AT = 12;
  private static final Why[] WHY = Why.values();
  private static final State[] STATES = State.values();

  private final int capacity;
  private final int mostBytes;
  private final long[] words;
  private final byte[][] packets;
  private final TcpView view = new TcpView();
  private long next;
  private long heldBytes;
  private long eldestWhole;

  /** Records that nobody took before they were overwritten. */
  long overwritten;

  SegmentRing(int capacity, int mostBytes) {
    this.capacity = capacity;
    this.mostBytes = mostBytes;
    this.words = new long[capacity * WORDS];
    this.packets = new byte[capacity][];
  }

  boolean isOn() {
    return capacity > 0;
  }

  /** A segment that has just been handed to IP; the frame is whole. */
  void sent(Connection c, ByteBuf frame, int ipBytes, Why why, long now) {
    int at = VnetHeader.BYTES;
    int length =
        ipBytes == 20 ? frame.getUnsignedShort(at + 2) : 40 + frame.getUnsignedShort(at + 4);
    view.read(frame, at + ipBytes, length - ipBytes);
    boolean partial = (VnetHeader.flags(frame, 0) & VnetHeader.NEEDS_CSUM) != 0;
    int shift = (view.flags() & TcpFlags.SYN) != 0 ? 0 : c.rcv.shift;
    put(c, frame, at, length, ipBytes, true, partial, why, view.window() << shift, now);
  }

  /** A segment that has just been read. */
  void received(Connection c, Arriving seg) {
    if (!isOn()) {
      return;
    }
    int ipBytes = seg.header.headerAt() - seg.ipAt;
    boolean partial = true;
    int window = Acks.scaled(c, seg);
    put(
        c,
        seg.packet,
        seg.ipAt,
        seg.ipLength,
        ipBytes,
        false,
        partial,
        seg.verdict,
        window,
        seg.now);
  }

  private void put(
      Connection c,
      ByteBuf packet,
      int at,
      int length,
      int ipBytes,
      boolean sent,
      boolean partial,
      Why why,
      int window,
      long now) {
    int slot = (int) (next & (capacity - 1));
    int w = slot * WORDS;
    State before = c.recordedState;
    c.recordedState = c.state;
    words[w] = now;
    words[w + 1] = c.lastRecord;
    words[w + 2] =
        (sent ? 1L : 0)
            | (partial ? 2L : 0)
            | (long) why.ordinal() << 8
            | (long) before.ordinal() << 16
            | (long) c.state.ordinal() << 24
            | (long) ipBytes << 32;
    words[w + 3] = pair(c.congestion.window(), c.congestion.threshold());
    words[w + 4] = pair(c.sent.flight(), (int) Math.min(c.rtt.srtt() / 1000, Integer.MAX_VALUE));
    words[w + 5] = pair(window, length);
    int headers = headers(packet.getByte(at + ipBytes + TCP_OFFSET_AT), ipBytes);
    byte[] bytes = new byte[Math.min(length, Math.max(headers, mostBytes))];
    packet.getBytes(at, bytes);
    replace(slot, bytes);
    c.lastRecord = next++;
    eldestWhole = Math.max(eldestWhole, next - capacity);
    while (heldBytes > Math.max(LEAST_BYTES, (long) capacity * MEAN_BYTES) && eldestWhole < next) {
      cut((int) (eldestWhole++ & (capacity - 1)));
    }
  }

  private void replace(int slot, byte[] bytes) {
    byte[] old = packets[slot];
    heldBytes += bytes.length - (old == null ? 0 : old.length);
    packets[slot] = bytes;
  }

  /** Lets go of a packet's text. */
  private void cut(int slot) {
    byte[] whole = packets[slot];
    int ipBytes = (int) (words[slot * WORDS + 2] >> 32);
    int headers = headers(whole[ipBytes + TCP_OFFSET_AT], ipBytes);
    if (whole.length > headers) {
      replace(slot, Arrays.copyOf(whole, headers));
    }
  }

  /** The length of both headers, by the byte with TCP's data offset. */
  private static int headers(byte dataOffset, int ipBytes) {
    return ipBytes + (dataOffset >> 4 & 15) * 4;
  }

  private static long pair(int high, int low) {
    return (long) high << 32 | low & 0xffff_ffffL;
  }

  /** The connection's records that were not taken before, in order; they are given once. */
  List<Recorded> take(Connection c) {
    if (!isOn() || c.lastRecord <= c.recordsGiven) {
      return List.of();
    }
    Deque<Long> own = new ArrayDeque<>();
    long oldest = next - capacity;
    long at = c.lastRecord;
    while (at > c.recordsGiven && at >= oldest && at >= 0) {
      own.addFirst(at);
      at = words[(int) (at & (capacity - 1)) * WORDS + 1];
    }
    overwritten += at > c.recordsGiven && at >= 0 ? 1 : 0;
    c.recordsGiven = c.lastRecord;
    List<Recorded> taken = new ArrayList<>(own.size());
    String local = new Endpoint(c.localAddress().toString(), c.localPort).toString();
    String remote = new Endpoint(c.remoteAddress().toString(), c.remotePort).toString();
    own.forEach(r -> taken.add(read((int) (r & (capacity - 1)), local, remote)));
    return taken;
  }

  private Recorded read(int slot, String local, String remote) {
    int w = slot * WORDS;
    long meta = words[w + 2];
    byte[] bytes = packets[slot];
    int length = (int) words[w + 5];
    int ipBytes = (int) (meta >> 32);
    ByteBuf packet = Unpooled.wrappedBuffer(bytes);
    view.read(packet, ipBytes, bytes.length - ipBytes);
    if ((meta & 2) != 0 && bytes.length == length) {
      complete(packet, ipBytes, length);
    }
    int text = length - ipBytes - view.headerLength();
    boolean ack = (view.flags() & TcpFlags.ACK) != 0;
    int threshold = (int) words[w + 3];
    return new Recorded(
        words[w],
        new TcpEvent.Segment(
            (meta & 1) != 0,
            local,
            remote,
            Seq.unsigned(view.sequence()),
            ack ? Seq.unsigned(view.acknowledgment()) : 0,
            TcpFlags.text(view.flags()),
            text,
            Integer.toUnsignedLong((int) (words[w + 5] >> 32)),
            TcpOptionText.of(view),
            WHY[(int) (meta >> 8 & 0xff)],
            STATES[(int) (meta >> 16 & 0xff)].toString(),
            STATES[(int) (meta >> 24 & 0xff)].toString(),
            words[w + 3] >> 32,
            threshold == Integer.MAX_VALUE ? 0 : threshold,
            words[w + 4] >> 32,
            (int) words[w + 4],
            new Packet(Bytes.copyOf(bytes), length)));
  }

  /** The checksum that the link was left to complete, as it would have been on a wire. */
  private static void complete(ByteBuf packet, int ipBytes, int length) {
    int tcp = length - ipBytes;
    int field = ipBytes + TcpWriter.CHECKSUM_OFFSET;
    packet.setShort(field, 0);
    boolean v4 = packet.getByte(0) >> 4 == 4;
    int pseudo =
        v4
            ? Checksum.pseudo(
                0,
                0xffff_0000_0000L | packet.getUnsignedInt(12),
                0,
                0xffff_0000_0000L | packet.getUnsignedInt(16),
                TCP,
                tcp)
            : Checksum.pseudo(
                packet.getLong(8),
                packet.getLong(16),
                packet.getLong(24),
                packet.getLong(32),
                TCP,
                tcp);
    int sum = Checksum.add(pseudo, Checksum.sum(packet, ipBytes, tcp));
    packet.setShort(field, Checksum.finish(sum));
  }
}
