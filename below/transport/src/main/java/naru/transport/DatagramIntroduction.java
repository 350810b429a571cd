package naru.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Optional;
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
    /** A header; what is left of the datagram is the client's own. */
    final class Client implements Heard {
      private final InetSocketAddress client;
      private final ProxyHeader header;

      private Client(ProxyHeader header, InetSocketAddress sender) {
        this.client = header.ends().map(ProxyHeader.Ends::source).orElse(sender);
        this.header = header;
      }

      /** The sender itself if the proxy speaks for itself or does not know. */
      public InetSocketAddress client() {
        return client;
      }

      /** Whom the client called; empty likewise. */
      public Optional<InetSocketAddress> called() {
        return header.ends().map(ProxyHeader.Ends::destination);
      }

      /** As the trace tells it. */
      public TcpEvent.Introduced event() {
        return Introduction.of(header);
      }
    }

    /**
     * Nobody who may speak for others, or no header. It is put into words only where it is told.
     */
    record Refused(Code code, String why) implements Heard {
      /** What to tell of it. */
      public Failure failure(InetSocketAddress sender) {
        return Failure.of(code, Side.CLIENT, Addresses.text(sender) + why);
      }
    }
  }

  /** The same for all: anybody may send any number of them. */
  private static final Heard.Refused UNTRUSTED =
      new Heard.Refused(Code.TCP_PROXY_UNTRUSTED, " is not trusted to send a PROXY header");

  /** Takes the header off a datagram. */
  public static Heard read(DatagramPacket packet, ProxyAcceptance how) {
    InetSocketAddress sender = packet.sender();
    if (!how.trusts(sender.getAddress())) {
      return UNTRUSTED;
    }
    return switch (new ProxyHeaderReader().feed(packet.content())) {
      case Step.More more -> malformed("the datagram ends within its PROXY header");
      case Step.Garbage garbage -> malformed("no PROXY header: " + garbage.why());
      case Step.Complete complete when complete.header().version() == ProxyHeader.Version.V1 ->
          malformed("a header of version 1, which is for TCP");
      case Step.Complete complete -> new Heard.Client(complete.header(), sender);
    };
  }

  private static Heard malformed(String why) {
    return new Heard.Refused(Code.TCP_PROXY_HEADER, ": " + why);
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
