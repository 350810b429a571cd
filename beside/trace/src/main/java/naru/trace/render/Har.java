package naru.trace.render;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.trace.Event;
import naru.trace.HttpEvent;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.trace.Trace;
import naru.trace.TraceSummary;
import naru.trace.render.Phase.Kind;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Traces as an HTTP Archive, version 1.2: what browsers' developer tools read. Secrets are taken
 * out. Header fields and bodies are empty, for the trace does not hold them; what HAR has no place
 * for stands under {@code _naru}.
 *
 * <p>Timings are the first party's phases: {@code ssl} is part of {@code connect}, and all of them
 * without {@code ssl} add up to {@code time}.
 */
public final class Har {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Har() {}

  /** The archive of some traces; those without a request are left out. */
  public static String of(List<Trace> traces, Redaction redaction) {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode log = root.putObject("log").put("version", "1.2");
    log.putObject("creator").put("name", "naru").put("version", "0.1");
    ArrayNode entries = log.putArray("entries");
    for (Trace trace : traces) {
      request(trace).ifPresent(r -> entries.add(entry(trace, r, redaction)));
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static ObjectNode entry(Trace trace, HttpEvent.Request request, Redaction redaction) {
    TraceSummary summary = TraceSummary.of(trace);
    ObjectNode entry = MAPPER.createObjectNode();
    entry.put("startedDateTime", trace.started().toString());
    entry.put("time", summary.durationNanos() / 1e6);
    entry.set("request", requestNode(request, redaction));
    entry.set("response", responseNode(trace, summary, request));
    entry.putObject("cache");
    entry.set("timings", timings(Phases.of(trace).own()));
    last(trace, TcpEvent.Connected.class).ifPresent(c -> entry.put("connection", c.local()));
    ObjectNode own = TraceJson.node(summary);
    entry.set("_naru", own.put("url", redaction.url(summary.url())));
    return entry;
  }

  private static ObjectNode requestNode(HttpEvent.Request request, Redaction redaction) {
    ObjectNode node = MAPPER.createObjectNode();
    String url = redaction.url(TraceSummary.url(request));
    node.put("method", request.method()).put("url", url).put("httpVersion", request.version());
    node.putArray("cookies");
    node.putArray("headers");
    ArrayNode query = node.putArray("queryString");
    int mark = url.indexOf('?');
    if (mark >= 0) {
      for (String pair : url.substring(mark + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        query
            .addObject()
            .put("name", equals < 0 ? pair : pair.substring(0, equals))
            .put("value", equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
    return node.put("headersSize", -1).put("bodySize", -1);
  }

  private static ObjectNode responseNode(
      Trace trace, TraceSummary summary, HttpEvent.Request request) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("status", summary.status()).put("statusText", "");
    node.put("httpVersion", request.version());
    node.putArray("cookies");
    node.putArray("headers");
    long bytes =
        last(trace, HttpEvent.Finished.class).map(HttpEvent.Finished::responseBytes).orElse(-1L);
    String type = last(trace, HttpEvent.Response.class).map(HttpEvent.Response::type).orElse("");
    node.putObject("content").put("size", Math.max(0, bytes)).put("mimeType", type);
    return node.put("redirectURL", "").put("headersSize", -1).put("bodySize", bytes);
  }

  private static ObjectNode timings(List<Phase> own) {
    Map<Kind, Long> nanos = new EnumMap<>(Kind.class);
    own.forEach(p -> nanos.merge(p.kind(), p.nanos(), Long::sum));
    ObjectNode node = MAPPER.createObjectNode();
    double blocked =
        sum(
                nanos,
                Kind.GAP,
                Kind.PROXY,
                Kind.TUNNEL,
                Kind.ROUTE,
                Kind.GUARD,
                Kind.TARGET,
                Kind.CACHE)
            + sum(nanos, Kind.RETRY, Kind.FAILED);
    return node.put("blocked", blocked)
        .put("dns", known(nanos, Kind.DNS))
        .put("connect", nanos.containsKey(Kind.TCP) ? sum(nanos, Kind.TCP, Kind.TLS) : -1)
        .put("ssl", known(nanos, Kind.TLS))
        .put("send", 0)
        .put("wait", sum(nanos, Kind.WAIT, Kind.ORIGIN))
        .put("receive", sum(nanos, Kind.BODY, Kind.CLOSE));
  }

  private static double known(Map<Kind, Long> nanos, Kind kind) {
    return nanos.containsKey(kind) ? sum(nanos, kind) : -1;
  }

  private static double sum(Map<Kind, Long> nanos, Kind... kinds) {
    long sum = 0;
    for (Kind kind : kinds) {
      sum += nanos.getOrDefault(kind, 0L);
    }
    return sum / 1e6;
  }

  /** The request itself, or the CONNECT that got no farther. */
  private static Optional<HttpEvent.Request> request(Trace trace) {
    List<HttpEvent.Request> all = events(trace, HttpEvent.Request.class);
    return all.stream()
        .filter(r -> !r.method().equals("CONNECT"))
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /** Of the first party: the last response it got is the answer to the request itself. */
  private static <E extends Event> Optional<E> last(Trace trace, Class<E> type) {
    return events(trace, type).reversed().stream().findFirst();
  }

  private static <E extends Event> List<E> events(Trace trace, Class<E> type) {
    return trace.first().map(SpanRecord::entries).orElse(List.of()).stream()
        .map(e -> (Event) e.event())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
