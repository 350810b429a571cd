package naru.forward;

import static naru.forward.Crossing.event;
import static naru.forward.Crossing.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import naru.base.Clock;
import naru.base.Code;
import naru.base.DomainPattern;
import naru.ca.Authority;
import naru.ca.CaConfig;
import naru.trace.Party;
import naru.trace.ProxyEvent;
import naru.trace.ProxyEvent.Action;
import naru.trace.SpanRecord;
import naru.trace.TlsEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tunnels that are looked into: two TLS sessions, with the proxy's stops between them. */
final class InspectionTest {
  private static final String HOST = "shop.naru.test";

  @TempDir Path state;
  @TempDir Path strangerState;
  private Crossing crossing;

  @BeforeEach
  void open() {
    crossing = new Crossing(state).name(HOST, "127.0.0.1");
  }

  @AfterEach
  void close() {
    crossing.close();
  }

  private static String get(String path, String... fields) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n" + String.join("", fields) + "\r\n";
  }

  private Wire inside(InetSocketAddress proxy, InetSocketAddress server) throws Exception {
    return Wire.to(proxy).connect(HOST + ":" + server.getPort()).tls(crossing.trusting(), HOST);
  }

  @Test
  void severalRequestsInOneTunnelEachWithAPartOfItsOwn() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
    try (Wire wire = inside(proxy, server)) {
      SpanRecord connect = crossing.part();
      assertThat(words(connect)).containsExactly("Accepted", "Request", "Decided", "Response");
      assertThat(crossing.tunnels()).isOne();

      assertThat(wire.say(get("/one")).until("GET /one")).startsWith("HTTP/1.1 200 ");
      SpanRecord first = crossing.part();
      assertThat(words(first))
          .containsSubsequence(
              "ClientHello",
              "ServerHello",
              "Established",
              "Request",
              "Decided",
              "ClientHidden",
              "Known",
              "Connecting",
              "Connected",
              "CertificateVerified",
              "Established",
              "Request",
              "Response");

      String parent = "traceparent: 00-0123456789abcdef0123456789abcdef-00000000000000aa-01\r\n";
      wire.say(get("/two", parent)).until("GET /two");
      SpanRecord second = crossing.part();
      assertThat(second.trace()).hasToString("0123456789abcdef0123456789abcdef");
      assertThat(second.parent()).isEqualTo(0xaa);
      assertThat(words(second)).startsWith("Reused", "Request", "Decided");
      assertThat(second.trace()).isNotEqualTo(first.trace());
    }
    while (crossing.tunnels() > 0) {
      crossing.turn();
    }
  }

  @Test
  void theServersPartIsJoinedByTraceparent() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
    try (Wire wire = inside(proxy, server)) {
      wire.say(get("/")).until("GET /");
    }
    SpanRecord origin = crossing.part(Party.ORIGIN);
    SpanRecord mine = crossing.part();
    assertThat(origin.trace()).isEqualTo(mine.trace());
    assertThat(origin.parent()).isEqualTo(mine.id());
  }

  @Test
  void whatComesOutPassesTheStopBetween() throws Exception {
    AtomicInteger passed = new AtomicInteger();
    crossing.between =
        x -> {
          passed.incrementAndGet();
          assertThat(x.scheme()).isEqualTo("https");
          x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "from the store"));
        };
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
    try (Wire wire = inside(proxy, new InetSocketAddress("127.0.0.1", 443))) {
      assertThat(wire.say(get("/")).until("from the store")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(passed).hasValue(1);
  }

  @Test
  void aServerOfAnUnknownIssuerIsNotTrusted() throws Exception {
    CaConfig any = CaConfig.of(List.of(DomainPattern.parse("*")));
    try (Authority stranger =
        Authority.open(any, strangerState, Clock.system(), new naru.base.Metrics())) {
      InetSocketAddress server = crossing.secureServer(stranger, Crossing::mirror);
      InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
      try (Wire wire = inside(proxy, server)) {
        crossing.part();
        assertThat(wire.say(get("/")).until("}\n"))
            .startsWith("HTTP/1.1 502 ")
            .contains("\"N1302\"");
        SpanRecord part = crossing.part();
        assertThat(words(part)).containsOnlyOnce("Connecting");
        TlsEvent.Failed failed = event(part, TlsEvent.Failed.class);
        assertThat(failed.failure().code()).isEqualTo(Code.TLS_UNKNOWN_ISSUER);
      }
    }
  }

  @Test
  void rfc9110Section74AnotherHostInsideIsMisdirected() throws Exception {
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
    for (String request :
        List.of(
            "GET / HTTP/1.1\r\nHost: bank.naru.test\r\n\r\n",
            "GET https://bank.naru.test/ HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET http://shop.naru.test/ HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: shop.naru.test:1\r\n\r\n")) {
      try (Wire wire = inside(proxy, new InetSocketAddress("127.0.0.1", 443))) {
        assertThat(wire.say(request).until("}\n")).startsWith("HTTP/1.1 421 ");
      }
    }
    try (Wire wire = inside(proxy, new InetSocketAddress("127.0.0.1", 443))) {
      wire.say("CONNECT bank.naru.test:443 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(wire.until("}\n")).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void aClientThatRejectsOurCertificateGetsATunnelNextTime() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
    String target = HOST + ":" + server.getPort();
    rejected(proxy, target);

    try (Wire wire = Wire.to(proxy).connect(target).tls(crossing.trusting(), HOST)) {
      wire.say(get("/", "Connection: close\r\n")).rest();
    }
    SpanRecord part = crossing.part();
    ProxyEvent.Decided decided = event(part, ProxyEvent.Decided.class);
    assertThat(decided.action()).isEqualTo(Action.TUNNEL);
    assertThat(decided.rule()).isEqualTo("*.naru.test");
    assertThat(decided.reason()).contains("rejected our certificate");
    assertThat(words(part)).contains("TunnelOpened", "TunnelClosed");
    assertThat(crossing.metric("naru_proxy_unwilling")).isOne();
  }

  @Test
  void aStrictRuleGoesOnInspecting() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test", "", true).proxy();
    String target = HOST + ":" + server.getPort();
    rejected(proxy, target);
    Wire.to(proxy).connect(target).close();
    assertThat(event(crossing.part(), ProxyEvent.Decided.class).action()).isEqualTo(Action.INSPECT);
  }

  /** A client that holds another CA's key only; the failure becomes a trace. */
  private void rejected(InetSocketAddress proxy, String target) throws Exception {
    CaConfig any = CaConfig.of(List.of(DomainPattern.parse("*")));
    try (Authority stranger =
            Authority.open(any, strangerState, Clock.system(), new naru.base.Metrics());
        Wire wire = Wire.to(proxy).connect(target)) {
      assertThatThrownBy(() -> wire.tls(Crossing.trusting(stranger.rootCertificate()), HOST))
          .isInstanceOf(SSLException.class);
    }
    crossing.part();
    SpanRecord part = crossing.part();
    assertThat(words(part)).startsWith("ClientHello").endsWith("Failed");
    assertThat(event(part, TlsEvent.Failed.class).failure().detail()).contains("alert ");
  }

  @Test
  void garbageInsteadOfTlsIsTold() throws Exception {
    InetSocketAddress proxy = crossing.rule(Action.INSPECT, "*.naru.test").proxy();
    try (Wire wire = Wire.to(proxy).connect(HOST + ":443")) {
      wire.say("GET / HTTP/1.1\r\n\r\n").rest();
    }
    crossing.part();
    SpanRecord part = crossing.part();
    assertThat(event(part, TlsEvent.Failed.class).failure().code()).isEqualTo(Code.TLS_HANDSHAKE);
    while (crossing.tunnels() > 0) {
      crossing.turn();
    }
  }

  @Test
  void insideTlsToTheProxyToo() throws Exception {
    InetSocketAddress server = crossing.secureServer(Crossing::mirror);
    crossing.rule(Action.INSPECT, "*.naru.test");
    try (Wire outer = Wire.to(crossing.secureProxy()).tls(crossing.trusting(), "proxy.test");
        Wire inner = outer.connect(HOST + ":" + server.getPort()).tls(crossing.trusting(), HOST)) {
      assertThat(inner.say(get("/in")).until("GET /in")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(words(crossing.part())).startsWith("Accepted", "ClientHello");
  }
}
