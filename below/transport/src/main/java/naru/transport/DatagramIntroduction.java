package naru.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.TcpEvent;
import naru.wire.proxy.ProxyHeader;
import naru.wire.proxy.ProxyHeaderReader;
import naru.wire.proxy.ProxyHeaderReader.Step;

/**
 * The PROXY protocol before datagrams: each begins with a whole header of version 2, as each may be
 * the only one that arrives. So do dnsdist and PowerDNS; the protocol itself leaves it open.
 */
public final class DatagramIntroduction {
  private DatagramIntroduction() {}

  /** What the beginning of a datagram is. */
  public sealed interface Heard {
    /**
     * A header; what is left of the datagram is the client's own.
     *
     * @param client the sender itself if the proxy speaks for itself or does not know
     * @param called whom the client called; our own address likewise
     * @param event as the trace tells it
     */
    record Client(InetSocketAddress client, InetSocketAddress called, TcpEvent.Introduced event)
        implements Heard {}

    /** Nobody who may speak for others, or no header. */
    record Refused(Failure failure) implements Heard {}
  }

  /** Takes the header off a datagram. */
  public static Heard read(DatagramPacket packet, InetSocketAddress local, ProxyAcceptance how) {
    InetSocketAddress sender = packet.sender();
    if (!how.trusts(sender.getAddress())) {
      return refused(
          Code.TCP_PROXY_UNTRUSTED,
          Addresses.text(sender) + " is not trusted to send a PROXY header");
    }
    return switch (new ProxyHeaderReader().feed(packet.content())) {
      case Step.More more -> malformed(sender, "the datagram ends within its PROXY header");
      case Step.Garbage garbage -> malformed(sender, "no PROXY header: " + garbage.why());
      case Step.Complete complete -> heard(complete.header(), sender, local);
    };
  }

  private static Heard heard(
      ProxyHeader header, InetSocketAddress sender, InetSocketAddress local) {
    if (header.version() == ProxyHeader.Version.V1) {
      return malformed(sender, "a header of version 1, which is for TCP");
    }
    return new Heard.Client(
        header.ends().map(ProxyHeader.Ends::source).orElse(sender),
        header.ends().map(ProxyHeader.Ends::destination).orElse(local),
        Introduction.of(header));
  }

  private static Heard malformed(InetSocketAddress sender, String why) {
    return refused(Code.TCP_PROXY_HEADER, Addresses.text(sender) + ": " + why);
  }

  private static Heard refused(Code code, String why) {
    return new Heard.Refused(Failure.of(code, Side.CLIENT, why));
  }

  /** The bytes that go before each datagram of a client. */
  public static byte[] header(InetSocketAddress client, InetSocketAddress called) {
    ByteBuf out = Unpooled.buffer(64);
    ProxyHeader.ofDatagram(client, called).write(out);
    return ByteBufUtil.getBytes(out);
  }

  /** The same as the trace tells it. */
  public static TcpEvent.Introduced event(InetSocketAddress client, InetSocketAddress called) {
    return Introduction.of(ProxyHeader.ofDatagram(client, called));
  }
}
