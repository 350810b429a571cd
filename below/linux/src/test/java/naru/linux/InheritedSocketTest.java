package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is found out about a descriptor that somebody else opened. */
@EnabledOnOs(OS.LINUX)
final class InheritedSocketTest {
  private static final int F_GETFL = 3;
  private static final int F_GETFD = 1;
  private static final int O_NONBLOCK = 0x800;

  @Test
  void aListeningSocketHasAnAddressAndBlocksNobody() {
    int fd = bound(Sockets.SOCK_STREAM);
    assertThat(Sockets.listen(fd, 1)).isZero();
    try (InheritedSocket socket = InheritedSocket.of(fd)) {
      assertThat(socket.datagrams()).isFalse();
      assertThat(socket.address().getAddress().isLoopbackAddress()).isTrue();
      assertThat(socket).hasToString("tcp://127.0.0.1:" + socket.address().getPort());
      assertThat(Libc.fcntl(fd, F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
      assertThat(Libc.fcntl(fd, F_GETFD, 0)).isEqualTo(1);
      int copy = socket.copy();
      assertThat(copy).isNotEqualTo(fd);
      InheritedSocket.close(copy);
    }
  }

  @Test
  void aSocketOfDatagramsHasOneToo() {
    try (InheritedSocket socket = InheritedSocket.of(bound(Sockets.SOCK_DGRAM))) {
      assertThat(socket.datagrams()).isTrue();
      assertThat(socket.toString()).startsWith("udp://127.0.0.1:");
    }
  }

  @Test
  void anAddressOfIpv6() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(128, 8);
      name.set(JAVA_SHORT, 0, (short) Sockets.AF_INET6);
      name.set(JAVA_SHORT, 2, Short.reverseBytes((short) 443));
      name.set(JAVA_BYTE, 8 + 15, (byte) 1);
      assertThat(InheritedSocket.address(name))
          .isEqualTo(new InetSocketAddress(InetAddress.getByName("::1"), 443));
    }
  }

  @Test
  void whatCannotBeListenedOn() {
    int idle = bound(Sockets.SOCK_STREAM);
    assertThatThrownBy(() -> InheritedSocket.of(idle)).hasMessageContaining("does not listen");
    InheritedSocket.close(idle);
    int unbound = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
    assertThatThrownBy(() -> InheritedSocket.of(unbound)).hasMessageContaining("without a port");
    InheritedSocket.close(unbound);
    int unix = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0);
    assertThatThrownBy(() -> InheritedSocket.of(unix)).hasMessageContaining("neither IPv4 nor");
    InheritedSocket.close(unix);
    int event = Libc.eventfd(0, 0);
    assertThatThrownBy(() -> InheritedSocket.of(event))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("ENOTSOCK");
    InheritedSocket.close(event);
  }

  @Test
  void numbersAreSaidBesideDescriptors() {
    List<UnixSocket> pair = UnixSocket.pair();
    try (UnixSocket here = pair.get(0);
        UnixSocket there = pair.get(1)) {
      assertThat(here.isSameUser()).isTrue();
      here.say(7);
      here.say(-1);
      assertThat(there.hear(Duration.ofSeconds(10))).hasValue(7);
      assertThat(there.hear(Duration.ofSeconds(10))).hasValue(-1);
      pair.getFirst().close();
      assertThat(there.hear(Duration.ofSeconds(10))).isEmpty();
    }
  }

  /** A socket on loopback, at a port that the kernel chooses. */
  private static int bound(int type) {
    int fd = Libc.check("socket", Sockets.socket(Sockets.AF_INET, type, 0));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(16, 4);
      address.set(JAVA_SHORT, 0, (short) Sockets.AF_INET);
      address.set(JAVA_BYTE, 4, (byte) 127);
      address.set(JAVA_BYTE, 7, (byte) 1);
      Libc.check("bind", Sockets.bind(fd, address));
    }
    return fd;
  }
}
