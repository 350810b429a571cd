package naru.linux;

import java.lang.foreign.Arena;
import java.net.InetAddress;

/**
 * A network interface of the calling thread's namespace: what {@code ip link}, {@code ip addr} and
 * {@code ip route} do, as system calls. For another namespace, call it within {@link
 * NetworkNamespace#call}; nothing stays open in between.
 */
public final class Interface {
  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final long SIOCGIFMTU = 0x8921;
  private static final long SIOCSIFMTU = 0x8922;
  private static final long SIOCGIFINDEX = 0x8933;
  private static final long SIOCGIFTXQLEN = 0x8942;
  private static final long SIOCSIFTXQLEN = 0x8943;
  private static final int IFF_UP = 1;

  private final String name;
  private final int index;

  private Interface(String name, int index) {
    this.name = name;
    this.index = index;
  }

  /**
   * Finds an interface.
   *
   * @throws LinuxException ENODEV if the namespace has none of this name
   */
  public static Interface named(String name) {
    return new Interface(name, read("SIOCGIFINDEX", SIOCGIFINDEX, name).value());
  }

  /** The number by which the kernel knows it in this namespace. */
  public int index() {
    return index;
  }

  /**
   * Gives it an address, or changes the address's prefix.
   *
   * @param prefixLength what is reached through it directly: 0 to 32 or 128
   */
  public Interface address(InetAddress address, int prefixLength) {
    String what = "RTM_NEWADDR " + address.getHostAddress() + "/" + prefixLength + " on " + name;
    Netlink.request(what, NetlinkMessage.address(index, address, prefixLength));
    return this;
  }

  /** Routes a network straight into it; prefix 0 makes it the way to everywhere. */
  public Interface route(InetAddress network, int prefixLength) {
    String what = "RTM_NEWROUTE " + network.getHostAddress() + "/" + prefixLength + " into " + name;
    Netlink.request(what, NetlinkMessage.route(index, network, prefixLength));
    return this;
  }

  /** Routes a network by way of a neighbour on it; prefix 0 makes that the default gateway. */
  public Interface route(InetAddress network, int prefixLength, InetAddress gateway) {
    String what =
        "RTM_NEWROUTE "
            + network.getHostAddress()
            + "/"
            + prefixLength
            + " on "
            + name
            + " via "
            + gateway.getHostAddress();
    Netlink.request(what, NetlinkMessage.route(index, network, prefixLength, gateway));
    return this;
  }

  /** Keeps IPv6 silent until it is given an address: before {@link #up}. */
  public Interface noLinkLocalAddress() {
    Netlink.request("RTM_SETLINK " + name, NetlinkMessage.noLinkLocalAddress(index));
    return this;
  }

  public Interface up() {
    return flags(read("SIOCGIFFLAGS", SIOCGIFFLAGS, name).flags() | IFF_UP);
  }

  public Interface down() {
    return flags(read("SIOCGIFFLAGS", SIOCGIFFLAGS, name).flags() & ~IFF_UP);
  }

  public boolean isUp() {
    return (read("SIOCGIFFLAGS", SIOCGIFFLAGS, name).flags() & IFF_UP) != 0;
  }

  /** The largest IP packet in bytes, super-segments aside. */
  public int mtu() {
    return read("SIOCGIFMTU", SIOCGIFMTU, name).value();
  }

  public Interface mtu(int bytes) {
    return write("SIOCSIFMTU", SIOCSIFMTU, bytes);
  }

  /** How many packets wait in a TUN for us to read them; more are dropped. */
  public int transmitQueueLength() {
    return read("SIOCGIFTXQLEN", SIOCGIFTXQLEN, name).value();
  }

  /**
   * Sets it. The kernel's 500 packets are less than a TCP window, so that without super-segments a
   * sender's burst overflows it and throughput falls to a thirtieth; 20000 is enough.
   */
  public Interface transmitQueueLength(int packets) {
    return write("SIOCSIFTXQLEN", SIOCSIFTXQLEN, packets);
  }

  @Override
  public String toString() {
    return name + " (" + index + ")";
  }

  private Interface flags(int flags) {
    try (Arena arena = Arena.ofConfined()) {
      InterfaceRequest request = InterfaceRequest.of(arena, name);
      request.flags(flags);
      control("SIOCSIFFLAGS", SIOCSIFFLAGS, request);
      return this;
    }
  }

  private Interface write(String call, long number, int value) {
    try (Arena arena = Arena.ofConfined()) {
      InterfaceRequest request = InterfaceRequest.of(arena, name);
      request.value(value);
      control(call, number, request);
      return this;
    }
  }

  private static InterfaceRequest read(String call, long number, String name) {
    InterfaceRequest request = InterfaceRequest.of(Arena.ofAuto(), name);
    control(call, number, request);
    return request;
  }

  /** Any socket will do: it only says which namespace is meant. */
  private static void control(String call, long number, InterfaceRequest request) {
    try (Descriptor socket =
        Descriptor.of(
            "socket",
            Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0))) {
      int result = Libc.ioctl(socket.number(), number, request.memory());
      Libc.check("ioctl " + call + " " + request.name(), result);
    }
  }
}
