package naru.wire.proxy;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
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
   * Both ends of the connection that the proxy accepted. Where one is of IPv4 and one of IPv6, as
   * on a socket for both, the first is IPv4-mapped on the wire (RFC 4291 section 2.5.5.2).
   *
   * @param source the client
   * @param destination whom the client called
   */
  public record Ends(InetSocketAddress source, InetSocketAddress destination) {
    boolean isV4() {
      return source.getAddress() instanceof Inet4Address
          && destination.getAddress() instanceof Inet4Address;
    }

    boolean isMixed() {
      return source.getAddress() instanceof Inet4Address
          != destination.getAddress() instanceof Inet4Address;
    }
  }

  public ProxyHeader {
    notes = List.copyOf(notes);
  }

  /** For a TCP connection; version 1 has no form for ends of two families. */
  public static ProxyHeader of(Version version, InetSocketAddress source, InetSocketAddress to) {
    return of(version, Transport.STREAM, source, to);
  }

  /** For a datagram; only version 2 can say that. */
  public static ProxyHeader ofDatagram(InetSocketAddress source, InetSocketAddress to) {
    return of(Version.V2, Transport.DATAGRAM, source, to);
  }

  private static ProxyHeader of(
      Version version, Transport spoken, InetSocketAddress source, InetSocketAddress to) {
    Ends both = new Ends(source, to);
    Optional<Ends> ends =
        version == Version.V1 && both.isMixed() ? Optional.empty() : Optional.of(both);
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
