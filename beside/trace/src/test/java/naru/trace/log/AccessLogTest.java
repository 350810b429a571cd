package naru.trace.log;

import static naru.trace.Party.CLIENT;
import static naru.trace.Party.GATEWAY;
import static naru.trace.Party.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Metrics;
import naru.base.Place;
import naru.base.Side;
import naru.trace.GuardEvent;
import naru.trace.HttpEvent;
import naru.trace.Keep;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.RouteFacts;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.trace.Tracer;
import naru.trace.UpstreamFacts;
import naru.trace.disk.LogFile;
import naru.trace.disk.LogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AccessLogTest {
  private static final RouteFacts WEB =
      new RouteFacts("web", new Place("naru.yaml", 50, 7), List.of());
  private static final UpstreamFacts SHOP =
      new UpstreamFacts("shop", "round-robin", List.of("a:1", "b:2"), Place.BUILT_IN);

  private final Metrics metrics = new Metrics();
  private long nanos;
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public Instant wallAt(long at) {
          return Instant.parse("2026-01-02T03:04:05Z").plusNanos(at);
        }
      };

  /** Keeps no trace: the log tells of requests that the sample left out. */
  private final Tracer tracer =
      Tracer.recording(clock, 7, new Keep(0, Long.MAX_VALUE, 0), metrics, part -> {});

  private AccessLog log(LineFormat format) {
    AccessLog log = AccessLog.of(Set.of(GATEWAY), format, clock, metrics);
    tracer.tellParts(log);
    return log;
  }

  private static String text(AccessLog log) {
    return log.take().stream()
        .map(b -> new String(b, StandardCharsets.US_ASCII))
        .collect(Collectors.joining());
  }

  private void after(long millis) {
    nanos += millis * 1_000_000;
  }

  private Span begin(Party at, String path) {
    byte[] head = ("GET" + "shop.test" + path).getBytes(StandardCharsets.ISO_8859_1);
    Span span = tracer.span();
    span.beginRoot(at);
    span.add(CLIENT, at, Provenance.KERNEL, new TcpEvent.Accepted("10.0.0.1:80", "10.0.0.9:5000"));
    span.request(CLIENT, at, head, 0, 3, 3, 9, 12, head.length - 12, "http", "HTTP/1.1", 0);
    return span;
  }

  /** What follows {@code client} where a proxy in front is trusted. */
  private String clients(TcpEvent first, HttpEvent then) {
    AccessLog log = log(LineFormat.Template.parse("{client} {client-ip} {peer} {peer-ip}"));
    Span span = begin(GATEWAY, "/");
    span.add(CLIENT, GATEWAY, Provenance.WIRE, first);
    span.add(CLIENT, GATEWAY, Provenance.WIRE, then);
    span.add(
        GATEWAY,
        ORIGIN,
        Provenance.WIRE,
        new TcpEvent.Introduced("v2", "192.0.2.99:9", "192.0.2.98:8", List.of()));
    span.end();
    return text(log);
  }

  @Test
  void theClientIsWhomATrustedProxySpeaksFor() {
    TcpEvent nobody = new TcpEvent.Introduced("v2", "", "", List.of());
    TcpEvent v4 = new TcpEvent.Introduced("v1", "192.0.2.7:5", "192.0.2.8:443", List.of());
    TcpEvent v6 = new TcpEvent.Introduced("v2", "[2001:db8::7]:5", "[::1]:443", List.of());
    HttpEvent other = new HttpEvent.Field("x", "y");
    String peer = " 10.0.0.9:5000 10.0.0.9\n";
    assertThat(clients(nobody, other)).isEqualTo("10.0.0.9:5000 10.0.0.9" + peer);
    assertThat(clients(v4, other)).isEqualTo("192.0.2.7:5 192.0.2.7" + peer);
    assertThat(clients(v6, other)).isEqualTo("[2001:db8::7]:5 2001:db8::7" + peer);
    assertThat(clients(v4, new HttpEvent.ForwardedFor("198.51.100.3", "X-Forwarded-For")))
        .isEqualTo("198.51.100.3 198.51.100.3" + peer);
    assertThat(clients(v4, new HttpEvent.ForwardedFor("2001:db8::3", "X-Forwarded-For")))
        .isEqualTo("2001:db8::3 2001:db8::3" + peer);
  }

  private void whole(Span span) {
    span.routeChosen(WEB, 0);
    span.targetChosen(SHOP, 1, 0, 0);
    span.add(GATEWAY, ORIGIN, Provenance.KERNEL, new TcpEvent.Connecting("b:2"));
    after(3);
    span.add(ORIGIN, GATEWAY, Provenance.KERNEL, new TcpEvent.Connected("x:9", "b:2"));
    span.request(GATEWAY, ORIGIN, new byte[8], 0, 3, 3, 1, 4, 1, "http", "HTTP/1.1", 0);
    after(20);
    span.response(ORIGIN, GATEWAY, 200, 5, "text/plain");
    span.response(GATEWAY, CLIENT, 200, 5, "text/plain");
    after(1);
    span.finished(GATEWAY, CLIENT, 0, 5);
    span.end();
  }

  @Test
  void aLineOfJsonTellsRouteTargetAndTimes() {
    AccessLog log = log(new LineFormat.Json());
    whole(begin(GATEWAY, "/a?b=\"c\""));
    String line = text(log);
    assertThat(line).endsWith("}\n");
    JsonNode node = JsonMapper.builder().build().readTree(line);
    assertThat(node.path("time").asString("")).isEqualTo("2026-01-02T03:04:05.024Z");
    assertThat(node.path("trace").asString("")).hasSize(32);
    assertThat(node.has("peer")).as("it is the client").isFalse();
    assertThat(node.path("client").asString("")).isEqualTo("10.0.0.9:5000");
    assertThat(node.path("method").asString("")).isEqualTo("GET");
    assertThat(node.path("host").asString("")).isEqualTo("shop.test");
    assertThat(node.path("path").asString("")).isEqualTo("/a?b=\"c\"");
    assertThat(node.path("status").asInt(0)).isEqualTo(200);
    assertThat(node.path("said-by").asString("")).isEqualTo("upstream");
    assertThat(node.path("route").asString("")).isEqualTo("web");
    assertThat(node.path("place").asString("")).isEqualTo("naru.yaml:50");
    assertThat(node.path("upstream").asString("")).isEqualTo("shop");
    assertThat(node.path("target").asString("")).isEqualTo("b:2");
    assertThat(node.path("connect-ms").asDouble(0)).isEqualTo(3.0);
    assertThat(node.path("upstream-ms").asDouble(0)).isEqualTo(20.0);
    assertThat(node.path("total-ms").asDouble(0)).isEqualTo(24.0);
    assertThat(node.has("reason")).isFalse();
  }

  @Test
  void aRefusalOfOurOwnHasItsReason() {
    AccessLog log = log(new LineFormat.Json());
    Span span = begin(GATEWAY, "/");
    Failure none = Failure.of(Code.GATEWAY_NO_ROUTE, Side.US, "no route for x/");
    span.add(GATEWAY, CLIENT, Provenance.DERIVED, new HttpEvent.Failed(none));
    span.response(GATEWAY, CLIENT, 404, 9, "application/problem+json");
    span.finished(GATEWAY, CLIENT, 0, 9);
    span.end();
    JsonNode node = JsonMapper.builder().build().readTree(text(log));
    assertThat(node.path("said-by").asString("")).isEqualTo("naru");
    assertThat(node.path("reason").asString("")).isEqualTo("route.none");
    assertThat(node.path("code").asString("")).isEqualTo("N1501");
    assertThat(node.path("detail").asString("")).isEqualTo("no route for x/");
    assertThat(node.has("upstream-ms")).isFalse();
  }

  @Test
  void whoProvedWhoTheyAreIsNamed() {
    AccessLog log = log(LineFormat.Template.parse("{user} {status}"));
    Span span = begin(GATEWAY, "/x");
    span.add(new GuardEvent.Authenticated("basic", "alice", false, Place.BUILT_IN));
    whole(span);
    whole(begin(GATEWAY, "/x"));
    assertThat(text(log)).isEqualTo("alice 200\n- 200\n");
  }

  @Test
  void theCombinedFormatHasTheFieldsThatWereRecorded() {
    LineFormat combined = LineFormat.Template.parse(LineFormat.Template.COMBINED);
    assertThat(combined.fields()).containsExactly("referer", "user-agent");
    AccessLog log = log(combined);
    Span span = begin(GATEWAY, "/x");
    byte[] agent = "curl/8 \"q\"\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    span.field(CLIENT, GATEWAY, "user-agent", agent, 0, agent.length);
    whole(span);
    assertThat(text(log))
        .isEqualTo(
            "10.0.0.9 - - [02/Jan/2026:03:04:05 +0000] \"GET /x HTTP/1.1\" 200 5 \"-\""
                + " \"curl/8 \\\"q\\\"\\u00e9\"\n");
  }

  @Test
  void otherPartiesAreNotLogged() {
    AccessLog log = log(new LineFormat.Json());
    begin(Party.PROXY, "/").end();
    assertThat(text(log)).isEmpty();
  }

  @Test
  void whenNobodyTakesTheLinesTheyAreBoundedAndCounted() {
    AccessLog log = log(new LineFormat.Json());
    String path = "/" + "x".repeat(2000);
    for (int i = 0; i < 1000; i++) {
      begin(GATEWAY, path).end();
    }
    assertThat(text(log).length()).isBetween(AccessLog.MAX_WAITING, AccessLog.MAX_WAITING + 4096);
    assertThat(metrics.text()).containsPattern("naru_access_log_dropped_total [1-9]");
  }

  @Test
  void aTemplateWithAnUnknownNameIsRefused() {
    assertThatThrownBy(() -> LineFormat.Template.parse("{methud}"))
        .hasMessage("a line cannot tell 'methud'");
    assertThatThrownBy(() -> LineFormat.Template.parse("{method"))
        .hasMessageContaining("not closed");
  }

  @Test
  void fullFilesAreNumberedAndTheOldestGoes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("logs/access.json");
    for (int i = 0; i < 5; i++) {
      AccessLog log = log(LineFormat.Template.parse("line " + i + " {status}"));
      begin(GATEWAY, "/").end();
      LogWriter.start(log, LogFile.open(file, 1, 2, metrics), metrics).close();
    }
    assertThat(Files.readString(file)).isEqualTo("line 4 0\n");
    assertThat(Files.readString(folder.resolve("logs/access.json.1"))).isEqualTo("line 3 0\n");
    assertThat(Files.readString(folder.resolve("logs/access.json.2"))).isEqualTo("line 2 0\n");
    assertThat(folder.resolve("logs/access.json.3")).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
