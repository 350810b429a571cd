package naru.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Side;
import naru.trace.Event;
import naru.trace.render.TraceJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every operation but the stream of events: from what is asked to what is answered. Blocks. */
final class Desk {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  /** Items of lists that are not paged. */
  static final int MOST_ITEMS = 10_000;

  private static final int USUAL_ITEMS = 100;

  /** Certificates of a client that a question may name. */
  private static final int MAX_CHAIN = 10;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE");

  private final AdminParts parts;
  private final TraceDesk traces;
  private final String openApi;
  private final ReentrantLock reloading = new ReentrantLock();

  Desk(AdminParts parts, TraceDesk traces) {
    this.parts = parts;
    this.traces = traces;
    this.openApi = resource("openapi.json");
  }

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Desk.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Does it.
   *
   * @throws naru.base.FailureException if the answer is a problem
   */
  Reply answer(Ask ask) {
    return switch (ask.operation()) {
      case HEALTH -> health();
      case METRICS -> metrics(ask);
      case OPEN_API -> Reply.of(200, Reply.JSON, openApi);
      case LIST_TRACES -> traces.list(ask);
      case ADD_TRACE -> traces.add(ask);
      case GET_TRACE -> traces.get(ask);
      case EXPORT_TRACE -> traces.export(ask);
      case FOLLOW_EVENTS -> throw new IllegalArgumentException("a stream is no answer");
      case DECIDE -> decide(ask);
      case GET_CONFIG -> Reply.json(parts.inventory().config());
      case RELOAD_CONFIG -> reload(ask);
      case LIST_ROUTES -> Reply.items(parts.inventory().routes());
      case LIST_UPSTREAMS -> Reply.items(parts.inventory().upstreams());
      case USE_TARGET -> use(ask);
      case LIST_PROXY_RULES -> Reply.items(parts.inventory().proxyRules());
      case LIST_ZONES -> Reply.items(parts.inventory().zones());
      case GET_CACHE -> Reply.json(parts.cache().stats());
      case LIST_CACHE_ENTRIES -> Reply.items(parts.cache().entries(items(ask)));
      case PURGE_CACHE -> purge(ask);
      case GET_CA -> authority(ask);
      case GET_ROOT ->
          Reply.of(200, "application/x-pem-file", parts.certificates().rootPem())
              .with("Content-Disposition", "attachment; filename=\"naru-root.pem\"");
    };
  }

  private static int items(Ask ask) {
    return ask.query().number("pageSize", 1, MOST_ITEMS, USUAL_ITEMS);
  }

  /** OpenMetrics, which names traces as examples, for whoever accepts it. */
  private Reply metrics(Ask ask) {
    return ask.accept().contains(OPEN_METRICS)
        ? Reply.of(
            200, OPEN_METRICS + "; version=1.0.0; charset=utf-8", parts.metrics().openMetrics())
        : Reply.of(200, "text/plain; version=0.0.4; charset=utf-8", parts.metrics().text());
  }

  private Reply health() {
    HealthReport report = parts.health().get();
    ObjectNode root = Json.object();
    root.put("status", report.ok() ? "pass" : "fail").put("version", parts.version());
    ArrayNode checks = root.putArray("checks");
    for (HealthReport.Check check : report.checks()) {
      checks
          .addObject()
          .put("name", check.name())
          .put("ok", check.ok())
          .put("detail", check.detail());
    }
    return Reply.json(root).withStatus(report.ok() ? 200 : 503);
  }

  // ---- config

  private Reply reload(Ask ask) {
    reloading.lock();
    try {
      return switch (parts.reload().reload(ask.lang())) {
        case Reload.Outcome.Applied(long generation, List<String> restart) ->
            Reply.json(Map.of("ok", true, "generation", generation, "restart", restart));
        case Reload.Outcome.Refused refused -> refused(refused);
      };
    } finally {
      reloading.unlock();
    }
  }

  private static Reply refused(Reload.Outcome.Refused refused) {
    Failure failure =
        Failure.of(
            Code.ADMIN_CONFIG_REFUSED,
            Side.CLIENT,
            "the file has errors; generation " + refused.generation() + " goes on");
    ObjectNode problem = Problem.node(failure);
    problem.put("generation", refused.generation());
    problem.putPOJO("report", refused.report());
    problem.put("text", refused.text());
    return Reply.of(failure.status(), Problem.TYPE, Json.text(problem));
  }

  // ---- decisions

  private Reply decide(Ask ask) {
    JsonNode body =
        Json.read(ask.body(), Set.of("method", "url", "headers", "client", "certificate"));
    Decisions.Question question =
        new Decisions.Question(
            method(body), url(body), headers(body), client(body), certificates(body));
    ObjectNode root = Json.object();
    root.put("schema", "naru.decision/1");
    root.put("method", question.method()).put("url", question.url().toString());
    root.put("client", question.client().getHostAddress());
    ArrayNode events = root.putArray("events");
    for (Event event : parts.decisions().decide(question)) {
      events.add(TraceJson.node(event));
    }
    return Reply.json(root);
  }

  private static String method(JsonNode body) {
    String method = Json.string(body, "method").orElse("GET");
    if (!METHODS.contains(method)) {
      throw Json.unfit("'method' is a request method such as GET");
    }
    return method;
  }

  private static URI url(JsonNode body) {
    String text = Json.string(body, "url").orElse("");
    try {
      URI url = new URI(text).parseServerAuthority();
      boolean known = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (known && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw Json.unfit("'url' is no URL: " + e.getMessage());
    }
    throw Json.unfit("'url' must be an absolute http or https URL");
  }

  private static List<Map.Entry<String, String>> headers(JsonNode body) {
    JsonNode all = body.path("headers");
    if (all.isMissingNode()) {
      return List.of();
    }
    if (!all.isObject()) {
      throw Json.unfit("'headers' must be an object of strings");
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String name : all.propertyNames()) {
      String value = Json.string(all, name).orElse("");
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !value.matches("[\\t -~]*")) {
        throw Json.unfit("'headers' holds what is no header field");
      }
      headers.add(Map.entry(name, value));
    }
    return headers;
  }

  private static InetAddress client(JsonNode body) {
    String text = Json.string(body, "client").orElse("127.0.0.1");
    try {
      return IpRange.literal(text);
    } catch (IllegalArgumentException e) {
      throw Json.unfit("'client' must be an address: " + e.getMessage());
    }
  }

  private static List<X509Certificate> certificates(JsonNode body) {
    String pem = Json.string(body, "certificate").orElse("");
    if (pem.isEmpty()) {
      return List.of();
    }
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty() && chain.size() <= MAX_CHAIN) {
        return chain;
      }
    } catch (CertificateException e) {
      throw Json.unfit("'certificate' holds no certificate: " + e.getMessage());
    }
    throw Json.unfit("'certificate' must hold 1 to " + MAX_CHAIN + " certificates in PEM");
  }

  // ---- targets

  private Reply use(Ask ask) {
    JsonNode body = Json.read(ask.body(), Set.of("upstream", "target", "use"));
    String upstream = Json.string(body, "upstream").orElse("");
    String target = Json.string(body, "target").orElse("");
    String word = Json.string(body, "use").orElse("");
    for (TargetDesk.Use use : TargetDesk.Use.values()) {
      if (use.name().toLowerCase(Locale.ROOT).equals(word)) {
        if (parts.targets().use(upstream, target, use)) {
          return Reply.json(Map.of("upstream", upstream, "target", target, "use", word));
        }
        String what = "upstream '" + upstream + "' has no target '" + target + "'";
        throw Failure.of(Code.ADMIN_NOT_FOUND, Side.CLIENT, what).asException();
      }
    }
    throw Json.unfit("'use' is enabled, drain or maintenance");
  }

  // ---- cache and CA

  private Reply purge(Ask ask) {
    JsonNode body = Json.read(ask.body(), Set.of("key", "prefix"));
    if (body.size() != 1) {
      throw Json.unfit("say either 'key' or 'prefix'");
    }
    int purged =
        Json.string(body, "prefix")
            .map(p -> parts.cache().purgePrefix(p))
            .orElseGet(() -> purgeKey(Json.string(body, "key").orElse("")));
    return Reply.json(Map.of("purged", purged));
  }

  private int purgeKey(String key) {
    try {
      return parts.cache().purgeKey(key);
    } catch (IllegalArgumentException e) {
      throw Json.unfit("'key' is none: " + e.getMessage());
    }
  }

  private Reply authority(Ask ask) {
    return Reply.json(
        Map.of(
            "rootSha256",
            parts.certificates().rootFingerprint(),
            "issued",
            parts.certificates().issued(items(ask))));
  }
}
