package naru.wire.proxy;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import naru.base.IpRange;
import naru.wire.proxy.ProxyHeader.Ends;
import naru.wire.proxy.ProxyHeader.Transport;
import naru.wire.proxy.ProxyHeader.Version;

/**
 * Version 1 (section 2.1): one line of US-ASCII, at most 107 bytes with its CRLF.
 *
 * <pre>
 * PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n
 * PROXY TCP6 ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n
 * PROXY UNKNOWN [anything]\r\n
 * </pre>
 */
final class ProxyLine {
  static final String SIGNATURE = "PROXY ";
  static final int MAX_BYTES = 107;

  private static final int FIELDS = 6;

  private ProxyLine() {}

  /** Reads a line without its CRLF. */
  static ProxyHeader parse(String line) throws MalformedProxy {
    String[] fields = line.split(" ", -1);
    String family = fields[1];
    if (family.equals("UNKNOWN")) {
      return new ProxyHeader(Version.V1, Transport.UNKNOWN, Optional.empty(), List.of());
    }
    boolean v4 = family.equals("TCP4");
    require(v4 || family.equals("TCP6"), "unknown protocol '" + family + "'");
    require(fields.length == FIELDS, fields.length + " fields instead of " + FIELDS);
    InetSocketAddress source = at(fields[2], fields[4], v4);
    InetSocketAddress destination = at(fields[3], fields[5], v4);
    return new ProxyHeader(
        Version.V1, Transport.STREAM, Optional.of(new Ends(source, destination)), List.of());
  }

  private static void require(boolean holds, String why) throws MalformedProxy {
    if (!holds) {
      throw new MalformedProxy(why);
    }
  }

  private static InetSocketAddress at(String host, String port, boolean v4) throws MalformedProxy {
    require(port.matches("0|[1-9][0-9]{0,4}"), "'" + port + "' is not a port");
    int number = Integer.parseInt(port);
    require(number <= 0xffff, "'" + port + "' is not a port");
    return new InetSocketAddress(address(host, v4), number);
  }

  private static InetAddress address(String host, boolean v4) throws MalformedProxy {
    String digits = v4 ? "(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}" : "[0-9A-Fa-f:.]+";
    require(host.matches(digits), "'" + host + "' is not an address of its family");
    try {
      // Proxies that listen on a socket for both families write clients of IPv4 as IPv4-mapped.
      require(v4 != host.contains(":"), "'" + host + "' is of another family");
      return IpRange.literal(host);
    } catch (IllegalArgumentException none) {
      throw new MalformedProxy("'" + host + "' is not an address of its family");
    }
  }

  static void write(ProxyHeader header, ByteBuf out) {
    String line =
        header
            .ends()
            .map(
                e -> {
                  boolean v4 = e.source().getAddress().getAddress().length == 4;
                  return (v4 ? "TCP4 " : "TCP6 ")
                      + e.source().getAddress().getHostAddress()
                      + ' '
                      + e.destination().getAddress().getHostAddress()
                      + ' '
                      + e.source().getPort()
                      + ' '
                      + e.destination().getPort();
                })
            .orElse("UNKNOWN");
    out.writeCharSequence(SIGNATURE + line + "\r\n", StandardCharsets.US_ASCII);
  }
}
