package naru.gateway.l4.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import naru.base.DomainPattern;
import naru.base.Place;
import naru.gateway.config.StreamConfig;
import naru.gateway.config.StreamConfig.Transport;
import naru.gateway.l4.core.StreamTable.Choice;
import naru.trace.GatewayEvent.NearMiss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stream takes what: the precedence of the Gateway API. */
final class StreamTableTest {
  private static StreamConfig stream(
      String name, Transport transport, int port, String hosts, String alpn) {
    return new StreamConfig(
        name,
        transport,
        port == 0 ? List.of() : List.of(port),
        words(hosts).stream().map(DomainPattern::parse).toList(),
        words(alpn),
        "group",
        1,
        Place.BUILT_IN);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
  }

  private final StreamTable table =
      StreamTable.of(
          List.of(
              stream("any-tls", Transport.TCP, 443, "*", ""),
              stream("below", Transport.TCP, 443, "*.naru.test", ""),
              stream("deep", Transport.TCP, 443, "*.a.naru.test", ""),
              stream("exact", Transport.TCP, 443, "x.naru.test", ""),
              stream("exact-h2", Transport.TCP, 443, "x.naru.test", "h2"),
              stream("db", Transport.TCP, 5432, "", ""),
              stream("mixed-sni", Transport.TCP, 6000, "m.test", ""),
              stream("mixed", Transport.TCP, 6000, "", ""),
              stream("dns", Transport.UDP, 0, "", "")));

  private static String name(Choice choice) {
    return switch (choice) {
      case Choice.Taken taken -> taken.stream().name();
      case Choice.Nobody nobody -> "-";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "443, x.naru.test, '', exact",
    "443, x.naru.test, h2 http/1.1, exact-h2",
    "443, y.naru.test, h2, below",
    "443, y.a.naru.test, '', deep",
    "443, other.test, '', any-tls",
    "443, '', '', -",
    "5432, whatever.test, '', db",
    "6000, m.test, '', mixed-sni",
    "6000, n.test, '', mixed",
    "6000, '', '', mixed",
    "7000, x.naru.test, '', -",
  })
  void byHello(int port, String host, String alpn, String expected) {
    assertThat(name(table.hello(port, host, words(alpn)))).isEqualTo(expected);
  }

  @Test
  void byPortAlone() {
    assertThat(name(table.plain(5432))).isEqualTo("db");
    assertThat(name(table.plain(443))).isEqualTo("-");
    assertThat(name(table.datagram(5432))).isEqualTo("dns");
  }

  @Test
  void aHelloIsReadOnlyWhereItDecides() {
    assertThat(table.looksIntoHello(443)).isTrue();
    assertThat(table.looksIntoHello(6000)).isTrue();
    assertThat(table.looksIntoHello(5432)).isFalse();
  }

  @Test
  void whatMissedIsTold() {
    Choice choice =
        StreamTable.of(
                List.of(
                    stream("a", Transport.UDP, 1, "", ""),
                    stream("b", Transport.TCP, 2, "", ""),
                    stream("c", Transport.TCP, 1, "c.test", ""),
                    stream("d", Transport.TCP, 1, "x.test", "h2")))
            .hello(1, "x.test", List.of());
    assertThat(((Choice.Nobody) choice).event().missed())
        .containsExactly(
            new NearMiss("a", "transport"),
            new NearMiss("b", "port"),
            new NearMiss("c", "host"),
            new NearMiss("d", "alpn"));
  }
}
