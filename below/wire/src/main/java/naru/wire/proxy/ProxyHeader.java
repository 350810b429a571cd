package naru.wire.proxy;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Who a connection was made for, as a proxy before us says it.
 *
 * @param version of the form that it has on the wire
 * @param transport of the connection that the proxy accepted
 * @param ends empty if the proxy speaks for itself ({@code LOCAL}, such as a health check) or does
 *     not know ({@code UNKNOWN}, {@code UNSPEC}): then the connection's own addresses hold
 * @param notes what version 2 says beyond the addresses, in the order of the wire
 */
public record ProxyHeader(
    Version version, Transport transport, Optional<Ends> ends, List<ProxyNote> notes) {
  /** The two forms: a line of text, and binary. */
  public enum Version {
    V1,
    V2;

    /** As a config file writes it. */
    public String word() {
      return this == V1 ? "v1" : "v2";
    }
  }

  /** What the proxy's client spoke. */
  public enum Transport {
    UNKNOWN,
    STREAM,
    DATAGRAM
  }

  /**
   * Both ends of the connection that the proxy accepted, of one address family.
   *
   * @param source the client
   * @param destination whom the client called
   */
  public record Ends(InetSocketAddress source, InetSocketAddress destination) {
    public Ends {
      int one = source.getAddress().getAddress().length;
      if (one != destination.getAddress().getAddress().length) {
        throw new IllegalArgumentException("both ends are of one address family");
      }
    }
  }

  public ProxyHeader {
    notes = List.copyOf(notes);
  }

  /** For a TCP connection. */
  public static ProxyHeader of(Version version, InetSocketAddress source, InetSocketAddress to) {
    return of(version, Transport.STREAM, source, to);
  }

  /** For a datagram; only version 2 can say that. */
  public static ProxyHeader ofDatagram(InetSocketAddress source, InetSocketAddress to) {
    return of(Version.V2, Transport.DATAGRAM, source, to);
  }

  private static ProxyHeader of(
      Version version, Transport spoken, InetSocketAddress source, InetSocketAddress to) {
    Optional<Ends> ends =
        source.getAddress().getAddress().length == to.getAddress().getAddress().length
            ? Optional.of(new Ends(source, to))
            : Optional.empty();
    Transport transport = ends.isPresent() ? spoken : Transport.UNKNOWN;
    return new ProxyHeader(version, transport, ends, List.of());
  }

  /** The same, saying more; version 1 has no room for it. */
  public ProxyHeader with(List<ProxyNote> more) {
    return new ProxyHeader(version, transport, ends, more);
  }

  /** Writes its bytes; a header of version 2 ends with its checksum. */
  public void write(ByteBuf out) {
    switch (version) {
      case V1 -> ProxyLine.write(this, out);
      case V2 -> ProxyBinary.write(this, out);
    }
  }
}
