package naru.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import naru.trace.Trace;
import naru.trace.render.TraceJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The API over real sockets. */
final class AdminStopTest {
  @TempDir Path state;
  private LiveAdmin admin;

  @BeforeEach
  void open() {
    admin = new LiveAdmin(state);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  // ---- every operation

  private HttpRequest.Builder example(Operation operation) {
    String content =
        switch (operation) {
          case ADD_TRACE -> TraceJson.line(admin.page(9, "added.test", 200));
          case DECIDE -> "{\"url\":\"https://shop.naru.test/\"}";
          case USE_TARGET ->
              "{\"upstream\":\"shop\",\"target\":\"127.0.0.1:9001\",\"use\":\"drain\"}";
          case PURGE_CACHE -> "{\"prefix\":\"https://\"}";
          default -> "";
        };
    String path = operation.path().replace("{id}", "last").replace("{format}", "har");
    return operation.method().isSafe()
        ? HttpRequest.newBuilder(admin.uri(path))
        : HttpRequest.newBuilder(admin.uri(path)).POST(BodyPublishers.ofString(content));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FOLLOW_EVENTS")
  void answersAsTheDocumentSays(Operation operation) throws Exception {
    admin.happens(admin.page(1, "shop.naru.test", 200));
    HttpResponse<String> response =
        admin.send(example(operation).header("Authorization", "Bearer " + admin.token));
    JsonNode document = admin.json("/openapi.json");
    String method = operation.method().name().toLowerCase(java.util.Locale.ROOT);
    JsonNode documented =
        document
            .path("paths")
            .path(operation.path())
            .path(method)
            .path("responses")
            .path(Integer.toString(response.statusCode()));
    String type = response.headers().firstValue("content-type").orElse("").split(";")[0];
    assertThat(documented.path("content").has(type))
        .as(response.statusCode() + " " + type + " " + response.body())
        .isTrue();
    assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    assertThat(response.body()).isNotEmpty();
  }

  // ---- who may ask

  @ParameterizedTest
  @EnumSource
  void onlyWithTheToken(Operation operation) throws Exception {
    List<HttpRequest.Builder> without =
        List.of(
            example(operation),
            example(operation).header("Authorization", "Bearer naru_wrong"),
            example(operation).header("Authorization", "Bearer"),
            example(operation).header("Authorization", "Basic " + admin.token));
    for (HttpRequest.Builder request : without) {
      HttpResponse<String> response = admin.send(request);
      if (operation.isPublic()) {
        assertThat(response.statusCode()).isEqualTo(200);
      } else {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate"))
            .contains("Bearer realm=\"naru\"");
        assertThat(LiveAdmin.JSON.readTree(response.body()).path("code").asString(""))
            .isEqualTo("N2202");
      }
    }
    assertThat(admin.purged).isEmpty();
  }

  private String withHost(String host) throws Exception {
    return admin.raw(
        "GET /api/v1/healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example", "192.0.2.1", "127.0.0.1.x"})
  void aStrangersNameIsRefusedEvenIfItMeansOurAddress(String host) throws Exception {
    assertThat(withHost(host)).startsWith("HTTP/1.1 421 ").contains("N2204");
    assertThat(withHost(host + ":" + admin.port())).startsWith("HTTP/1.1 421 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.8.9.10", "[::1]", "LOCALHOST:1"})
  void ourOwnNames(String host) throws Exception {
    assertThat(withHost(host)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void anotherSiteChangesNothing() throws Exception {
    String wanted = "{\"key\":\"https://shop.naru.test/\"}";
    HttpRequest.Builder foreign = admin.to("/cache/purges").POST(BodyPublishers.ofString(wanted));
    HttpResponse<String> refused = admin.send(foreign.header("Origin", "https://evil.example"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("N2205");
    assertThat(admin.purged).isEmpty();
    HttpRequest.Builder own = admin.to("/cache/purges").POST(BodyPublishers.ofString(wanted));
    String origin = "http://127.0.0.1:" + admin.port();
    assertThat(admin.send(own.header("Origin", origin)).statusCode()).isEqualTo(200);
    assertThat(admin.purged).containsExactly("https://shop.naru.test/");
  }

  // ---- mistakes

  @Test
  void mistakesHaveTheirStatusAndSayWhatIsWrong() throws Exception {
    assertThat(problem(admin.get("/nothing"), 404)).contains("openapi.json");
    assertThat(problem(admin.get("/traces/last"), 404)).isEqualTo("there is no trace yet");
    assertThat(problem(admin.get("/traces/abc"), 404)).contains("'abc'");
    assertThat(problem(admin.get("/traces/xyz"), 400)).contains("7f3a..c2");
    assertThat(problem(admin.get("/traces?pagesize=3"), 400)).contains("'pagesize'", "pageSize");
    assertThat(problem(admin.get("/traces?pageSize=0"), 400)).contains("from 1 to 500");
    assertThat(problem(admin.get("/traces?failed=maybe"), 400)).contains("true or false");
    assertThat(problem(admin.get("/traces?party=stranger"), 400)).contains("gateway");
    assertThat(problem(admin.get("/traces?minDuration=5"), 400)).contains("250ms");
    assertThat(problem(admin.get("/traces?pageToken=x"), 400)).contains("nextPageToken");
    assertThat(problem(admin.post("/decisions", "{"), 400)).contains("not JSON");
    assertThat(problem(admin.post("/decisions", "{\"url\":\"shop\"}"), 422)).contains("absolute");
    assertThat(problem(admin.post("/decisions", "{\"uri\":\"x\"}"), 422)).contains("'uri'");
    String pem = "{\"url\":\"https://a/\",\"certificate\":\"none\"}";
    assertThat(problem(admin.post("/decisions", pem), 422)).contains("'certificate'");
    assertThat(problem(admin.post("/cache/purges", "{}"), 422)).contains("either");
    String nobody = "{\"upstream\":\"shop\",\"target\":\"127.0.0.1:1\",\"use\":\"drain\"}";
    assertThat(problem(admin.post("/upstreams/targets", nobody), 404)).contains("127.0.0.1:1");
    assertThat(problem(admin.post("/upstreams/targets", nobody.replace("drain", "dry")), 422))
        .contains("maintenance");
    assertThat(problem(admin.post("/cache/purges", "{\"key\":\"\"}"), 422)).contains("URL");
    assertThat(problem(admin.post("/cache/purges", " ".repeat(70_000)), 413)).contains("65536");
  }

  private static String problem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains(Problem.TYPE);
    JsonNode problem = LiveAdmin.JSON.readTree(response.body());
    assertThat(problem.path("status").asInt(0)).isEqualTo(status);
    return problem.path("detail").asString("");
  }

  @Test
  void wrongMethodNamesTheRightOnes() throws Exception {
    HttpResponse<String> response = admin.send(admin.to("/traces").DELETE());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("GET, HEAD, POST");
  }

  @Test
  void headIsGetWithoutContent() throws Exception {
    HttpResponse<String> response = admin.send(admin.to("/healthz").HEAD());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValueAsLong("content-length").orElse(0)).isPositive();
  }

  // ---- traces

  @Test
  void pagesJoinWithoutGapOrRepetition() throws Exception {
    for (int i = 1; i <= 7; i++) {
      admin.happens(admin.page(i, "shop.naru.test", 200));
    }
    List<String> seen = new ArrayList<>();
    String page = "";
    do {
      JsonNode list = admin.json("/traces?pageSize=3" + page);
      list.path("items").forEach(t -> seen.add(t.path("id").asString("").substring(15, 16)));
      page = "&pageToken=" + list.path("nextPageToken").asString("");
    } while (!page.endsWith("="));
    assertThat(seen).containsExactly("7", "6", "5", "4", "3", "2", "1");
  }

  @Test
  void filters() throws Exception {
    admin.happens(admin.page(1, "shop.naru.test", 200));
    admin.happens(admin.page(2, "other.test:8443", 503));
    Map<String, Integer> expected =
        Map.of(
            "status=503", 1,
            "host=naru.test", 1,
            "host=aru.test", 0,
            "host=other.test", 1,
            "failed=true", 1,
            "party=client", 2,
            "party=dns", 0,
            "minDuration=4ms", 2,
            "minDuration=1s", 0,
            "since=2100-01-01T00:00:00Z", 0);
    for (Map.Entry<String, Integer> e : expected.entrySet()) {
      assertThat(admin.json("/traces?" + e.getKey()).path("items").size())
          .as(e.getKey())
          .isEqualTo(e.getValue());
    }
  }

  @Test
  void anAddedTraceJoinsTheClockAndComesBack() throws Exception {
    Trace trace = admin.page(0x77, "added.test", 200);
    HttpResponse<String> added = admin.post("/traces", TraceJson.line(trace));
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(added.headers().firstValue("location")).contains("/api/v1/traces/" + trace.id());
    Trace back = TraceJson.read(admin.get("/traces/last").body());
    assertThat(back.spans()).isEqualTo(trace.spans());
    assertThat(java.time.Duration.between(trace.started(), back.started()).abs())
        .isLessThan(java.time.Duration.ofMillis(1));
  }

  @Test
  void textIsDrawnInTheLanguageAsked() throws Exception {
    admin.happens(admin.page(1, "shop.naru.test", 200));
    String english = admin.get("/traces/last/exports/txt?ascii=true").body();
    HttpResponse<String> korean =
        admin.send(admin.to("/traces/last/exports/txt").header("Accept-Language", "ko-KR,en"));
    assertThat(english).contains("trace").isASCII();
    assertThat(korean.body()).containsPattern("[가-힣]");
    assertThat(admin.get("/traces/last/exports/pdf").statusCode()).isEqualTo(404);
  }

  @Test
  void packetsAreAFileForWireshark() throws Exception {
    admin.happens(admin.page(1, "shop.naru.test", 200));
    HttpResponse<byte[]> response =
        admin.client.send(
            admin.to("/traces/last/exports/pcapng").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/vnd.tcpdump.pcap");
    assertThat(response.headers().firstValue("content-disposition").orElse(""))
        .endsWith(".pcapng\"");
    assertThat(response.body()).startsWith(0x0a, 0x0d, 0x0d, 0x0a);
  }

  // ---- steering

  @Test
  void aRefusedReloadSaysWhyAndThatNothingChanged() throws Exception {
    admin.outcome =
        new Reload.Outcome.Refused(4, Map.of("schema", "naru.check/1"), "error[N3012]: ...");
    HttpResponse<String> response = admin.post("/config/reload", "");
    JsonNode problem = LiveAdmin.JSON.readTree(response.body());
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(problem.path("code").asString("")).isEqualTo("N2206");
    assertThat(problem.path("generation").asInt(0)).isEqualTo(4);
    assertThat(problem.path("report").path("schema").asString("")).isEqualTo("naru.check/1");
    assertThat(problem.path("text").asString("")).isEqualTo("error[N3012]: ...");
  }

  @Test
  void decisionsAreEventsAsInATrace() throws Exception {
    String asked = "{\"url\":\"https://shop.naru.test/x\",\"method\":\"POST\"}";
    JsonNode said = LiveAdmin.JSON.readTree(admin.post("/decisions", asked).body());
    assertThat(said.path("schema").asString("")).isEqualTo("naru.decision/1");
    JsonNode event = said.path("events").get(0);
    assertThat(event.path("layer").asString("")).isEqualTo("gateway");
    assertThat(event.path("kind").asString("")).isEqualTo("routeChosen");
    assertThat(event.path("route").asString("")).isEqualTo("shop.naru.test");
    assertThat(TraceJson.event(event)).isPresent();
  }

  // ---- nonsense

  @Test
  void nonsenseNeverBreaksIt() throws Exception {
    SplittableRandom random = new SplittableRandom(20_260_131);
    String question =
        "{\"url\":\"https://a.test/\",\"headers\":{\"X\":\"y\"},\"client\":\"127.0.0.1\"}";
    String trace = TraceJson.line(admin.page(5, "shop.naru.test", 200));
    for (int i = 0; i < 300; i++) {
      int asked = admin.post("/decisions", mutated(question, random)).statusCode();
      int added = admin.post("/traces", mutated(trace, random)).statusCode();
      assertThat(asked).as("decision, round " + i).isIn(200, 400, 422);
      assertThat(added).as("trace, round " + i).isIn(201, 400, 422);
    }
    assertThat(admin.get("/traces?pageSize=500").statusCode()).isEqualTo(200);
    assertThat(admin.used("admin.calls")).isZero();
  }

  private static String mutated(String text, SplittableRandom random) {
    StringBuilder out = new StringBuilder(text);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(4)) {
        case 0 -> out.deleteCharAt(at);
        case 1 -> out.setCharAt(at, "\"{}[],:0-9xé\u0000".charAt(random.nextInt(12)));
        case 2 -> out.insert(at, out.substring(at, Math.min(out.length(), at + 20)));
        default -> out.replace(at, Math.min(out.length(), at + 4), "null");
      }
    }
    return out.toString();
  }
}
