package naru.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Clock;
import naru.base.Endpoint;
import naru.linux.CapturedPacket;
import naru.linux.Flow;
import naru.linux.LinuxException;
import naru.linux.PacketCapture;
import naru.trace.Bytes;
import naru.trace.Entry;
import naru.trace.Packet;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TcpEvent;
import naru.trace.TcpEvent.Why;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpView;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpOptionText;
import naru.wire.tcp.TcpView;

/**
 * The packets of one connection of the kernel's, caught beside it (AF_PACKET): so its real sequence
 * numbers can be told too. Needs CAP_NET_RAW; without it there is none.
 *
 * <p>Opened before the SYN; which connection it is shows when the local port is known. Confined to
 * one event loop.
 */
final class FlowCapture implements AutoCloseable {
  /** More of a packet is not kept. */
  private static final int KEEP_BYTES = PacketCapture.WHOLE;

  /** More packets than this are let go, so that a long download cannot fill the memory. */
  private static final int MOST = 4096;

  private final PacketCapture capture;
  private final Clock clock;
  private final IpView ip = new IpView();
  private final TcpView tcp = new TcpView();
  private int localPort;
  private int told;

  /** Window shifts as the SYNs said them; -1 while unknown. */
  private int ourShift = -1;

  private int theirShift = -1;

  private FlowCapture(PacketCapture capture, Clock clock) {
    this.capture = capture;
    this.clock = clock;
  }

  /** Begins to catch what goes to an address and comes from it; empty if that is not allowed. */
  static Optional<FlowCapture> open(InetSocketAddress remote, Clock clock) {
    if (!PacketCapture.available()) {
      return Optional.empty();
    }
    try {
      Flow flow = Flow.to(remote.getAddress(), remote.getPort());
      return Optional.of(
          new FlowCapture(PacketCapture.open(PacketCapture.ANY, flow, KEEP_BYTES), clock));
    } catch (LinuxException notAllowed) {
      return Optional.empty();
    }
  }

  /** Which of the connections to that address is meant. */
  void of(InetSocketAddress local) {
    localPort = local.getPort();
  }

  /** What was caught since it was last asked. */
  List<Entry> take(Party at, Party other) {
    List<Entry> entries = new ArrayList<>();
    long nanos = clock.nanos();
    Instant wall = clock.wallAt(nanos);
    long unix = wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
    capture.drain(
        packet -> {
          if (told < MOST) {
            segment(packet)
                .ifPresent(
                    s -> {
                      told++;
                      Party from = s.sent() ? at : other;
                      long then = nanos - (unix - packet.unixNanos());
                      entries.add(new Entry(then, from, s.sent() ? other : at, Provenance.WIRE, s));
                    });
          }
        });
    return entries;
  }

  private Optional<TcpEvent.Segment> segment(CapturedPacket captured) {
    ByteBuffer buffer = captured.bytes();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    ByteBuf packet = Unpooled.wrappedBuffer(bytes);
    if (!ip.read(packet, 0, bytes.length, true)
        || !tcp.read(packet, ip.payloadAt(), ip.payloadLength())) {
      return Optional.empty();
    }
    boolean sent = captured.sent();
    int ours = sent ? tcp.sourcePort() : tcp.destinationPort();
    if (ours != localPort) {
      return Optional.empty();
    }
    boolean syn = (tcp.flags() & TcpFlags.SYN) != 0;
    if (syn) {
      learn(sent);
    }
    boolean ack = (tcp.flags() & TcpFlags.ACK) != 0;
    return Optional.of(
        new TcpEvent.Segment(
            sent,
            end(sent ? ip.source() : ip.destination(), ours),
            end(
                sent ? ip.destination() : ip.source(),
                sent ? tcp.destinationPort() : tcp.sourcePort()),
            Integer.toUnsignedLong(tcp.sequence()),
            ack ? Integer.toUnsignedLong(tcp.acknowledgment()) : 0,
            TcpFlags.text(tcp.flags()),
            tcp.textLength(),
            (long) tcp.window() << (syn ? 0 : shift(sent)),
            TcpOptionText.of(tcp),
            Why.SEEN,
            "",
            "",
            0,
            0,
            0,
            0,
            new Packet(Bytes.owned(bytes), captured.wholeBytes())));
  }

  private void learn(boolean sent) {
    if (sent) {
      ourShift = tcp.windowScale();
    } else {
      theirShift = tcp.windowScale();
    }
  }

  /** A scale holds only if both sides offered one (RFC 7323 section 2.2). */
  private int shift(boolean sent) {
    return ourShift < 0 || theirShift < 0 ? 0 : sent ? ourShift : theirShift;
  }

  private static String end(IpAddress address, int port) {
    return new Endpoint(address.toString(), port).toString();
  }

  @Override
  public void close() {
    capture.close();
  }
}
