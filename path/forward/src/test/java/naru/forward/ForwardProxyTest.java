package naru.forward;

import static naru.forward.Crossing.event;
import static naru.forward.Crossing.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.http.BodySink;
import naru.http.Exchange;
import naru.trace.ProxyEvent;
import naru.trace.ProxyEvent.Action;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in absolute-form: what is allowed, and what the server sees of the client. */
final class ForwardProxyTest {
  @TempDir Path state;
  private Crossing crossing;
  private InetSocketAddress server;

  @BeforeEach
  void open() {
    crossing = new Crossing(state).name("shop.naru.test", "127.0.0.1");
    server = crossing.server(Crossing::mirror);
  }

  @AfterEach
  void close() {
    crossing.close();
  }

  private String ask(InetSocketAddress proxy, String line, String... fields) throws IOException {
    try (Wire wire = Wire.to(proxy)) {
      wire.say(line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
      for (String field : fields) {
        wire.say(field + "\r\n");
      }
      return wire.say("\r\n").rest();
    }
  }

  private String url(String host) {
    return "http://" + host + ":" + server.getPort() + "/a?b";
  }

  @Test
  void absoluteFormIsFetchedAndTold() throws Exception {
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    String answer = ask(proxy, "GET " + url("shop.naru.test"));
    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("GET /a?b\n");
    assertThat(answer).contains("Via: 1.1 naru-test\r\n");
    SpanRecord part = crossing.part();
    assertThat(words(part))
        .containsExactly(
            "Accepted",
            "Request",
            "Decided",
            "ClientHidden",
            "Known",
            "Connecting",
            "Connected",
            "Request",
            "Response",
            "Response",
            "Finished",
            "Finished",
            "Info");
    ProxyEvent.Decided decided = event(part, ProxyEvent.Decided.class);
    assertThat(decided.rule()).isEqualTo("*.naru.test");
    assertThat(decided.place()).hasToString("naru.yaml:11");
    assertThat(crossing.metric("naru_proxy_requests_total{action=\"allow\"}")).isOne();
  }

  @Test
  void rfc9112Section322TheTargetWinsOverTheHostField() throws Exception {
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "shop.naru.test").proxy();
    assertThat(ask(proxy, "GET " + url("shop.naru.test")))
        .contains("Host: shop.naru.test:" + server.getPort())
        .doesNotContain("Host: x");
  }

  @Test
  void http10WithoutHostGetsOneForTheServer() throws Exception {
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "shop.naru.test").proxy();
    try (Wire wire = Wire.to(proxy)) {
      wire.say("GET " + url("shop.naru.test") + " HTTP/1.0\r\n\r\n");
      assertThat(wire.rest()).contains("Host: shop.naru.test:" + server.getPort());
    }
  }

  @Test
  void aBodyGoesUp() throws Exception {
    server = crossing.server(ForwardProxyTest::echo);
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    try (Wire wire = Wire.to(proxy)) {
      wire.say("POST " + url("shop.naru.test") + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
      wire.say("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n naru!\r\n0\r\n\r\n");
      assertThat(wire.rest()).startsWith("HTTP/1.1 200 ").contains("hello naru!");
    }
  }

  private static void echo(Exchange x) {
    x.readBody(
        new BodySink() {
          private final StringBuilder all = new StringBuilder();

          @Override
          public void data(io.netty.buffer.ByteBuf data) {
            all.append(data.toString(StandardCharsets.US_ASCII));
            data.release();
          }

          @Override
          public void end() {
            x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), all));
          }

          @Override
          public void abort(naru.base.Failure failure) {}
        });
  }

  /** A client that takes its time still gets the whole of a response that ends its connection. */
  @Test
  void aLargeResponseIsWholeThoughTheConnectionCloses() throws Exception {
    int size = 16 << 20;
    server =
        crossing.server(
            x -> x.answer(x.response(200), x.alloc().directBuffer(size).writeZero(size)));
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    String answer = ask(proxy, "GET " + url("shop.naru.test"));
    assertThat(answer.length() - answer.indexOf("\r\n\r\n") - 4).isEqualTo(size);
  }

  // ---- what is denied

  @Test
  void aDeniedTargetIsToldWithItsReason() throws Exception {
    crossing.rule(Action.DENY, "*.ads.test", "advertising", false);
    String answer = ask(crossing.proxy(), "GET http://big.ads.test/");
    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("\"N1401\"");
    assertThat(answer).contains("big.ads.test is denied by rule 1 (*.ads.test): advertising");
    assertThat(words(crossing.part()))
        .containsExactly(
            "Accepted", "Request", "Decided", "Failed", "Response", "Finished", "Info");
    assertThat(crossing.metric("naru_proxy_refused_total{why=\"rule\"}")).isOne();
  }

  @Test
  void whatNoRuleCoversIsForTheDefault() throws Exception {
    crossing.allowByDefault = false;
    assertThat(ask(crossing.proxy(), "GET http://else.test/"))
        .startsWith("HTTP/1.1 403 ")
        .contains("else.test is denied by default");
    assertThat(event(crossing.part(), ProxyEvent.Decided.class).place())
        .hasToString("naru.yaml:10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.naru.test",
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "10.1.2.3",
        "169.254.169.254",
        "[fd00::1]",
        "[64:ff9b::7f00:1]"
      })
  void aPrivateTargetThatNoRuleNamesIsRefused(String host) throws Exception {
    crossing.rule(Action.ALLOW, "*");
    assertThat(ask(crossing.proxy(), "GET " + url(host)))
        .startsWith("HTTP/1.1 403 ")
        .contains("\"N1402\"");
    assertThat(words(crossing.part()))
        .containsExactly(
            "Accepted",
            "Request",
            "Decided",
            "ClientHidden",
            "Known",
            "PrivateTargetRefused",
            "Failed",
            "Response",
            "Finished",
            "Info");
    assertThat(crossing.metric("naru_proxy_refused_total{why=\"private\"}")).isOne();
  }

  @Test
  void aRuleThatNamesAnAddressOpensIt() throws Exception {
    crossing.rule(Action.ALLOW, "127.0.0.1");
    InetSocketAddress proxy = crossing.proxy();
    assertThat(ask(proxy, "GET " + url("127.0.0.1"))).startsWith("HTTP/1.1 200 ");
    assertThat(ask(proxy, "GET " + url("[::ffff:127.0.0.1]"))).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "2130706433", "0x7f000001", "0x7f.1", "a..", "shop:0"})
  void aTargetThatSomeWouldTakeForAnAddressIsNone(String host) throws Exception {
    assertThat(ask(crossing.proxy(), "GET http://" + host + "/")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aNameThatIsNotThereIsTheNameServersAnswer() throws Exception {
    assertThat(ask(crossing.proxy(), "GET http://nowhere.test/"))
        .startsWith("HTTP/1.1 502 ")
        .contains("\"N1101\"");
  }

  @Test
  void theOtherAddressIsTriedWhenTheFirstRefuses() throws Exception {
    crossing.names.put(
        "two.naru.test",
        List.of(naru.base.IpRange.literal("127.0.0.2"), naru.base.IpRange.literal("127.0.0.1")));
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    assertThat(ask(proxy, "GET " + url("two.naru.test"))).startsWith("HTTP/1.1 200 ");
    assertThat(words(crossing.part())).containsSubsequence("Connecting", "Failed", "Connected");
  }

  // ---- who asks

  @Test
  void rfc9110Section117BasicAuthentication() throws Exception {
    crossing.credentials = Optional.of(c -> c.user().equals("lee") && c.password().equals("a:b"));
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    String get = "GET " + url("shop.naru.test");

    assertThat(ask(proxy, get))
        .startsWith("HTTP/1.1 407 ")
        .contains("Proxy-Authenticate: Basic realm=\"the \\\"lab\\\"\", charset=\"UTF-8\"")
        .contains("no credentials");
    assertThat(words(crossing.part()))
        .containsExactly(
            "Accepted", "Request", "Authenticated", "Failed", "Response", "Finished", "Info");
    assertThat(ask(proxy, get, basic("lee:wrong"))).startsWith("HTTP/1.1 407 ");
    assertThat(ask(proxy, get, "Proxy-Authorization: Basic ?")).startsWith("HTTP/1.1 407 ");
    assertThat(ask(proxy, get, "Proxy-Authorization: Bearer x")).startsWith("HTTP/1.1 407 ");
    assertThat(ask(proxy, get, basic("lee:a:b")))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContain("Proxy-Authorization");
    assertThat(crossing.metric("naru_proxy_refused_total{why=\"credentials\"}")).isEqualTo(4);
  }

  private static String basic(String userAndPassword) {
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    return "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  // ---- what the server sees

  @Test
  void nothingOfTheClientGoesOn() throws Exception {
    crossing.hideUserAgent = true;
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    String seen =
        ask(
            proxy,
            "GET " + url("shop.naru.test"),
            "Forwarded: for=192.0.2.1",
            "X-Forwarded-For: 192.0.2.1",
            "X-Forwarded-Host: a",
            "X-Forwarded-Proto: http",
            "X-Real-IP: 192.0.2.1",
            "True-Client-IP: 192.0.2.1",
            "Client-IP: 192.0.2.1",
            "User-Agent: curl",
            "Proxy-Connection: keep-alive",
            "X-Kept: yes");
    assertThat(seen).contains("X-Kept: yes").contains("Via: 1.1 naru-test");
    assertThat(seen)
        .doesNotContain("192.0.2.1", "X-Forwarded", "Forwarded:", "User-Agent", "Proxy-Connection");
    assertThat(event(crossing.part(), ProxyEvent.ClientHidden.class).removed())
        .contains("Forwarded", "X-Forwarded-For", "X-Real-IP", "True-Client-IP", "User-Agent");
  }

  @Test
  void theServerIsToldTheClientsAddressWhereItIsNotHidden() throws Exception {
    crossing.hideClient = false;
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    String seen = ask(proxy, "GET " + url("shop.naru.test"), "X-Real-IP: 192.0.2.1");
    assertThat(seen)
        .contains("X-Forwarded-For: 127.0.0.1\n", "X-Real-IP: 192.0.2.1", "Via: 1.1 naru-test")
        .doesNotContain("Forwarded: for");
    ProxyEvent.ClientTold told = event(crossing.part(), ProxyEvent.ClientTold.class);
    assertThat(told.fields()).containsExactly("X-Forwarded-For");
    assertThat(told.client()).startsWith("127.0.0.1:");
  }

  @Test
  void rfc7239_7_4_bothFieldsGrowTogether() throws Exception {
    crossing.hideClient = false;
    crossing.hideUserAgent = true;
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    String seen =
        ask(
            proxy,
            "GET " + url("shop.naru.test"),
            "Forwarded: for=192.0.2.1",
            "X-Forwarded-For: 192.0.2.1",
            "User-Agent: curl");
    assertThat(seen)
        .contains("Forwarded: for=192.0.2.1, for=127.0.0.1\n")
        .contains("X-Forwarded-For: 192.0.2.1, 127.0.0.1\n")
        .doesNotContain("User-Agent");
  }

  @Test
  void theServerSeesTheProxysAddress() throws Exception {
    server =
        crossing.server(
            x ->
                x.answer(
                    x.response(200),
                    ByteBufUtil.writeAscii(x.alloc(), "from " + x.client().remote().getPort())));
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    try (Wire wire = Wire.to(proxy)) {
      wire.say(
          "GET " + url("shop.naru.test") + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      int mine = wire.socket().getLocalPort();
      assertThat(wire.rest()).contains("from ").doesNotContain("from " + mine);
    }
  }

  @Test
  void aRequestThatWasHereBeforeIsALoop() throws Exception {
    crossing.name("self.naru.test", "127.0.0.1").rule(Action.ALLOW, "*.naru.test");
    InetSocketAddress proxy = crossing.proxy();
    String via = "Via: 1.0 other (a, b), 1.1 NARU-test";
    assertThat(ask(proxy, "GET " + url("shop.naru.test"), via))
        .startsWith("HTTP/1.1 508 ")
        .contains("\"N1405\"");
    assertThat(ask(proxy, "GET " + url("shop.naru.test"), "Via: 1.1 naru-test2 (naru-test)"))
        .startsWith("HTTP/1.1 200 ");
  }

  /** RFC 9110 section 7.6.1: a field named in Connection is dropped, but not the one we rely on. */
  @Test
  void viaCannotBeTalkedAway() throws Exception {
    InetSocketAddress proxy = crossing.rule(Action.ALLOW, "*.naru.test").proxy();
    assertThat(ask(proxy, "GET " + url("shop.naru.test"), "Connection: via, X-Hop", "X-Hop: 1"))
        .contains("\nVia: 1.1 naru-test")
        .doesNotContain("X-Hop");
  }

  // ---- asked wrongly

  @Test
  void originFormIsToldWhatThisIs() throws Exception {
    assertThat(ask(crossing.proxy(), "GET /index.html"))
        .startsWith("HTTP/1.1 400 ")
        .contains("this is a proxy");
  }

  @Test
  void theAutoConfigurationFileNamesThisProxy() throws Exception {
    crossing.credentials = Optional.of(c -> false);
    InetSocketAddress proxy = crossing.proxy();
    assertThat(ask(proxy, "GET /proxy.pac"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Type: application/x-ns-proxy-autoconfig")
        .contains("return \"PROXY 127.0.0.1:" + proxy.getPort() + "\";");
    assertThat(ask(proxy, "POST /proxy.pac")).startsWith("HTTP/1.1 407 ");
  }

  @Test
  void connectPortsAreChecked() throws Exception {
    crossing.connectPorts = Set.of(443);
    assertThat(ask(crossing.proxy(), "CONNECT shop.naru.test:25"))
        .startsWith("HTTP/1.1 403 ")
        .contains("\"N1404\"");
    assertThat(words(crossing.part()))
        .containsExactly(
            "Accepted", "Request", "Decided", "Failed", "Response", "Finished", "Info");
  }

  @Test
  void rfc9110Section936ConnectHasNoContent() throws Exception {
    String connect = "CONNECT shop.naru.test:443";
    assertThat(ask(crossing.proxy(), connect, "Content-Length: 3", "", "abc"))
        .startsWith("HTTP/1.1 400 ");
  }

  // ---- the dry run

  @Test
  void explainTellsRulesAndPrivateTargets() {
    crossing.rule(Action.DENY, "*.ads.test").rule(Action.INSPECT, "*.naru.test");
    crossing.rule(Action.TUNNEL, "*").connectPorts = Set.of(443);
    crossing.proxy();
    ForwardProxy proxy = Optional.ofNullable(crossing.proxy).orElseThrow();

    Explanation shop = proxy.explain("shop.naru.test", 443);
    assertThat(shop.decision().number()).isEqualTo(2);
    assertThat(shop.looked())
        .extracting(Explanation.Looked::number, Explanation.Looked::matched)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, false),
            org.assertj.core.groups.Tuple.tuple(2, true));
    assertThat(shop.connectPort()).isTrue();
    assertThat(shop.privateTarget()).isEqualTo(Explanation.PrivateTarget.PERMITTED);

    Explanation mail = proxy.explain("example.com", 25);
    assertThat(mail.looked()).hasSize(3);
    assertThat(mail.connectPort()).isFalse();
    assertThat(mail.privateTarget()).isEqualTo(Explanation.PrivateTarget.REFUSED_IF_PRIVATE);
    assertThat(proxy.explain("10.0.0.1", 443).privateTarget())
        .isEqualTo(Explanation.PrivateTarget.REFUSED);
    assertThat(proxy.explain("9.9.9.9", 443).privateTarget())
        .isEqualTo(Explanation.PrivateTarget.PUBLIC);
  }
}
