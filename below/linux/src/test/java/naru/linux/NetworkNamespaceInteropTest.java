package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

@Tag("interop")
@Timeout(60)
@EnabledIf("naru.linux.NetworkNamespace#available")
final class NetworkNamespaceInteropTest {
  @Test
  void aNewOneHasLoopbackAloneAndItIsDown() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      assertThat(namespace.call(() -> Interface.named("lo").isUp())).isFalse();
      assertThat(Commands.in(namespace, "ip", "-o", "link").lines()).hasSize(1);
    }
  }

  @Test
  void socketsOpenedWithinStayWithin() throws Exception {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      namespace.call(() -> Interface.named("lo").up());
      try (ServerSocket server = namespace.call(() -> new ServerSocket(0, 1, loopback))) {
        int port = server.getLocalPort();
        try (Socket client = namespace.call(() -> new Socket(loopback, port));
            Socket accepted = server.accept()) {
          assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
        }
      }
    }
  }

  @Test
  void theCallingThreadStaysWhereItIs() throws Exception {
    Path own = Path.of("/proc/thread-self/ns/net");
    Path before = Files.readSymbolicLink(own);
    try (NetworkNamespace namespace = NetworkNamespace.create();
        NetworkNamespace current = NetworkNamespace.current()) {
      Path within = namespace.call(() -> Files.readSymbolicLink(own));
      assertThat(within).isNotEqualTo(before);
      assertThat(current.call(() -> Files.readSymbolicLink(own))).isEqualTo(before);
      assertThat(Files.readSymbolicLink(own)).isEqualTo(before);
      try (NetworkNamespace again = NetworkNamespace.open(namespace.path())) {
        assertThat(again.call(() -> Files.readSymbolicLink(own))).isEqualTo(within);
      }
    }
  }

  @Test
  void byNameAndByProcess() throws Exception {
    String name = "naru-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try (NetworkNamespace here = NetworkNamespace.current()) {
      Commands.in(here, "ip", "netns", "add", name);
      try (NetworkNamespace named = NetworkNamespace.named(name)) {
        Process process = named.call(() -> new ProcessBuilder("sleep", "60").start());
        try (NetworkNamespace its = NetworkNamespace.ofProcess(process.pid())) {
          Path own = Path.of("/proc/thread-self/ns/net");
          Path one = named.call(() -> Files.readSymbolicLink(own));
          assertThat(its.call(() -> Files.readSymbolicLink(own))).isEqualTo(one);
        } finally {
          process.destroyForcibly();
        }
      } finally {
        Commands.in(here, "ip", "netns", "delete", name);
      }
    }
  }

  @Test
  void whatTheWorkThrowsComesOut() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      IOException thrown = new IOException("inside");
      assertThatThrownBy(
              () ->
                  namespace.call(
                      () -> {
                        throw thrown;
                      }))
          .isSameAs(thrown);
    }
  }

  @Test
  void aFileThatIsNoNamespaceIsRefused() {
    try (NetworkNamespace no = NetworkNamespace.open(Path.of("/dev/null"))) {
      assertThatThrownBy(() -> no.call(() -> 1))
          .isInstanceOf(LinuxException.class)
          .hasMessageContaining("setns /dev/null: EINVAL");
    }
    assertThatThrownBy(() -> NetworkNamespace.named("../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
