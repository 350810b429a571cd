package naru.journey.conformance;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.testkit.drill.Addresses;

/**
 * A network namespace of the calling thread's own, with a TUN device in it that the script's packets
 * come from. It ends with the thread and its sockets, so nothing has to be cleaned up.
 *
 * <p>The thread must be made for this: it cannot go back.
 */
final class Namespace {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_RDWR_NONBLOCK = 2 | 0x800;
  private static final long TUNSETIFF = 0x400454caL;
  private static final int IFF_TUN_NO_PI = 0x1001;
  private static final int IFF_UP = 1;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final long SIOCSIFADDR = 0x8916;
  private static final long SIOCSIFDSTADDR = 0x8918;
  private static final long SIOCSIFMTU = 0x8922;
  private static final long SIOCGIFINDEX = 0x8933;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM = 2;
  private static final int NAME_BYTES = 16;

  private final Libc libc;
  private final Arena arena;
  private final int tun;

  private Namespace(Libc libc, Arena arena, int tun) {
    this.libc = libc;
    this.arena = arena;
    this.tun = tun;
  }

  /** Enters a new namespace and opens its device. */
  static Namespace enter(Libc libc, Arena arena, Addresses addresses, int mtu) {
    libc.must("unshare", CLONE_NEWNET);
    int tun = libc.must("open", arena.allocateFrom("/dev/net/tun"), O_RDWR_NONBLOCK);
    Namespace namespace = new Namespace(libc, arena, tun);
    namespace.configure(addresses, mtu);
    return namespace;
  }

  /** The descriptor of the device: one IP packet a read or write. */
  int tun() {
    return tun;
  }

  /** Sets a variable of the namespace, as {@code net.ipv4.tcp_sack}. */
  void sysctl(String name, String value) {
    try {
      Files.writeString(Path.of("/proc/sys", name.replace('.', '/')), value);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private void configure(Addresses addresses, int mtu) {
    libc.must("ioctl", tun, TUNSETIFF, request(IFF_TUN_NO_PI));
    int socket = libc.must("socket", AF_INET, SOCK_DGRAM, 0);
    MemorySegment size = request(0);
    size.set(JAVA_INT, NAME_BYTES, mtu);
    libc.must("ioctl", socket, SIOCSIFMTU, size);
    if (!addresses.v6()) {
      libc.must("ioctl", socket, SIOCSIFADDR, address(addresses.local()));
      libc.must("ioctl", socket, SIOCSIFDSTADDR, address(addresses.remote()));
    }
    libc.must("ioctl", socket, SIOCSIFFLAGS, request(IFF_UP));
    if (addresses.v6()) {
      addV6(socket, addresses.local());
    }
    libc.must("close", socket);
  }

  /** One prefix of 16 bits, so that the other host is on the link too. */
  private void addV6(int socket, InetAddress local) {
    MemorySegment index = request(0);
    libc.must("ioctl", socket, SIOCGIFINDEX, index);
    int socket6 = libc.must("socket", AF_INET6, SOCK_DGRAM, 0);
    MemorySegment request = arena.allocate(24, 8);
    put(request, 0, local);
    request.set(JAVA_INT, 16, 16);
    request.set(JAVA_INT, 20, index.get(JAVA_INT, NAME_BYTES));
    libc.must("ioctl", socket6, SIOCSIFADDR, request);
    libc.must("close", socket6);
  }

  private MemorySegment request(int flags) {
    MemorySegment request = arena.allocate(40, 8);
    request.setString(0, "drill0");
    request.set(JAVA_SHORT, NAME_BYTES, (short) flags);
    return request;
  }

  private MemorySegment address(InetAddress address) {
    MemorySegment request = request(AF_INET);
    put(request, NAME_BYTES + 4, address);
    return request;
  }

  private static void put(MemorySegment to, long at, InetAddress address) {
    MemorySegment.copy(address.getAddress(), 0, to, JAVA_BYTE, at, address.getAddress().length);
  }
}
