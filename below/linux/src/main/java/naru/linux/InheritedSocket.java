package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import naru.base.Endpoint;

/**
 * A socket that somebody else opened, to which connections come, or datagrams. Its descriptor is
 * ours to close.
 */
public final class InheritedSocket implements AutoCloseable {
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;
  private static final int O_NONBLOCK = 0x800;
  private static final int ADDRESS_BYTES = 128;

  private final Descriptor descriptor;
  private final boolean datagrams;
  private final InetSocketAddress address;

  private InheritedSocket(Descriptor descriptor, boolean datagrams, InetSocketAddress address) {
    this.descriptor = descriptor;
    this.datagrams = datagrams;
    this.address = address;
  }

  /**
   * Takes a descriptor, which from now on blocks nobody and is closed in children.
   *
   * @throws LinuxException if it is no socket
   * @throws IllegalArgumentException if it is a socket of another kind, in words that follow its
   *     name; it stays open
   */
  public static InheritedSocket of(int fd) {
    int family = Sockets.option("SO_DOMAIN", fd, Sockets.SOL_SOCKET, SO_DOMAIN);
    int type = Sockets.option("SO_TYPE", fd, Sockets.SOL_SOCKET, SO_TYPE);
    if (family != Sockets.AF_INET && family != Sockets.AF_INET6) {
      throw new IllegalArgumentException("is a socket of neither IPv4 nor IPv6");
    }
    if (type == Sockets.SOCK_STREAM) {
      if (Sockets.option("SO_ACCEPTCONN", fd, Sockets.SOL_SOCKET, SO_ACCEPTCONN) == 0) {
        throw new IllegalArgumentException("is a TCP socket that does not listen");
      }
    } else if (type != Sockets.SOCK_DGRAM) {
      throw new IllegalArgumentException("is a socket of neither TCP nor UDP");
    }
    InetSocketAddress address = address(fd);
    if (address.getPort() == 0) {
      throw new IllegalArgumentException("is a UDP socket without a port");
    }
    Libc.check("fcntl F_SETFD", Libc.fcntl(fd, F_SETFD, FD_CLOEXEC));
    int flags = Libc.check("fcntl F_GETFL", Libc.fcntl(fd, F_GETFL, 0));
    Libc.check("fcntl F_SETFL", Libc.fcntl(fd, F_SETFL, flags | O_NONBLOCK));
    return new InheritedSocket(
        Descriptor.of("inherited socket", fd), type == Sockets.SOCK_DGRAM, address);
  }

  /** Closes a descriptor of which there is nothing else. */
  public static void close(int fd) {
    Descriptor.of("inherited socket", fd).close();
  }

  private static InetSocketAddress address(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(ADDRESS_BYTES, 8);
      Libc.check("getsockname", Sockets.name(fd, name));
      return address(name);
    }
  }

  /** Reads {@code struct sockaddr_in} or {@code sockaddr_in6}. */
  static InetSocketAddress address(MemorySegment name) {
    boolean v4 = name.get(JAVA_SHORT, 0) == Sockets.AF_INET;
    byte[] address = new byte[v4 ? 4 : 16];
    MemorySegment.copy(name, JAVA_BYTE, v4 ? 4 : 8, address, 0, address.length);
    int port = Short.toUnsignedInt(Short.reverseBytes(name.get(JAVA_SHORT, 2)));
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  /** Where it is bound. */
  public InetSocketAddress address() {
    return address;
  }

  /** Whether it is one of UDP; of TCP else. */
  public boolean datagrams() {
    return datagrams;
  }

  /** Another descriptor of the same socket, which is the caller's. */
  public int copy() {
    return copy(descriptor.number());
  }

  /** Another descriptor of a socket that stays its owner's; this one is the caller's. */
  public static int copy(int fd) {
    return Libc.check("fcntl F_DUPFD_CLOEXEC", Libc.fcntl(fd, F_DUPFD_CLOEXEC, 0));
  }

  @Override
  public void close() {
    descriptor.close();
  }

  @Override
  public String toString() {
    String host = address.getAddress().getHostAddress();
    return (datagrams ? "udp://" : "tcp://") + new Endpoint(host, address.getPort());
  }
}
