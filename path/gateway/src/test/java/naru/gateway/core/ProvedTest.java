package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.IpRange;
import naru.gateway.config.CertificateMatch;
import naru.gateway.config.Matching;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.TextMatch;
import naru.gateway.core.regex.Regex;
import naru.http.Exchange;
import naru.http.RequestHead;
import naru.trace.GatewayEvent.NearMiss;
import naru.transport.ClientCertificate;
import org.junit.jupiter.api.Test;

/** Routes for clients who proved something, and what is told of those who did not. */
final class ProvedTest {
  private static final String SHA256 = "ab".repeat(32);
  private static final ClientCertificate ALICE =
      new ClientCertificate(
          "O=Naru,CN=alice",
          "alice",
          List.of("email:alice@naru.test", "uri:spiffe://naru/alice"),
          SHA256,
          ":AA==:");

  private static CertificateMatch match(
      List<TextMatch> cn, List<TextMatch> subject, List<TextMatch> san, String... sha256) {
    return new CertificateMatch(true, cn, subject, san, List.of(sha256));
  }

  private static List<TextMatch> is(String... texts) {
    return java.util.stream.Stream.of(texts).<TextMatch>map(TextMatch.Is::new).toList();
  }

  private static List<TextMatch> covered(String regex) {
    return List.of(new TextMatch.Covered(Regex.parse(regex)));
  }

  /** The route of a client; what the other one missed. */
  private static String route(CertificateMatch what, Optional<ClientCertificate> shown) {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("all", RouteMatch.ANY, "u"),
                RouteConfig.of("some", Matching.any().certificate(what).match(), "u")));
    Exchange.Client client =
        new Exchange.Client(
            new InetSocketAddress(IpRange.literal("127.0.0.1"), 1),
            new InetSocketAddress(IpRange.literal("127.0.0.1"), 443),
            Optional.empty(),
            shown);
    Routing.Chosen chosen =
        (Routing.Chosen) table.route(RequestHead.of("GET", "/", "a.test"), client);
    List<NearMiss> missed = chosen.event().missed();
    return chosen.event().route()
        + missed.stream().map(m -> " " + m.predicate()).findFirst().orElse("");
  }

  private static String route(CertificateMatch what) {
    return route(what, Optional.of(ALICE));
  }

  @Test
  void anyOrNone() {
    assertThat(route(CertificateMatch.ANY)).isEqualTo("some");
    assertThat(route(CertificateMatch.ANY, Optional.empty())).isEqualTo("all certificate");
    assertThat(route(CertificateMatch.NONE)).isEqualTo("all certificate");
    assertThat(route(CertificateMatch.NONE, Optional.empty())).isEqualTo("some");
  }

  @Test
  void whatItSays() {
    List<TextMatch> any = List.of();
    assertThat(route(match(is("bob", "alice"), any, any))).isEqualTo("some");
    assertThat(route(match(is("bob"), any, any))).isEqualTo("all certificate cn");
    assertThat(route(match(is("Alice"), any, any))).isEqualTo("all certificate cn");
    assertThat(route(match(any, is("O=Naru,CN=alice"), any))).isEqualTo("some");
    assertThat(route(match(any, covered("O=Naru,CN=[a-z]+"), any))).isEqualTo("some");
    assertThat(route(match(any, covered("CN=[a-z]+"), any)))
        .as("an expression covers the whole")
        .isEqualTo("all certificate subject");
    assertThat(route(match(any, any, is("uri:spiffe://naru/alice")))).isEqualTo("some");
    assertThat(route(match(any, any, covered("uri:spiffe://naru/.*")))).isEqualTo("some");
    assertThat(route(match(any, any, is("alice@naru.test"))))
        .as("a name has its kind")
        .isEqualTo("all certificate san");
    assertThat(
            route(match(any, any, any, "00".repeat(32), SHA256.toUpperCase(java.util.Locale.ROOT))))
        .isEqualTo("some");
    assertThat(route(match(any, any, any, "00".repeat(32)))).isEqualTo("all certificate sha256");
  }

  @Test
  void allThatIsSaidMustHold() {
    assertThat(route(match(is("alice"), List.of(), is("email:bob@naru.test"))))
        .isEqualTo("all certificate san");
    assertThat(route(match(is("alice"), List.of(), is("email:alice@naru.test"), SHA256)))
        .isEqualTo("some");
  }

  /** The more is asked of a certificate, the more specific the route. */
  @Test
  void moreConditionsGoFirst() {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of(
                    "anybody", Matching.any().certificate(CertificateMatch.ANY).match(), "u"),
                RouteConfig.of(
                    "alice",
                    Matching.any().certificate(match(is("alice"), List.of(), List.of())).match(),
                    "u")));
    Exchange.Client client =
        new Exchange.Client(
            new InetSocketAddress(IpRange.literal("127.0.0.1"), 1),
            new InetSocketAddress(IpRange.literal("127.0.0.1"), 443),
            Optional.empty(),
            Optional.of(ALICE));
    Routing.Chosen chosen =
        (Routing.Chosen) table.route(RequestHead.of("GET", "/", "a.test"), client);
    assertThat(chosen.event().route()).isEqualTo("alice");
  }
}
