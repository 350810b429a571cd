package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.Stand;
import naru.journey.Programs;
import naru.trace.GatewayEvent;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PROXY headers before datagrams, as dnsdist sends them and takes them. */
@Tag("interop")
final class DnsdistInteropTest {
  private static final String NARU =
      """
      naru: 1
      state: "{state}"
      listen:
        dns: udp://127.0.0.1:{dns}
        gateway:
          - { scheme: udp, port: {behind}, proxy-protocol: { trust: 127.0.0.1 } }
          - udp://127.0.0.1:{front}
      dns: { zones: { naru.test: { shop: A 192.0.2.7 } } }
      gateway:
        upstreams:
          dns: { targets: 127.0.0.1:{dns} }
          accepting: { targets: 127.0.0.1:{accepting}, proxy-protocol: v2 }
        streams:
          - { name: behind, transport: udp, port: {behind}, idle: 200ms, to: dns }
          - { name: front, transport: udp, port: {front}, idle: 200ms, to: accepting }
      """;

  private static final String SENDING =
      """
      setLocal("127.0.0.1:%d")
      newServer({address="127.0.0.1:%d", useProxyProtocol=true}):setUp()
      """;

  /** Answers by itself, and only what comes with a header. */
  private static final String ACCEPTING =
      """
      setLocal("127.0.0.1:%d")
      setProxyProtocolACL({"127.0.0.1/32"})
      addAction(AllRule(), SpoofAction("192.0.2.9"))
      """;

  @TempDir private static Path folder;
  private static int sendingPort;
  private static Foreign sending;
  private static Foreign accepting;
  private static Stand naru;

  @BeforeAll
  static void serve() throws Exception {
    sendingPort = Stand.freePort();
    int acceptingPort = Stand.freePort();
    int behind = Stand.freePort();
    accepting = dnsdist("accepting", ACCEPTING.formatted(acceptingPort), acceptingPort);
    Map<String, Integer> ports = Map.of("accepting", acceptingPort, "behind", behind);
    naru = Stand.open(folder.resolve("state"), NARU, ports);
    sending = dnsdist("sending", SENDING.formatted(sendingPort, behind), sendingPort);
  }

  private static Foreign dnsdist(String name, String config, int port) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".conf"), config);
    List<String> command =
        List.of("dnsdist", "--supervised", "--disable-syslog", "-C", file.toString());
    return Foreign.start(folder, command, port);
  }

  @AfterAll
  static void stop() {
    sending.close();
    accepting.close();
    naru.close();
  }

  private static String dig(int port) throws IOException, InterruptedException {
    return Programs.output(
            "dig", "@127.0.0.1", "-p", "" + port, "shop.naru.test", "+short", "+tries=1")
        .strip();
  }

  @Test
  void dnsdistSaysWhoItsClientIs() throws Exception {
    assertThat(dig(sendingPort)).isEqualTo("192.0.2.7");
    Until.so("the trace of its session", () -> !introductions("behind").isEmpty());
    TcpEvent.Introduced told = introductions("behind").getFirst();
    assertThat(told.version()).isEqualTo("v2");
    assertThat(told.client()).matches("127\\.0\\.0\\.1:\\d+");
    assertThat(told.called()).isEqualTo("127.0.0.1:" + sendingPort);
  }

  @Test
  void dnsdistIsToldWhoOurClientIs() throws Exception {
    assertThat(dig(naru.port("front"))).isEqualTo("192.0.2.9");
    Until.so("the trace of its session", () -> !introductions("front").isEmpty());
    TcpEvent.Introduced told = introductions("front").getFirst();
    assertThat(told.called()).isEqualTo("127.0.0.1:" + naru.port("front"));
  }

  private static List<TcpEvent.Introduced> introductions(String stream) {
    return naru.traces().newest(1000).stream()
        .filter(
            t ->
                Told.events(t, GatewayEvent.Carried.class).stream()
                    .anyMatch(c -> c.stream().equals(stream) && c.bytesDown() > 0))
        .flatMap(t -> Told.events(t, TcpEvent.Introduced.class).stream())
        .toList();
  }
}
