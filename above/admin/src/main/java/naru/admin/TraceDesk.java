package naru.admin;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import naru.trace.Entry;
import naru.trace.SpanRecord;
import naru.trace.Trace;
import naru.trace.TraceId;
import naru.trace.TraceStore;
import naru.trace.TraceSummary;
import naru.trace.Tracer;
import naru.trace.render.Har;
import naru.trace.render.Lang;
import naru.trace.render.Look;
import naru.trace.render.Pcapng;
import naru.trace.render.Redaction;
import naru.trace.render.TraceJson;
import naru.trace.render.Waterfall;
import naru.trace.render.Zoom;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Traces: listed, shown, exported, added. Blocks. */
final class TraceDesk {
  /** How many traces one list looks at, at most, before it says that it found no more. */
  static final int MOST_LOOKED_AT = 20_000;

  /** Items of a page. */
  static final int MOST_ON_PAGE = 500;

  private static final int USUAL_ON_PAGE = 50;
  private static final int FIRST_LOOK = 200;

  private final TraceStore store;
  private final Tracer tracer;

  TraceDesk(TraceStore store, Tracer tracer) {
    this.store = store;
    this.tracer = tracer;
  }

  // ---- lists

  Reply list(Ask ask) {
    int size = ask.query().number("pageSize", 1, MOST_ON_PAGE, USUAL_ON_PAGE);
    TraceFilter filter = TraceFilter.of(ask.query());
    String after = ask.query().text("pageToken").map(TraceDesk::idOf).orElse("");
    List<Trace> page = find(filter, after, size + 1);
    ObjectNode root = Json.object();
    ArrayNode items = root.putArray("items");
    page.stream().limit(size).forEach(t -> items.add(TraceJson.node(TraceSummary.of(t))));
    if (page.size() > size) {
      root.put("nextPageToken", token(page.get(size - 1).id()));
    }
    return Reply.json(root);
  }

  /** The newest that pass, the newest first; looks farther back as long as it must. */
  List<Trace> find(TraceFilter filter, String after, int count) {
    tracer.drain();
    int look = Math.max(FIRST_LOOK, count);
    while (true) {
      List<Trace> newest = store.newest(look);
      List<Trace> found = found(newest, filter, after, count);
      if (found.size() >= count || newest.size() < look || look >= MOST_LOOKED_AT) {
        return found;
      }
      look = Math.min(look * 4, MOST_LOOKED_AT);
    }
  }

  private static List<Trace> found(
      List<Trace> newest, TraceFilter filter, String after, int count) {
    List<Trace> found = new ArrayList<>();
    boolean reached = after.isEmpty();
    for (Trace trace : newest) {
      if (reached && found.size() < count && filter.wants(trace)) {
        found.add(trace);
      }
      reached |= trace.id().toString().equals(after);
    }
    return found;
  }

  private static String token(TraceId last) {
    byte[] text = last.toString().getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static String idOf(String token) {
    try {
      byte[] text = Base64.getUrlDecoder().decode(token);
      return TraceId.parse(new String(text, StandardCharsets.US_ASCII)).toString();
    } catch (IllegalArgumentException e) {
      throw Query.wrong("'pageToken' must be a nextPageToken of an earlier answer");
    }
  }

  // ---- one

  Reply get(Ask ask) {
    return Reply.of(200, Reply.JSON, TraceJson.line(one(ask)));
  }

  Reply export(Ask ask) {
    Trace trace = one(ask);
    String format = ask.variable("format");
    Reply reply =
        switch (format) {
          case "json" -> Reply.of(200, Reply.JSON, TraceJson.pretty(trace) + "\n");
          case "har" -> Reply.of(200, Reply.JSON, Har.of(List.of(trace), Redaction.usual()) + "\n");
          case "txt" -> Reply.text(text(trace, ask));
          case "pcapng" -> Reply.of(200, Pcapng.TYPE, Pcapng.of(trace, Redaction.usual()));
          default ->
              throw missing("there is no export '" + format + "'; there is json, har, pcapng, txt");
        };
    String name = "naru-" + trace.id() + "." + format;
    return reply.with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  private static String text(Trace trace, Ask ask) {
    Lang lang = ask.query().word("lang", Lang.class).orElse(ask.lang());
    int width = ask.query().number("width", Look.NARROWEST, Look.ENDLESS, Look.ENDLESS);
    Zoom zoom = ask.query().word("zoom", Zoom.class).orElse(Zoom.HTTP);
    return Waterfall.of(trace, zoom, new Look(width, false, ask.query().flag("ascii"), lang));
  }

  private Trace one(Ask ask) {
    tracer.drain();
    String text = ask.variable("id").toLowerCase(Locale.ROOT);
    if (!text.equals("last") && !text.matches("[0-9a-f]{1,32}(\\.\\.[0-9a-f]{1,32})?")) {
      throw Query.wrong("'id' is 'last', an id, its beginning, or its brief form 7f3a..c2");
    }
    return store.find(text).orElseThrow(() -> missing(why(text)));
  }

  private String why(String text) {
    List<TraceId> like = text.equals("last") ? List.of() : store.matching(text, 5);
    return like.isEmpty()
        ? text.equals("last") ? "there is no trace yet" : "there is no trace '" + text + "'"
        : "'"
            + text
            + "' may mean "
            + String.join(", ", like.stream().map(String::valueOf).toList());
  }

  private static FailureException missing(String what) {
    return Failure.of(Code.ADMIN_NOT_FOUND, Side.CLIENT, what).asException();
  }

  // ---- adding

  /** Takes the parts of a trace that another process told, such as {@code naru trace}. */
  Reply add(Ask ask) {
    Trace trace = read(ask.body());
    long start = onOurClock(trace);
    for (SpanRecord span : trace.spans()) {
      store.accept(moved(span, start));
    }
    String path = Operation.BASE + "/traces/" + trace.id();
    return Reply.json(Map.of("id", trace.id().toString(), "parts", trace.spans().size()))
        .withStatus(201)
        .with("Location", path);
  }

  private static Trace read(String body) {
    Trace trace;
    try {
      trace = TraceJson.read(body);
    } catch (IllegalArgumentException e) {
      throw Json.unfit(String.valueOf(e.getMessage()));
    }
    if (trace.spans().isEmpty() || trace.spans().stream().anyMatch(s -> s.entries().isEmpty())) {
      throw Json.unfit("every trace has a span, and every span has events");
    }
    return trace;
  }

  /** The value of our monotonic clock at the moment when the trace began. */
  private long onOurClock(Trace trace) {
    long now = tracer.clock().nanos();
    long age = Duration.between(trace.started(), tracer.clock().wallAt(now)).toNanos();
    return now - age;
  }

  private static SpanRecord moved(SpanRecord span, long start) {
    List<Entry> entries =
        span.entries().stream()
            .map(e -> new Entry(start + e.atNanos(), e.from(), e.to(), e.provenance(), e.event()))
            .toList();
    return new SpanRecord(span.trace(), span.id(), span.parent(), span.at(), entries, span.ended());
  }
}
