package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/** The ioctls of the tun driver (linux/if_tun.h), in the order in which it wants them. */
final class TunDevice {
  static final String PATH = "/dev/net/tun";

  static final int IFF_TUN = 0x0001;
  static final int IFF_MULTI_QUEUE = 0x0100;
  static final int IFF_NO_PI = 0x1000;
  static final int IFF_VNET_HDR = 0x4000;

  static final int F_CSUM = 0x01;
  static final int F_TSO4 = 0x02;
  static final int F_TSO6 = 0x04;
  static final int F_TSO_ECN = 0x08;
  static final int F_USO4 = 0x20;
  static final int F_USO6 = 0x40;
  static final int TCP_OFFLOADS = F_CSUM | F_TSO4 | F_TSO6 | F_TSO_ECN;
  static final int ALL_OFFLOADS = TCP_OFFLOADS | F_USO4 | F_USO6;

  static final int O_RDWR_NONBLOCK_CLOEXEC = 0x2 | 0x800 | 0x80000;

  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNGETIFF = 0x800454d2L;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;
  private static final long TUNSETVNETLE = 0x400454dcL;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;

  private TunDevice() {}

  /** Opens the driver; the descriptor is not yet an interface. */
  static Descriptor open() {
    return Descriptor.of("open " + PATH, Libc.open(PATH, O_RDWR_NONBLOCK_CLOEXEC));
  }

  /** Makes the descriptor a queue of the interface; the name that it has now. */
  static String attach(int fd, String name, boolean severalQueues) {
    try (Arena arena = Arena.ofConfined()) {
      InterfaceRequest request = InterfaceRequest.ofAny(arena, name);
      request.flags(IFF_TUN | IFF_NO_PI | IFF_VNET_HDR | (severalQueues ? IFF_MULTI_QUEUE : 0));
      Libc.check("ioctl TUNSETIFF " + name, Libc.ioctl(fd, TUNSETIFF, request.memory()));
      return request.name();
    }
  }

  /**
   * The name of the interface of a descriptor that was handed in.
   *
   * @throws IllegalArgumentException if its frames are not as {@link Tun} needs them
   */
  static String inspect(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      InterfaceRequest request = InterfaceRequest.ofAny(arena, "");
      Libc.check("ioctl TUNGETIFF", Libc.ioctl(fd, TUNGETIFF, request.memory()));
      int wanted = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR;
      if ((request.flags() & wanted) != wanted) {
        throw new IllegalArgumentException(
            request.name() + " must be opened with IFF_TUN, IFF_NO_PI and IFF_VNET_HDR");
      }
      return request.name();
    }
  }

  static void nonBlocking(int fd) {
    int flags = Libc.check("fcntl F_GETFL", Libc.fcntl(fd, F_GETFL, 0));
    Libc.check("fcntl F_SETFL", Libc.fcntl(fd, F_SETFL, flags | O_NONBLOCK));
  }

  /**
   * Little-endian headers of 10 bytes, and every offload that the kernel has.
   *
   * @return whether UDP segmentation is among them (Linux 6.2 and later)
   */
  static boolean configure(int fd) {
    integer(fd, "TUNSETVNETHDRSZ", TUNSETVNETHDRSZ, Tun.HEADER_BYTES);
    integer(fd, "TUNSETVNETLE", TUNSETVNETLE, 1);
    if (Libc.ioctl(fd, TUNSETOFFLOAD, (long) ALL_OFFLOADS) >= 0) {
      return true;
    }
    Libc.check("ioctl TUNSETOFFLOAD", Libc.ioctl(fd, TUNSETOFFLOAD, (long) TCP_OFFLOADS));
    return false;
  }

  private static void integer(int fd, String name, long request, int value) {
    try (Arena arena = Arena.ofConfined()) {
      int result = Libc.ioctl(fd, request, arena.allocateFrom(JAVA_INT, value));
      Libc.check("ioctl " + name, result);
    }
  }
}
