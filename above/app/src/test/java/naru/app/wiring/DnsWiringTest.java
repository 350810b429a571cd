package naru.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import naru.app.config.Config;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import org.junit.jupiter.api.Test;

/** For whom the name server asks others. */
final class DnsWiringTest {
  private static Config config(String text) {
    Loaded loaded = ConfigFile.parse("naru.yaml", Path.of("."), "naru: 1\n" + text);
    assertThat(loaded).as("%s", loaded.report()).isInstanceOf(Loaded.Valid.class);
    return ((Loaded.Valid) loaded).config();
  }

  private static List<String> clients(String text) {
    return DnsWiring.config(config(text)).recursion().clients().stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void aNameServerAloneAsksForThoseNamed() {
    assertThat(clients("listen: { dns: udp://127.0.0.1:53 }"))
        .containsExactly("127.0.0.0/8", "0:0:0:0:0:0:0:1/128");
    assertThat(
            clients(
                "listen: { expose: true, dns: udp://0.0.0.0:53 }\n"
                    + "dns: { recursion: [172.16.0.0/12, 'fd00::/8'] }"))
        .containsExactly("172.16.0.0/12", "fd00:0:0:0:0:0:0:0/8");
  }

  /** With the address that the kernel takes for it. */
  @Test
  void theOwnProxyAndGatewayAreAmongThem() {
    String listen =
        "listen: { expose: true, dns: [%s], proxy: http://127.0.0.1:3128 }\ndns: { recursion: [] }";
    assertThat(clients(listen.formatted("udp://192.0.2.1:53"))).containsExactly("192.0.2.1/32");
    assertThat(clients(listen.formatted("udp://0.0.0.0:53"))).containsExactly("127.0.0.1/32");
    assertThat(clients(listen.formatted("udp://127.0.0.5:53"))).containsExactly("127.0.0.1/32");
    assertThat(clients(listen.formatted("'udp://[::]:53'"))).containsExactly("0:0:0:0:0:0:0:1/128");
  }

  @Test
  void onOwnNetworksToo() {
    String inner =
        """
        listen: { expose: true, dns: udp://10.77.0.3:53, gateway: http://10.77.0.4:80 }
        network: { inner: { range: 10.77.0.0/24, client: 10.77.0.2 } }
        dns: { recursion: [] }
        """;
    assertThat(clients(inner)).contains("10.77.0.0/24");
  }
}
