package naru.gateway.core;

import static naru.gateway.config.Matching.any;
import static naru.gateway.config.Matching.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.IpRange;
import naru.gateway.config.CertificateMatch;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.RouteMatch.HeaderMatch;
import naru.gateway.config.TextMatch;
import naru.gateway.core.regex.Regex;
import naru.http.Exchange;
import naru.http.RequestHead;
import naru.trace.GatewayEvent.NearMiss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes for hosts that an expression covers, and routes with exceptions. */
class ExceptionsTest {
  private static final IpRange OFFICE = IpRange.parse("192.0.2.0/24");

  private static RouteMatch covered(String expression) {
    return any().hostCovered(Regex.parse(expression)).match();
  }

  private static final RouteTable HOSTS =
      RouteTable.of(
          List.of(
              RouteConfig.of("any", RouteMatch.ANY, "u"),
              RouteConfig.of("short", covered("s.*"), "u"),
              RouteConfig.of("shard", covered("shard-[0-9]+\\.naru\\.test"), "u"),
              RouteConfig.of(
                  "shard-api",
                  any().hostCovered(Regex.parse("shard-[0-9]+\\.naru\\.test")).path("/a").match(),
                  "u"),
              RouteConfig.of("wild", host("*.wild.test").match(), "u"),
              RouteConfig.of("seven", host("shard-7.naru.test").match(), "u"),
              RouteConfig.of(
                  "both", host("b.test").hostCovered(Regex.parse("c[0-9]\\.test")).match(), "u")));

  private static Routing ask(RouteTable table, RequestHead head, String from) {
    Exchange.Client client =
        new Exchange.Client(
            new InetSocketAddress(IpRange.literal(from), 1),
            new InetSocketAddress(IpRange.literal("127.0.0.1"), 80),
            Optional.empty());
    return table.route(head, client);
  }

  private static String name(Routing routing) {
    return routing instanceof Routing.Chosen c ? c.event().route() : "none";
  }

  @ParameterizedTest
  @CsvSource({
    "shard-12.naru.test, /, shard",
    "SHARD-12.Naru.test.:8080, /, shard",
    "shard-12.naru.test, /a, shard-api",
    "shard-7.naru.test, /, seven",
    "shard-x.naru.test, /, short",
    "shard-1.naru.test.evil, /, short",
    "s.wild.test, /, wild",
    "b.test, /, both",
    "c5.test, /, both",
    "c55.test, /, any",
    "[::1], /, any",
  })
  void namesThenWildcardsThenLongerExpressions(String authority, String path, String route) {
    assertThat(name(ask(HOSTS, RequestHead.of("GET", path, authority), "::1"))).isEqualTo(route);
  }

  @Test
  void aHostThatIsNotCoveredIsTold() {
    RouteTable table = RouteTable.of(List.of(RouteConfig.of("shard", covered("s[0-9]"), "u")));
    Routing.None none = (Routing.None) ask(table, RequestHead.of("GET", "/", "x"), "::1");
    assertThat(none.event().missed()).containsExactly(new NearMiss("shard", "host"));
  }

  private static RouteTable excepting(RouteMatch... exceptions) {
    return RouteTable.of(
        List.of(
            RouteConfig.of("rest", RouteMatch.ANY, "u"),
            RouteConfig.of("most", any().except(exceptions).match(), "u")));
  }

  private static Routing ask(RouteMatch exception, String host, String path, String... fields) {
    RequestHead head = RequestHead.of("GET", path, host);
    for (int i = 0; i < fields.length; i += 2) {
      head.fields().add(fields[i], fields[i + 1]);
    }
    return ask(excepting(exception), head, "192.0.2.9");
  }

  private static void refused(Routing routing, String word) {
    assertThat(routing).isInstanceOf(Routing.Chosen.class);
    Routing.Chosen chosen = (Routing.Chosen) routing;
    assertThat(chosen.event().route()).isEqualTo("rest");
    assertThat(chosen.event().missed()).containsExactly(new NearMiss("most", word));
  }

  @Test
  void whatARequestMustNotBeHoldsAsAWhole() {
    HeaderMatch beta = HeaderMatch.is("x-beta", "1");
    RouteMatch both = any().path("/a/**", "/b").header(beta).match();
    assertThat(name(ask(both, "h", "/a/x"))).isEqualTo("most");
    assertThat(name(ask(both, "h", "/c", "X-Beta", "1"))).isEqualTo("most");
    refused(ask(both, "h", "/a/x", "X-Beta", "1"), "not path + header x-beta");
    refused(ask(both, "h", "/b", "X-Beta", "1"), "not path + header x-beta");
  }

  @Test
  void eachKindOfConditionCanBeRefused() {
    refused(ask(host("*.a.test").match(), "x.A.test:80", "/"), "not host");
    assertThat(name(ask(host("*.a.test").match(), "a.test", "/"))).isEqualTo("most");
    refused(ask(host("a.test").match(), "A.test.", "/"), "not host");
    assertThat(name(ask(host("a.test").match(), "ba.test", "/"))).isEqualTo("most");
    refused(ask(host("*").match(), "h", "/"), "not host");
    refused(ask(covered("a.*"), "Ab.test", "/"), "not host");
    refused(ask(any().method("GET").match(), "h", "/"), "not method");
    refused(ask(any().client(OFFICE).match(), "h", "/"), "not client");
    refused(ask(any().port(80).match(), "h", "/"), "not port");
    refused(ask(any().scheme("http").match(), "h", "/"), "not scheme");
    refused(ask(any().certificate(CertificateMatch.NONE).match(), "h", "/"), "not certificate");
    RouteMatch cookie = any().header(HeaderMatch.cookie("lane", new TextMatch.Present())).match();
    refused(ask(cookie, "h", "/", "Cookie", "lane="), "not cookie lane");
  }

  @Test
  void ofSeveralNoneMayHold() {
    RouteTable table =
        excepting(any().path("/x").match(), any().client(OFFICE).method("POST").match());
    assertThat(name(ask(table, RequestHead.of("GET", "/y", "h"), "192.0.2.9"))).isEqualTo("most");
    refused(ask(table, RequestHead.of("GET", "/x", "h"), "::1"), "not path");
    refused(ask(table, RequestHead.of("POST", "/y", "h"), "192.0.2.9"), "not method + client");
  }

  @Test
  void exceptionsHaveNoneThemselvesAndAreNotEverything() {
    RouteMatch once = any().except(host("a").match()).match();
    assertThatThrownBy(() -> any().except(once).match())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> any().except(RouteMatch.ANY).match())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
