package naru.trace;

import static naru.trace.Party.CLIENT;
import static naru.trace.Party.GATEWAY;
import static naru.trace.Provenance.WIRE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import naru.trace.TcpEvent.Segment;
import naru.trace.TcpEvent.Why;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpWriter;
import naru.wire.udp.UdpWriter;
import org.jspecify.annotations.Nullable;

/**
 * A connection between a client and a gateway, told segment by segment by both of them as their
 * stacks would, with real bytes; 50 us each way.
 */
final class StoryLink {
  static final String CLIENT_AT = "10.77.0.2:40001";
  static final String GATEWAY_AT = "10.77.0.10:8080";
  static final long CLIENT_ISN = 2_891_336_453L;
  static final long GATEWAY_ISN = 1_047_382_911L;

  private static final IpAddress CLIENT_IP = IpAddress.parse("10.77.0.2");
  private static final IpAddress GATEWAY_IP = IpAddress.parse("10.77.0.10");
  private static final long TRANSIT = 50_000;

  private final HandClock clock;
  private final Span client;
  private final Span gateway;
  private String clientState = "CLOSED";
  private String gatewayState = "LISTEN";
  private int identification;

  /** Of the gateway's congestion control: cwnd, ssthresh, flight. */
  private long[] gatewayCongestion = {14_480, Integer.MAX_VALUE, 0};

  StoryLink(HandClock clock, Span client, Span gateway) {
    this.clock = clock;
    this.client = client;
    this.gateway = gateway;
  }

  void congestion(long window, long threshold, long flight) {
    gatewayCongestion = new long[] {window, threshold, flight};
  }

  /**
   * Sends a segment.
   *
   * @param up from the client to the gateway
   * @param seq counted from the sender's ISN
   * @param ack counted from the receiver's ISN; -1 for none
   * @param sackLeft counted likewise; 0 for no block
   * @param states the sender's and the receiver's after it; empty if they stay
   * @param received what it is taken for; null if it is lost
   */
  void segment(
      boolean up,
      long seq,
      long ack,
      String flags,
      int length,
      long sackLeft,
      long sackRight,
      Why sent,
      @Nullable Why received,
      String... states) {
    long sequence = ((up ? CLIENT_ISN : GATEWAY_ISN) + seq) & 0xffff_ffffL;
    long acknowledgment = ack < 0 ? 0 : ((up ? GATEWAY_ISN : CLIENT_ISN) + ack) & 0xffff_ffffL;
    boolean syn = flags.contains("SYN");
    long isn = up ? GATEWAY_ISN : CLIENT_ISN;
    String options =
        syn
            ? "mss 1460, sack-permitted, window-scale 7"
            : sackLeft > 0 ? "sack " + (isn + sackLeft) + "-" + (isn + sackRight) : "";
    Packet packet = tcp(up, (int) sequence, (int) acknowledgment, flags, length, options(options));
    String senderAfter = states.length > 0 && !states[0].isEmpty() ? states[0] : state(up);
    tell(up, true, sequence, acknowledgment, flags, length, options, sent, senderAfter, packet, 0);
    if (received != null) {
      String after = states.length > 1 ? states[1] : state(!up);
      tell(
          !up,
          false,
          sequence,
          acknowledgment,
          flags,
          length,
          options,
          received,
          after,
          packet,
          TRANSIT);
    }
    clock.micros(60);
  }

  private String state(boolean ofClient) {
    return ofClient ? clientState : gatewayState;
  }

  private void tell(
      boolean byClient,
      boolean sent,
      long sequence,
      long acknowledgment,
      String flags,
      int length,
      String options,
      Why why,
      String after,
      Packet packet,
      long later) {
    String before = state(byClient);
    long[] c = byClient ? new long[] {14_480, Integer.MAX_VALUE, 0} : gatewayCongestion;
    Segment s =
        new Segment(
            sent,
            byClient ? CLIENT_AT : GATEWAY_AT,
            byClient ? GATEWAY_AT : CLIENT_AT,
            sequence,
            acknowledgment,
            flags,
            length,
            64_240,
            options,
            why,
            before,
            after,
            c[0],
            c[1],
            c[2],
            100,
            packet);
    boolean up = byClient == sent;
    Entry entry =
        new Entry(clock.nanos() + later, up ? CLIENT : GATEWAY, up ? GATEWAY : CLIENT, WIRE, s);
    (byClient ? client : gateway).add(entry);
    if (byClient) {
      clientState = after;
    } else {
      gatewayState = after;
    }
  }

  private static ByteBuf options(String text) {
    ByteBuf b = Unpooled.buffer(60).writeZero(60);
    int at = 0;
    if (text.startsWith("mss")) {
      at = TcpWriter.mss(b, at, 1460);
      at = TcpWriter.sackPermitted(b, at);
      at = TcpWriter.windowScale(b, at, 7);
    } else if (text.startsWith("sack")) {
      String[] edges = text.substring(5).split("-");
      at = TcpWriter.sack(b, at, 1);
      at =
          TcpWriter.sackBlock(
              b, at, (int) Long.parseLong(edges[0]), (int) Long.parseLong(edges[1]));
    }
    return b.slice(0, at);
  }

  private Packet tcp(
      boolean up, int sequence, int acknowledgment, String flags, int length, ByteBuf options) {
    int header = TcpWriter.BYTES + options.readableBytes();
    ByteBuf b = ip(up, IpProtocol.TCP, header + length);
    int bits = Arrays.stream(flags.split(",")).mapToInt(StoryLink::bit).sum();
    TcpWriter.header(
        b, 20, up ? 40_001 : 8080, up ? 8080 : 40_001, sequence, acknowledgment, header, bits, 502);
    b.setBytes(40, options);
    for (int i = 0; i < length; i++) {
      b.setByte(20 + header + i, 'a' + i % 26);
    }
    return summed(up, b, IpProtocol.TCP, header + length, TcpWriter.CHECKSUM_OFFSET);
  }

  private static int bit(String flag) {
    return switch (flag) {
      case "SYN" -> TcpFlags.SYN;
      case "ACK" -> TcpFlags.ACK;
      case "PSH" -> TcpFlags.PSH;
      case "FIN" -> TcpFlags.FIN;
      case "RST" -> TcpFlags.RST;
      default -> throw new IllegalArgumentException(flag);
    };
  }

  /** One datagram, told by both. */
  void datagram(boolean up, String text) {
    ByteBuf b = ip(up, IpProtocol.UDP, 8 + text.length());
    UdpWriter.header(b, 20, up ? 40_053 : 53, up ? 53 : 40_053, 8 + text.length());
    ByteBufUtil.reserveAndWriteUtf8(b.setIndex(0, 28), text, text.length());
    Packet packet = summed(up, b, IpProtocol.UDP, 8 + text.length(), UdpWriter.CHECKSUM_OFFSET);
    String low = "10.77.0.2:40053";
    String high = "10.77.0.10:53";
    UdpEvent.Datagram sent =
        new UdpEvent.Datagram(true, up ? low : high, up ? high : low, text.length(), packet);
    UdpEvent.Datagram came =
        new UdpEvent.Datagram(false, up ? high : low, up ? low : high, text.length(), packet);
    Party from = up ? CLIENT : Party.DNS;
    Party to = up ? Party.DNS : CLIENT;
    long now = clock.nanos();
    client.add(new Entry(up ? now : now + TRANSIT, from, to, WIRE, up ? sent : came));
    gateway.add(new Entry(up ? now + TRANSIT : now, from, to, WIRE, up ? came : sent));
    clock.micros(60);
  }

  private ByteBuf ip(boolean up, int protocol, int payload) {
    ByteBuf b = Unpooled.buffer(20 + payload).writeZero(20 + payload);
    IpHeaders.writeV4(
        b,
        0,
        20 + payload,
        0,
        ++identification,
        true,
        64,
        protocol,
        (up ? CLIENT_IP : GATEWAY_IP).v4(),
        (up ? GATEWAY_IP : CLIENT_IP).v4());
    return b;
  }

  private static Packet summed(boolean up, ByteBuf b, int protocol, int length, int offset) {
    IpAddress from = up ? CLIENT_IP : GATEWAY_IP;
    IpAddress to = up ? GATEWAY_IP : CLIENT_IP;
    int pseudo = Checksum.pseudo(from.high(), from.low(), to.high(), to.low(), protocol, length);
    int sum = Checksum.add(pseudo, Checksum.sum(b, 20, length));
    b.setShort(20 + offset, Checksum.finish(sum));
    byte[] bytes = new byte[20 + length];
    b.getBytes(0, bytes);
    return new Packet(Bytes.owned(bytes), bytes.length);
  }
}
