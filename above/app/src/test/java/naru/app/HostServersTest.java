package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostServersTest {
  @TempDir private Path folder;

  @Test
  void theFirstThreeOfTheFileAreAsked() throws IOException {
    Path file = folder.resolve("resolv.conf");
    Files.writeString(
        file,
        """
        # nameserver 192.0.2.9
        search naru.test
        nameserver 192.0.2.1
         nameserver\t2001:db8::1  # the second
        nameserver
        nameserver ns.naru.test
        nameserver 192.0.2.3
        nameserver 192.0.2.4
        """);
    assertThat(HostServers.of(file))
        .extracting(InetSocketAddress::toString)
        .containsExactly("/192.0.2.1:53", "/[2001:db8:0:0:0:0:0:1]:53", "/192.0.2.3:53");
    assertThat(HostServers.of(folder.resolve("none"))).isEmpty();
  }
}
