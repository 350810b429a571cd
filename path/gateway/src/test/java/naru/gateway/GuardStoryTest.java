package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Place;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.change.config.HeaderChange.Line;
import naru.gateway.config.Destination;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.guard.config.AddressRule;
import naru.gateway.guard.config.ApiKeys;
import naru.gateway.guard.config.Basic;
import naru.gateway.guard.config.Guarding;
import naru.gateway.guard.config.LimitBy;
import naru.gateway.guard.config.Rate;
import naru.http.BodySink;
import naru.http.Exchange;
import naru.http.Fields;
import naru.http.Peer;
import naru.trace.GuardEvent;
import naru.trace.HttpEvent;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that guards look at: who passes, what is told, and each refusal by its reason. */
class GuardStoryTest {
  private static final Place LINE = new Place("naru.yaml", 7, 5);
  private static final long SECOND = 1_000_000_000L;

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private InetSocketAddress guarded(Guarding guarding, IpRange... trusted) {
    UpstreamConfig shop = UpstreamConfig.of("shop", town.backend(Town.echo()).endpoint());
    RouteConfig route = RouteConfig.of("web", RouteMatch.ANY, "shop").guardedBy(guarding);
    return town.serve(GatewayConfig.of(List.of(shop), List.of(route)).trusting(trusted));
  }

  private GuardEvent event() throws InterruptedException {
    SpanRecord span = town.span(GuardEvent.class::isInstance);
    return span.entries().stream()
        .map(naru.trace.Entry::event)
        .filter(GuardEvent.class::isInstance)
        .map(GuardEvent.class::cast)
        .findFirst()
        .orElseThrow();
  }

  // ---- addresses

  private static AddressRule rule(boolean allow, String range) {
    return new AddressRule(allow, List.of(IpRange.parse(range)), LINE);
  }

  @Test
  void addressesAreJudgedAsTrustedProxiesTellThem() throws Exception {
    InetSocketAddress at =
        guarded(
            Guards.addresses(rule(false, "10.9.0.0/16"), rule(true, "10.0.0.0/8")),
            IpRange.parse("127.0.0.1"));
    assertThat(Town.get(at, "a.test", "/", "X-Forwarded-For: 10.1.2.3")).startsWith("HTTP/1.1 200");
    assertThat(Town.get(at, "a.test", "/", "X-Forwarded-For: 10.9.2.3"))
        .startsWith("HTTP/1.1 403 ")
        .contains("\"reason\":\"access.denied-address\"")
        .doesNotContain("naru.yaml");
    assertThat(event())
        .isEqualTo(new GuardEvent.AddressJudged("10.9.2.3", "deny 10.9.0.0/16", false, LINE));
    assertThat(Town.get(at, "a.test", "/")).contains("\"reason\":\"access.denied-address\"");
    assertThat(event())
        .isEqualTo(new GuardEvent.AddressJudged("127.0.0.1", "otherwise deny", false, LINE));
    assertThat(town.metrics.text())
        .contains("naru_gateway_guard_refused_total{reason=\"access.denied-address\"} 2");
  }

  @Test
  void whatAnUntrustedClientSaysOfItsAddressDoesNotCount() throws Exception {
    InetSocketAddress at = guarded(Guards.addresses(rule(false, "127.0.0.0/8")));
    assertThat(Town.get(at, "a.test", "/", "X-Forwarded-For: 10.1.2.3"))
        .startsWith("HTTP/1.1 403 ");
  }

  // ---- users

  private static Basic basic(AtomicInteger checks) {
    return new Basic(
        "the \"shop\"",
        Map.of(
            "alice",
            given -> {
              checks.incrementAndGet();
              return given.equals("sesame");
            }),
        Optional.of("x-user"),
        false,
        LINE);
  }

  /** What a server that puts trailers to the other fields would believe. */
  @Test
  void nobodySaysInTrailersWhoTheyAre() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    UpstreamConfig shop =
        UpstreamConfig.of("shop", town.backend(x -> x.readBody(new Trailing(x, told))).endpoint());
    RouteConfig route = telling();
    InetSocketAddress at = town.serve(GatewayConfig.of(List.of(shop), List.of(route)));
    String head =
        "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nX_Role: root\r\n"
            + authorization("alice", "sesame")
            + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    String trailers = "X-User: root\r\nx_user: root\r\nX_ROLE: root\r\nX-Debug: 1\r\nX-Sum: 7\r\n";

    assertThat(Town.ask(at, head + "1\r\na\r\n0\r\n" + trailers + "\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("x-user: alice", "X-Role: guest")
        .doesNotContain("root");
    assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("[X-Sum=7]");
  }

  private static RouteConfig telling() {
    HeaderChange set =
        new HeaderChange(List.of(Line.of("X-Role", "guest")), List.of(), List.of("X-Debug"));
    return new RouteConfig(
        "web",
        RouteMatch.ANY,
        new Destination.ToUpstream("shop"),
        List.of(),
        Guards.basic(basic(new AtomicInteger())),
        LINE,
        Changing.nothing().telling(set).changes());
  }

  /** HTTP/2 has trailers behind a body of known length, too. */
  @Test
  void nobodySaysInTrailersBehindALengthWhoTheyAre() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    UpstreamConfig shop =
        Grouping.of("shop", town.backend(x -> x.readBody(new Trailing(x, told))).endpoint())
            .speaking(Peer.Protocol.HTTP2)
            .group();
    InetSocketAddress at = town.serve(GatewayConfig.of(List.of(shop), List.of(telling())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(out, 4, 0, 0, new byte[0]);
    byte[] head =
        fields(
            ":method=POST",
            ":scheme=http",
            ":path=/",
            ":authority=a.test",
            "content-length=1",
            authorization("alice", "sesame").replace("Authorization: ", "authorization="));
    frame(out, 1, 4, 1, head);
    frame(out, 0, 0, 1, new byte[] {'a'});
    frame(
        out, 1, 5, 1, fields("x-user=root", "x_user=root", "x_role=root", "x-debug=1", "x-sum=7"));
    try (Socket client = new Socket(at.getAddress(), at.getPort())) {
      client.getOutputStream().write(out.toByteArray());
      assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("[x-sum=7]");
    }
  }

  /** A frame of one byte's length. RFC 9113 section 4.1. */
  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int id, byte[] payload) {
    assertThat(payload.length).isLessThan(256);
    out.writeBytes(
        new byte[] {0, 0, (byte) payload.length, (byte) type, (byte) flags, 0, 0, 0, (byte) id});
    out.writeBytes(payload);
  }

  /** Literals without indexing. RFC 7541 section 6.2.2. */
  private static byte[] fields(String... lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String line : lines) {
      int equals = line.indexOf('=');
      out.write(0);
      for (String part : List.of(line.substring(0, equals), line.substring(equals + 1))) {
        out.write(part.length());
        out.writeBytes(part.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return out.toByteArray();
  }

  private record Trailing(Exchange x, BlockingQueue<String> told) implements BodySink {
    @Override
    public void data(ByteBuf data) {
      data.release();
    }

    @Override
    public void trailers(Fields trailers) {
      told.add(trailers.entries().toString());
    }

    @Override
    public void end() {
      x.answer(x.response(200), ByteBufUtil.writeUtf8(x.alloc(), x.request().toString()));
    }

    @Override
    public void abort(Failure failure) {}
  }

  private static String authorization(String user, String password) {
    String pair = user + ":" + password;
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aUserIsToldToTheUpstreamAndThePasswordIsNot() throws Exception {
    AtomicInteger checks = new AtomicInteger();
    InetSocketAddress at = guarded(Guards.basic(basic(checks)));
    String alice = authorization("alice", "sesame");
    assertThat(Town.get(at, "a.test", "/", alice, "X_User: root", "X-USER: root"))
        .startsWith("HTTP/1.1 200")
        .contains("x-user: alice")
        .doesNotContainIgnoringCase("root")
        .doesNotContain("Authorization");
    assertThat(event()).isEqualTo(new GuardEvent.Authenticated("basic", "alice", false, LINE));
    assertThat(Town.get(at, "a.test", "/", alice)).startsWith("HTTP/1.1 200");
    assertThat(event()).isEqualTo(new GuardEvent.Authenticated("basic", "alice", true, LINE));
    assertThat(checks).hasValue(1);
  }

  @Test
  void wrongPasswordsUnknownUsersAndNoCredentialsAre401() throws Exception {
    AtomicInteger checks = new AtomicInteger();
    InetSocketAddress at = guarded(Guards.basic(basic(checks)));
    assertThat(Town.get(at, "a.test", "/", authorization("alice", "open")))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: Basic realm=\"the \\\"shop\\\"\", charset=\"UTF-8\"")
        .contains("\"reason\":\"auth.basic.refused\"");
    assertThat(Town.get(at, "a.test", "/", authorization("mallory", "sesame")))
        .contains("\"reason\":\"auth.basic.refused\"");
    assertThat(checks).as("someone unknown costs as much as a wrong password").hasValue(2);
    assertThat(Town.get(at, "a.test", "/", "Authorization: Basic @@@"))
        .contains("\"reason\":\"auth.basic.refused\"");
    town.spans.clear();
    assertThat(Town.get(at, "a.test", "/")).contains("\"reason\":\"auth.required\"");
    assertThat(event())
        .isEqualTo(new GuardEvent.Refused("basic", "auth.required", "nothing was given", LINE));
  }

  // ---- keys

  private static final String HASH_OF_SESAME =
      "d0c04f4b1951e4aeaaec8223ed2039e542f3aae805a6fa7f6d794e5afff5d272";

  private static ApiKeys keys() {
    return new ApiKeys(
        Optional.of("x-api-key"),
        Optional.of("api_key"),
        Map.of(HASH_OF_SESAME, "app"),
        Optional.of("x-consumer"),
        false,
        LINE);
  }

  @Test
  void aKeyNamesItsConsumerAndGoesNoFurther() throws Exception {
    InetSocketAddress at = guarded(Guards.keys(keys()));
    assertThat(Town.get(at, "a.test", "/x?a=1&api_key=ses%61me&b=2"))
        .startsWith("HTTP/1.1 200")
        .contains("GET /x?a=1&b=2\n")
        .contains("x-consumer: app");
    SpanRecord span = town.span(GuardEvent.class::isInstance);
    assertThat(span.entries().stream().map(naru.trace.Entry::event))
        .contains(new GuardEvent.Authenticated("key", "app", false, LINE))
        .filteredOn(HttpEvent.Request.class::isInstance)
        .extracting(e -> ((HttpEvent.Request) e).path())
        .containsExactly("/x?a=1&api_key=********&b=2", "/x?a=1&b=2");
    assertThat(Town.get(at, "a.test", "/", "X-Api-Key: sesame"))
        .contains("x-consumer: app")
        .doesNotContain("sesame");
  }

  @Test
  void anUnknownKeyIs401() throws Exception {
    InetSocketAddress at = guarded(Guards.keys(keys()));
    assertThat(Town.get(at, "a.test", "/", "X-Api-Key: guessed"))
        .startsWith("HTTP/1.1 401 ")
        .contains("\"reason\":\"auth.key.refused\"");
    assertThat(event())
        .isEqualTo(new GuardEvent.Refused("key", "auth.key.refused", "the key is unknown", LINE));
    assertThat(Town.get(at, "a.test", "/")).contains("\"reason\":\"auth.required\"");
  }

  /** One of them would be checked, and another believed by the server if keys are forwarded. */
  @Test
  void moreThanOneKeyIsNone() throws Exception {
    ApiKeys k = keys();
    ApiKeys kept =
        new ApiKeys(k.header(), k.query(), k.consumers(), k.consumerHeader(), true, LINE);
    InetSocketAddress at = guarded(Guards.keys(kept));
    String[] requests = {"/", "/?api_key=other", "/?api_key=sesame&api_key=other"};
    String[][] fields = {
      {"X-Api-Key: sesame", "x-api-key: other"}, {"X-Api-Key: sesame"}, new String[0]
    };
    for (int i = 0; i < requests.length; i++) {
      assertThat(Town.get(at, "a.test", requests[i], fields[i]))
          .contains("\"reason\":\"auth.key.refused\"");
      assertThat(((GuardEvent.Refused) event()).detail()).isEqualTo("more than one key was given");
    }
    assertThat(Town.get(at, "a.test", "/", "X-Api-Key: sesame")).contains("X-Api-Key: sesame");
  }

  @Test
  void aRefusedKeyIsNotInTheTraceEither() throws Exception {
    InetSocketAddress at = guarded(Guards.keys(keys()));
    Town.get(at, "a.test", "/x?api_key=almost-sesame");
    assertThat(town.span(GuardEvent.class::isInstance).toString()).doesNotContain("sesame");
    Town.get(at, "a.test", "/", "X-Api-Key: almost-sesame", authorization("a", "almost-sesame"));
    assertThat(town.span(GuardEvent.class::isInstance).toString())
        .doesNotContain("sesame")
        .doesNotContain(authorization("a", "almost-sesame").substring(21));
  }

  // ---- rates

  private static Rate rate(int requests, long perNanos, LimitBy by, boolean enforce) {
    return new Rate("few", "few", requests, perNanos, requests, by, 64, true, enforce, LINE);
  }

  @Test
  void moreThanARateAllowsIs429AndSaysWhenToComeAgain() throws Exception {
    InetSocketAddress at =
        guarded(Guards.rates(rate(2, 60 * SECOND, new LimitBy.Header("x-tenant"), true)));
    assertThat(Town.get(at, "a.test", "/", "X-Tenant: a"))
        .startsWith("HTTP/1.1 200")
        .contains("RateLimit-Policy: \"few\";q=2;w=60")
        .contains("RateLimit: \"few\";r=1;t=30");
    assertThat(Town.get(at, "a.test", "/", "X-Tenant: a")).contains("RateLimit: \"few\";r=0;t=60");
    town.spans.clear();
    assertThat(Town.get(at, "a.test", "/", "X-Tenant: a"))
        .startsWith("HTTP/1.1 429 ")
        .contains("Retry-After: 30")
        .contains("RateLimit: \"few\";r=0;t=30")
        .contains("\"reason\":\"limit.rate\"");
    GuardEvent.Limited event = (GuardEvent.Limited) event();
    assertThat(event.by()).isEqualTo("header x-tenant");
    assertThat(event.key()).startsWith("#");
    assertThat(event.allowed()).isEqualTo("2 in 60 s");
    assertThat(event.place()).isEqualTo(LINE);
    assertThat(Town.get(at, "a.test", "/", "X-Tenant: b")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aDryRunOnlyTells() throws Exception {
    InetSocketAddress at = guarded(Guards.rates(rate(1, 60 * SECOND, new LimitBy.Client(), false)));
    Town.get(at, "a.test", "/");
    assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 200");
    GuardEvent.Limited event = (GuardEvent.Limited) event();
    assertThat(event.enforced()).isFalse();
    assertThat(event.key()).isEqualTo("127.0.0.1");
    assertThat(town.metrics.text()).contains("naru_gateway_guard_dry_run_total{limit=\"few\"} 1");
  }

  @Test
  void countsSurviveAReload() throws Exception {
    Guarding guarding = Guards.rates(rate(1, 60 * SECOND, new LimitBy.Client(), true));
    assertThat(Town.get(guarded(guarding), "a.test", "/")).startsWith("HTTP/1.1 200");
    assertThat(Town.get(guarded(guarding), "a.test", "/")).startsWith("HTTP/1.1 429 ");
    guarded(Guarding.NONE);
    assertThat(Town.get(guarded(guarding), "a.test", "/"))
        .as("a limit that was not configured for a while begins anew")
        .startsWith("HTTP/1.1 200");
  }

  /** One part of a guarding at a time. */
  private static final class Guards {
    static Guarding addresses(AddressRule... rules) {
      return of(List.of(rules), Optional.empty(), Optional.empty(), List.of());
    }

    static Guarding basic(Basic basic) {
      return of(List.of(), Optional.of(basic), Optional.empty(), List.of());
    }

    static Guarding keys(ApiKeys keys) {
      return of(List.of(), Optional.empty(), Optional.of(keys), List.of());
    }

    static Guarding rates(Rate... rates) {
      return of(List.of(), Optional.empty(), Optional.empty(), List.of(rates));
    }

    private static Guarding of(
        List<AddressRule> rules, Optional<Basic> basic, Optional<ApiKeys> keys, List<Rate> rates) {
      Guarding none = Guarding.NONE;
      return new Guarding(
          rules,
          basic,
          keys,
          none.jwt(),
          none.ask(),
          rates,
          none.paces(),
          none.circuits(),
          none.priority());
    }
  }
}
