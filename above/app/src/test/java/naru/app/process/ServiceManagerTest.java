package naru.app.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import naru.base.Code;
import naru.base.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd says to a service, and hears from it. */
final class ServiceManagerTest {
  @TempDir private Path folder;

  @Test
  void socketsOfAnotherProcessAreLeftAlone() {
    ServiceManager manager = ServiceManager.of(Map.of("LISTEN_PID", "12", "LISTEN_FDS", "1"), 34);
    assertThat(manager.meantForAnother()).contains("12");
    assertThat(manager.sockets().unwanted()).isEmpty();
    assertThat(ServiceManager.of(Map.of("LISTEN_FDS", "1"), 34).meantForAnother()).contains("?");
    assertThat(ServiceManager.of(Map.of(), 34).meantForAnother()).isEmpty();
  }

  @Test
  void numbersThatAreNone() {
    for (String count : new String[] {"many", "-1", "1025", ""}) {
      ServiceManager manager =
          ServiceManager.of(Map.of("LISTEN_PID", "34", "LISTEN_FDS", count), 34);
      assertThatThrownBy(manager::sockets)
          .isInstanceOfSatisfying(
              FailureException.class,
              e -> {
                assertThat(e.failure().code()).isEqualTo(Code.HANDED_SOCKET);
                assertThat(e.failure().detail()).contains("LISTEN_FDS is '" + count + "'");
              });
    }
  }

  @Test
  void hearsHowItGoes() throws Exception {
    assumeTrue(Epoll.isAvailable());
    Path path = folder.resolve("notify");
    hears(path.toString(), path.toString());
  }

  @Test
  void hearsItByANameOfTheKernelToo() throws Exception {
    assumeTrue(Epoll.isAvailable());
    String name = "naru-test-" + ProcessHandle.current().pid();
    hears("\0" + name, "@" + name);
  }

  private static void hears(String bound, String told) throws IOException {
    Socket socket = Socket.newSocketDomainDgram();
    try {
      socket.bind(new DomainSocketAddress(bound));
      ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", told), 34);
      manager.ready();
      assertThat(heard(socket)).isEqualTo("READY=1\nMAINPID=34");
      manager.reloading();
      assertThat(heard(socket)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
      manager.stopping(Duration.ofSeconds(20));
      assertThat(heard(socket)).isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=20000000");
    } finally {
      socket.close();
    }
  }

  private static String heard(Socket socket) throws IOException {
    ByteBuffer into = ByteBuffer.allocateDirect(1000);
    DomainDatagramSocketAddress from = socket.recvFromDomainSocket(into, 0, into.limit());
    byte[] text = new byte[from.receivedAmount()];
    into.get(0, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  @Test
  void nobodyToTell() {
    ServiceManager.of(Map.of("NOTIFY_SOCKET", "/nowhere/at/all"), 34).ready();
    ServiceManager.of(Map.of("NOTIFY_SOCKET", "vsock:2:1"), 34).ready();
    ServiceManager.of(Map.of(), 34).ready();
  }
}
