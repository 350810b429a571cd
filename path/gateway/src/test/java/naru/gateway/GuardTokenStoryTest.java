package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import naru.base.Place;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.guard.config.ApiKeys;
import naru.gateway.guard.config.Ask;
import naru.gateway.guard.config.Basic;
import naru.gateway.guard.config.Guarding;
import naru.gateway.guard.config.Jwt;
import naru.http.Stop;
import naru.trace.Event;
import naru.trace.GuardEvent;
import naru.transport.ClientTls;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, and a server that is asked. */
class GuardTokenStoryTest {
  private static final Place LINE = new Place("naru.yaml", 7, 5);
  private static final long SECOND = 1_000_000_000L;
  private static EllipticCurveJsonWebKey key;

  @TempDir Path folder;
  private final Town town = new Town();

  @BeforeAll
  static void makeKey() throws JoseException {
    key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId("one");
  }

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private static String set(EllipticCurveJsonWebKey of) {
    return "{\"keys\":[" + of.toJson(OutputControlLevel.PUBLIC_ONLY) + "]}";
  }

  private static String bearer(EllipticCurveJsonWebKey by, String claims) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims);
    jws.setAlgorithmHeaderValue("ES256");
    jws.setKeyIdHeaderValue(by.getKeyId());
    jws.setKey(by.getPrivateKey());
    return "Authorization: Bearer " + jws.getCompactSerialization();
  }

  private static String claims(long secondsLeft) {
    return "{\"sub\":\"ann\",\"groups\":[\"a\",\"b\"],\"exp\":"
        + (Instant.now().getEpochSecond() + secondsLeft)
        + "}";
  }

  private static Guarding jwt(Jwt.Keys keys) {
    Jwt jwt =
        new Jwt(
            keys,
            Set.of(),
            Set.of(),
            Set.of("ES256"),
            0,
            List.of("exp"),
            Map.of("x-user", "sub", "x-groups", "groups"),
            false,
            LINE);
    return guarding(Optional.empty(), Optional.of(jwt), Optional.empty());
  }

  private static Guarding guarding(Optional<Basic> basic, Optional<Jwt> jwt, Optional<Ask> ask) {
    Optional<ApiKeys> keys = Optional.empty();
    return new Guarding(List.of(), basic, keys, jwt, ask, List.of(), List.of(), List.of(), 5);
  }

  private InetSocketAddress serve(Guarding guarding, UpstreamConfig... more) {
    return town.serve(config(guarding, more));
  }

  private GatewayConfig config(Guarding guarding, UpstreamConfig... more) {
    List<UpstreamConfig> upstreams = new java.util.ArrayList<>(List.of(more));
    upstreams.add(UpstreamConfig.of("shop", town.backend(Town.echo()).endpoint()));
    return GatewayConfig.of(
        upstreams, List.of(RouteConfig.of("web", RouteMatch.ANY, "shop").guardedBy(guarding)));
  }

  private Event event(Class<? extends Event> kind) throws InterruptedException {
    return town.span(kind::isInstance).entries().stream()
        .map(naru.trace.Entry::event)
        .filter(kind::isInstance)
        .findFirst()
        .orElseThrow();
  }

  private void keysAreKnown() {
    for (int i = 0; i < 5000; i++) {
      if (town.metrics.text().lines().anyMatch(l -> l.matches("naru_gateway_token_keys.* [1-9]"))) {
        return;
      }
      LockSupport.parkNanos(2_000_000); // asks again and again until it is so
    }
    throw new AssertionError("no keys were read");
  }

  // ---- tokens

  @Test
  void aTokenNamesItsSubject() throws Exception {
    Path file = Files.writeString(folder.resolve("jwks.json"), set(key));
    InetSocketAddress at = serve(jwt(new Jwt.Keys.InFile(file, 600 * SECOND)));
    keysAreKnown();
    String token = bearer(key, claims(60));
    assertThat(Town.get(at, "a.test", "/", token, "X-Groups: root"))
        .startsWith("HTTP/1.1 200")
        .contains("x-user: ann")
        .contains("x-groups: a,b")
        .doesNotContain("root")
        .doesNotContain("Authorization");
    assertThat(event(GuardEvent.class))
        .isEqualTo(new GuardEvent.Authenticated("jwt", "ann", false, LINE));
    Town.get(at, "a.test", "/", token);
    assertThat(event(GuardEvent.class))
        .isEqualTo(new GuardEvent.Authenticated("jwt", "ann", true, LINE));
  }

  @Test
  void badTokensAre401WithTheirReason() throws Exception {
    Path file = Files.writeString(folder.resolve("jwks.json"), set(key));
    InetSocketAddress at = serve(jwt(new Jwt.Keys.InFile(file, 600 * SECOND)));
    keysAreKnown();
    assertThat(Town.get(at, "a.test", "/", bearer(key, claims(-10))))
        .startsWith("HTTP/1.1 401 ")
        .contains("WWW-Authenticate: Bearer error=\"invalid_token\"")
        .contains("\"reason\":\"auth.jwt.expired\"");
    GuardEvent.Refused event = (GuardEvent.Refused) event(GuardEvent.class);
    assertThat(event.reason()).isEqualTo("auth.jwt.expired");
    assertThat(event.detail()).startsWith("expired 1");
    EllipticCurveJsonWebKey other = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    other.setKeyId("one");
    assertThat(Town.get(at, "a.test", "/", bearer(other, claims(60))))
        .contains("\"reason\":\"auth.jwt.signature\"");
    assertThat(Town.get(at, "a.test", "/", "Authorization: Bearer x"))
        .contains("\"reason\":\"auth.jwt.malformed\"");
    assertThat(Town.get(at, "a.test", "/"))
        .contains("WWW-Authenticate: Bearer\r\n")
        .contains("\"reason\":\"auth.required\"");
  }

  @Test
  void keysComeFromAServerInTheBackground() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Stop issuer =
        x -> {
          boolean first = asked.incrementAndGet() == 1;
          x.answer(x.response(first ? 500 : 200), ByteBufUtil.writeUtf8(x.alloc(), set(key)));
        };
    URI uri = URI.create("http://" + town.backend(issuer).endpoint() + "/jwks");
    ClientTls tls = ClientTls.of(List.of(), true, List.of("http/1.1"));
    InetSocketAddress at = serve(jwt(new Jwt.Keys.At(uri, tls, true, 600 * SECOND)));
    keysAreKnown();
    assertThat(asked).as("a failure is repeated").hasValue(2);
    assertThat(Town.get(at, "a.test", "/", bearer(key, claims(60)))).startsWith("HTTP/1.1 200");
  }

  @Test
  void keysAtAPrivateAddressAreNotFetched() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Stop issuer =
        x -> {
          asked.incrementAndGet();
          Town.says(set(key)).enter(x);
        };
    URI uri = URI.create("http://" + town.backend(issuer).endpoint() + "/jwks");
    ClientTls tls = ClientTls.of(List.of(), true, List.of("http/1.1"));
    InetSocketAddress at = serve(jwt(new Jwt.Keys.At(uri, tls, false, 600 * SECOND)));
    String answer = Town.get(at, "a.test", "/", bearer(key, claims(60)));
    assertThat(answer).startsWith("HTTP/1.1 503 ").contains("\"reason\":\"auth.jwt.no-keys\"");
    assertThat(((GuardEvent.Refused) event(GuardEvent.class)).detail()).startsWith(uri.toString());
    assertThat(asked).hasValue(0);
  }

  @Test
  void theLastGoodKeysStayOverAReloadAndAFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("jwks.json"), set(key));
    Guarding guarding = jwt(new Jwt.Keys.InFile(file, 600 * SECOND));
    serve(guarding);
    keysAreKnown();
    Files.delete(file);
    InetSocketAddress at = serve(guarding);
    assertThat(Town.get(at, "a.test", "/", bearer(key, claims(60)))).startsWith("HTTP/1.1 200");
  }

  // ---- a server is asked

  private static Guarding ask(long timeoutNanos) {
    Ask ask =
        new Ask(
            "auth",
            "/verify",
            false,
            List.of("cookie"),
            List.of("x-user"),
            List.of(),
            timeoutNanos,
            LINE);
    return guarding(Optional.empty(), Optional.empty(), Optional.of(ask));
  }

  private UpstreamConfig auth(Stop stop) {
    return UpstreamConfig.of("auth", town.backend(stop).endpoint());
  }

  private static Stop keeper(List<String> heads) {
    return x -> {
      heads.add(x.request().toString());
      boolean good = x.request().fields().text("cookie").filter("sid=1"::equals).isPresent();
      var head = x.response(good ? 204 : 302);
      head.fields().add(good ? "X-User" : "Location", good ? "ann" : "https://login.test/");
      x.answer(head, io.netty.buffer.Unpooled.EMPTY_BUFFER);
    };
  }

  @Test
  void aServerThatAgreesLetsARequestPass() throws Exception {
    List<String> heads = new java.util.concurrent.CopyOnWriteArrayList<>();
    InetSocketAddress at = serve(ask(5 * SECOND), auth(keeper(heads)));
    String request =
        "POST /cart?x=1 HTTP/1.1\r\nHost: a.test\r\nCookie: sid=1\r\nX-User: root\r\n"
            + "X-Secret: s\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
    assertThat(Town.ask(at, request))
        .startsWith("HTTP/1.1 200")
        .contains("POST /cart?x=1")
        .contains("X-Secret: s")
        .contains("x-user: ann")
        .doesNotContain("root");
    assertThat(heads).hasSize(1);
    assertThat(heads.getFirst())
        .startsWith("GET /verify\n")
        .contains("Cookie: sid=1")
        .contains("X-Original-Method: POST")
        .contains("X-Original-Uri: /cart?x=1")
        .contains("X-Forwarded-For: 127.0.0.1")
        .doesNotContain("X-Secret")
        .doesNotContain("Content-Length");
    GuardEvent.Asked event = (GuardEvent.Asked) event(GuardEvent.class);
    assertThat(event.status()).isEqualTo(204);
    assertThat(event.allowed()).isTrue();
  }

  @Test
  void nobodyElseWritesWhatTheServerIsToldOfTheRequest() throws Exception {
    List<String> heads = new java.util.concurrent.CopyOnWriteArrayList<>();
    Ask all = new Ask("auth", "/verify", false, List.of(), List.of(), List.of(), SECOND, LINE);
    Guarding guarding = guarding(Optional.empty(), Optional.empty(), Optional.of(all));
    InetSocketAddress at = serve(guarding, auth(keeper(heads)));
    Town.get(
        at,
        "a.test",
        "/admin",
        "Cookie: sid=1",
        "X_Original_Uri: /public",
        "x-original_method: HEAD",
        "X-Original-Uri: /public");
    assertThat(heads.getFirst())
        .contains("X-Original-Uri: /admin", "X-Original-Method: GET")
        .doesNotContain("/public")
        .doesNotContain("HEAD");
  }

  /** What a cache stores must be told of it, as the proof itself is not forwarded. */
  @Test
  void whoProvedWhoTheyAreIsAuthorized() throws Exception {
    Basic basic =
        new Basic("r", Map.of("ann", "secret"::equals), Optional.of("x-user"), false, LINE);
    Gateway gateway =
        town.gateway(config(guarding(Optional.of(basic), Optional.empty(), Optional.empty())));
    Gateway.Stops stops = gateway.stops(Town.says("origin"));
    Stop tells =
        x ->
            x.answer(
                x.response(200),
                ByteBufUtil.writeUtf8(
                    x.alloc(),
                    x.isAuthorized() + " " + (x.request().fields().find("x-user") >= 0)));
    InetSocketAddress at = town.listen(stops.route(), stops.guard(), tells);
    assertThat(Town.get(at, "a.test", "/", "Authorization: Basic YW5uOnNlY3JldA=="))
        .endsWith("true true");
    InetSocketAddress open = town.listen(tells);
    assertThat(Town.get(open, "a.test", "/")).endsWith("false false");
  }

  @Test
  void twoProofsAreNone() throws Exception {
    Basic kept = new Basic("r", Map.of("ann", "secret"::equals), Optional.empty(), true, LINE);
    InetSocketAddress at = serve(guarding(Optional.of(kept), Optional.empty(), Optional.empty()));
    String ann = "Authorization: Basic YW5uOnNlY3JldA==";
    assertThat(Town.get(at, "a.test", "/", ann)).startsWith("HTTP/1.1 200");
    assertThat(Town.get(at, "a.test", "/", ann, "Authorization: Basic cm9vdDp4"))
        .startsWith("HTTP/1.1 401")
        .contains("auth.required");
  }

  @Test
  void anyOtherAnswerIsTheClients() throws Exception {
    InetSocketAddress at =
        serve(ask(5 * SECOND), auth(keeper(new java.util.concurrent.CopyOnWriteArrayList<>())));
    assertThat(Town.get(at, "a.test", "/"))
        .startsWith("HTTP/1.1 302 ")
        .contains("Location: https://login.test/");
    GuardEvent.Asked event = (GuardEvent.Asked) event(GuardEvent.class);
    assertThat(event.status()).isEqualTo(302);
    assertThat(event.allowed()).isFalse();
    assertThat(town.metrics.text())
        .contains("naru_gateway_guard_refused_total{reason=\"auth.forward.refused\"} 1");
  }

  @Test
  void aServerThatIsSilentOrGoneRefusesEverything() throws Exception {
    InetSocketAddress silent = serve(ask(SECOND / 10), auth(x -> {}));
    assertThat(Town.get(silent, "a.test", "/"))
        .startsWith("HTTP/1.1 503 ")
        .contains("\"reason\":\"auth.forward.unavailable\"");
    InetSocketAddress gone = serve(ask(5 * SECOND), UpstreamConfig.of("auth", town.nobody()));
    assertThat(Town.get(gone, "a.test", "/"))
        .startsWith("HTTP/1.1 503 ")
        .contains("\"reason\":\"auth.forward.unavailable\"");
  }

  // ---- a dry run

  @Test
  void aDryRunTellsWhatGuardsWouldSay() throws Exception {
    Path file = Files.writeString(folder.resolve("jwks.json"), set(key));
    Gateway gateway = town.gateway(config(jwt(new Jwt.Keys.InFile(file, 600 * SECOND))));
    keysAreKnown();
    var somebody = Gateway.asker(java.net.InetAddress.getLoopbackAddress(), 80, false);
    assertThat(gateway.explain("GET", "a.test", "/", List.of(), somebody))
        .isInstanceOfSatisfying(
            Explanation.Guarded.class,
            g ->
                assertThat(g.guards())
                    .containsExactly(
                        new GuardEvent.Refused("jwt", "auth.required", "nothing was given", LINE)));
    String token = bearer(key, claims(60)).substring("Authorization: ".length());
    assertThat(
            gateway.explain(
                "GET", "a.test", "/", List.of(Map.entry("Authorization", token)), somebody))
        .isInstanceOfSatisfying(
            Explanation.ToUpstream.class,
            to ->
                assertThat(to.guards())
                    .containsExactly(new GuardEvent.Authenticated("jwt", "ann", false, LINE)));
  }
}
