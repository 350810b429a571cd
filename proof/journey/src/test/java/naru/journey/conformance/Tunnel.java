package naru.journey.conformance;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.linux.Interface;
import naru.testkit.drill.Addresses;

/**
 * A TUN device in the calling thread's network namespace, from which the script's packets come.
 *
 * <p>Not {@code naru.linux.Tun}: that one lets the kernel leave checksums and segments to us, while
 * a script wants to see what would be on a wire.
 */
final class Tunnel {
  private static final String NAME = "drill0";
  private static final int O_RDWR_NONBLOCK = 2 | 0x800;
  private static final long TUNSETIFF = 0x400454caL;
  private static final short IFF_TUN_NO_PI = 0x1001;
  private static final int NAME_BYTES = 16;
  private static final int REQUEST_BYTES = 40;

  /** IFA_F_TENTATIVE. */
  private static final int TENTATIVE = 0x40;

  private Tunnel() {}

  /** Opens it; the descriptor gives and takes one IP packet a call. */
  static int open(Libc libc, Arena arena, Addresses addresses, int mtu) {
    int tun = libc.must("open", arena.allocateFrom("/dev/net/tun"), O_RDWR_NONBLOCK);
    MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
    request.setString(0, NAME);
    request.set(JAVA_SHORT, NAME_BYTES, IFF_TUN_NO_PI);
    libc.must("ioctl", tun, TUNSETIFF, request);
    int whole = addresses.v6() ? 128 : 32;
    Interface.named(NAME)
        .mtu(mtu)
        .noLinkLocalAddress()
        .up()
        .address(addresses.local(), whole)
        .route(addresses.remote(), whole);
    while (addresses.v6() && isTentative()) {
      libc.call("poll", MemorySegment.NULL, 0L, 1);
    }
    return tun;
  }

  /** Whether the kernel still makes up its mind about an IPv6 address; it answers nothing then. */
  private static boolean isTentative() {
    try {
      return Files.readAllLines(Path.of("/proc/thread-self/net/if_inet6")).stream()
          .map(line -> line.strip().split("\\s+"))
          .anyMatch(
              f -> f[f.length - 1].equals(NAME) && (Integer.parseInt(f[4], 16) & TENTATIVE) != 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets a variable of the namespace, as {@code net.ipv4.tcp_sack}. */
  static void sysctl(String name, String value) {
    try {
      Files.writeString(Path.of("/proc/sys", name.replace('.', '/')), value);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
