package naru.stack.lab;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import naru.stack.link.Fate;
import naru.stack.link.LinkObserver;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the segments on a pipe, seen from outside, whatever happens to them: nothing is
 * acknowledged that did not arrive, the right edge of a window never moves left, nothing is sent
 * beyond the window but one octet, timestamps never go back, checksums are right. Knows only what
 * entered the pipe and what was delivered, so it shares no mistake with the stack.
 */
public final class WireRules {
  private final Map<String, Side> sides = new HashMap<>();
  private final IpView ip = new IpView();
  private final TcpView tcp = new TcpView();
  private final ArrayDeque<Seen> latest = new ArrayDeque<>();
  private long segments;

  /**
   * A segment that entered or arrived, for the message of a failure; numbers relative to the ISS.
   */
  private record Seen(
      Fate fate,
      long at,
      int port,
      int flags,
      long seq,
      int text,
      long ack,
      int window,
      long left,
      long right) {
    @Override
    public String toString() {
      String sack = right == 0 ? "" : " sack " + left + "-" + right;
      return String.format(
          "%n%12d %s from %d %s %d+%d ack %d win %d%s",
          at, fate, port, TcpFlags.text(flags), seq, text, ack, window, sack);
    }
  }

  /** One direction of one connection: what its sender said, and what of it arrived. */
  private static final class Side {
    final int iss;
    final int shift;

    /** Numbers that arrived, from ISS on: begin to end. */
    final TreeMap<Long, Long> arrived = new TreeMap<>();

    /** The right edge this side offered, and the one that the other side heard of. */
    long edge;

    long edgeHeard;
    int timestamp;
    boolean timestampKnown;

    Side(int iss, int shift) {
      this.iss = iss;
      this.shift = shift;
    }

    long relative(int seq) {
      return (seq - iss) & 0xffff_ffffL;
    }

    /** Every number up to this one arrived. */
    long contiguous() {
      Map.Entry<Long, Long> first = arrived.firstEntry();
      return first == null || first.getKey() > 0 ? 0 : first.getValue();
    }

    boolean hasArrived(long from, long to) {
      Map.Entry<Long, Long> run = arrived.floorEntry(from);
      return run != null && run.getValue() >= to;
    }

    void arrive(long from, long to) {
      long left = from;
      long right = to;
      Map.Entry<Long, Long> run = arrived.floorEntry(right);
      while (run != null && run.getValue() >= left) {
        left = Math.min(left, run.getKey());
        right = Math.max(right, run.getValue());
        arrived.remove(run.getKey());
        run = arrived.floorEntry(right);
      }
      arrived.put(left, right);
    }
  }

  /** For each end of the pipe. */
  public LinkObserver observer() {
    return (fate, ordinal, at, frame) -> {
      if (fate == Fate.ENTERED) {
        entered(frame, at);
      } else if (fate == Fate.DELIVERED) {
        delivered(frame, at);
      }
    };
  }

  /** How many segments entered. */
  public long segments() {
    return segments;
  }

  private boolean read(ByteBuf frame, boolean mustBeRight) {
    int at = frame.readerIndex();
    boolean trusted = VnetHeader.trusted(frame, at);
    boolean right =
        ip.read(frame, at + VnetHeader.BYTES, frame.readableBytes() - VnetHeader.BYTES, trusted);
    require(right || !mustBeRight, "a malformed packet was sent", 0);
    if (!right || ip.protocol() != IpProtocol.TCP || ip.isFragment()) {
      return false;
    }
    right =
        tcp.read(frame, ip.payloadAt(), ip.payloadLength())
            && (trusted || tcp.checksumOk(ip, frame));
    require(right || !mustBeRight, "a malformed segment was sent", 0);
    return right;
  }

  private String key(boolean sender) {
    String source = ip.source() + ":" + tcp.sourcePort();
    String destination = ip.destination() + ":" + tcp.destinationPort();
    return sender ? source + ">" + destination : destination + ">" + source;
  }

  private void entered(ByteBuf frame, long at) {
    if (!read(frame, true)) {
      return;
    }
    segments++;
    String name = key(true);
    Side own = sides.get(name);
    if (has(TcpFlags.SYN) && (own == null || own.iss != tcp.sequence())) {
      own = new Side(tcp.sequence(), tcp.windowScale());
      sides.put(name, own);
    }
    remember(Fate.ENTERED, at);
    if (own == null || has(TcpFlags.RST)) {
      return;
    }
    timestamps(own, at);
    Side other = sides.get(key(false));
    if (other != null && has(TcpFlags.ACK)) {
      acknowledges(own, other, at);
    }
    sends(own, other, at);
  }

  private void timestamps(Side own, long at) {
    if (!tcp.hasTimestamps()) {
      return;
    }
    boolean back = own.timestampKnown && tcp.timestampValue() - own.timestamp < 0;
    require(!back, "a timestamp goes back", at);
    own.timestamp = tcp.timestampValue();
    own.timestampKnown = true;
  }

  private void acknowledges(Side own, Side other, long at) {
    long ack = other.relative(tcp.acknowledgment());
    require(ack <= other.contiguous(), "an acknowledgment of what did not arrive", at);
    for (int i = 0; i < tcp.sackBlocks(); i++) {
      long left = other.relative(tcp.sackLeft(i));
      long right = other.relative(tcp.sackRight(i));
      require(left < right, "an empty or turned SACK block", at);
      require(other.hasArrived(left, right), "a SACK block of what did not arrive", at);
    }
    long edge = edge(own, other, ack);
    boolean asFar = edge >= own.edge || has(TcpFlags.SYN); // a SYN's field is not scaled: too small
    require(asFar, "the right edge of the window moves left, from " + own.edge, at);
    own.edge = Math.max(own.edge, edge);
  }

  private long edge(Side own, @Nullable Side other, long ack) {
    boolean scaled = own.shift >= 0 && other != null && other.shift >= 0 && !has(TcpFlags.SYN);
    return ack + ((long) tcp.window() << (scaled ? Math.min(14, own.shift) : 0));
  }

  private void sends(Side own, @Nullable Side other, long at) {
    if (other == null || has(TcpFlags.SYN) || tcp.textLength() == 0) {
      return;
    }
    long end = own.relative(tcp.sequence()) + tcp.textLength();
    require(end <= other.edgeHeard + 1, "text beyond the window " + other.edgeHeard, at);
  }

  private void remember(Fate fate, long at) {
    if (latest.size() == 40) {
      latest.removeFirst();
    }
    Side own = sides.get(key(true));
    Side other = sides.get(key(false));
    Side sack = tcp.sackBlocks() > 0 ? other : null;
    latest.add(
        new Seen(
            fate,
            at,
            tcp.sourcePort(),
            tcp.flags(),
            own == null ? tcp.sequence() : own.relative(tcp.sequence()),
            tcp.textLength(),
            other == null ? tcp.acknowledgment() : other.relative(tcp.acknowledgment()),
            tcp.window(),
            sack == null ? 0 : sack.relative(tcp.sackLeft(0)),
            sack == null ? 0 : sack.relative(tcp.sackRight(0))));
  }

  /** The segments that were seen last. */
  public String latest() {
    return latest.toString();
  }

  private void delivered(ByteBuf frame, long at) {
    if (!read(frame, false)) {
      return;
    }
    remember(Fate.DELIVERED, at);
    Side own = sides.get(key(true));
    if (own == null || has(TcpFlags.RST)) {
      return;
    }
    long from = own.relative(tcp.sequence());
    if (tcp.segmentLength() > 0 && from < 1L << 31) { // not a probe of an old number
      own.arrive(from, from + tcp.segmentLength());
    }
    Side other = sides.get(key(false));
    if (other != null && has(TcpFlags.ACK)) {
      long ack = other.relative(tcp.acknowledgment());
      own.edgeHeard = Math.max(own.edgeHeard, edge(own, other, ack));
    }
  }

  private boolean has(int flag) {
    return (tcp.flags() & flag) != 0;
  }

  private void require(boolean holds, String rule, long at) {
    if (!holds) {
      throw new AssertionError(rule + " at " + at + " ns by " + key(true));
    }
  }
}
