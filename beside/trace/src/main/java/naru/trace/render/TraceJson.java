package naru.trace.render;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.SpanRecord;
import naru.trace.Trace;
import naru.trace.TraceId;
import naru.trace.TraceSummary;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A trace as JSON, schema {@code naru.trace/1}: command line, REST, console and the segment files
 * all use this one form.
 *
 * <p>Times of events are nanoseconds from the start of the trace, exact. Ids are hex strings, since
 * JavaScript's numbers hold 53 bits. The thrown cause of a failure is not written: it is a fact of
 * this program's inside, not of the way.
 */
public final class TraceJson {
  /** The value of the {@code schema} member. */
  public static final String SCHEMA = "naru.trace/1";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private TraceJson() {}

  /** One line, without a line end. */
  public static String line(Trace trace) {
    return MAPPER.writeValueAsString(node(trace));
  }

  /** For people: indented. */
  public static String pretty(Trace trace) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node(trace));
  }

  /** The tree, for those who put it into something larger. */
  public static ObjectNode node(Trace trace) {
    ObjectNode root = MAPPER.createObjectNode();
    TraceSummary summary = TraceSummary.of(trace);
    root.put("schema", SCHEMA)
        .put("id", trace.id().toString())
        .put("started", trace.started().toString())
        .put("durationNs", summary.durationNanos())
        .put("status", summary.status());
    ArrayNode spans = root.putArray("spans");
    trace.spans().forEach(s -> spans.add(span(s)));
    ArrayNode events = root.putArray("events");
    trace.told().forEach(t -> events.add(event(trace, t)));
    return root;
  }

  /** A summary as the list of traces shows it. */
  public static ObjectNode node(TraceSummary summary) {
    ObjectNode root = MAPPER.createObjectNode();
    return root.put("id", summary.id().toString())
        .put("started", summary.started().toString())
        .put("durationNs", summary.durationNanos())
        .put("method", summary.method())
        .put("url", summary.url())
        .put("status", summary.status())
        .put("saidBy", summary.saidBy().word())
        .put("cache", summary.cache())
        .put("route", summary.route())
        .put("target", summary.target())
        .put("failure", summary.failure());
  }

  private static ObjectNode span(SpanRecord span) {
    HexFormat hex = HexFormat.of();
    ObjectNode node = MAPPER.createObjectNode();
    return node.put("id", hex.toHexDigits(span.id()))
        .put("parent", hex.toHexDigits(span.parent()))
        .put("at", span.at().word())
        .put("ended", span.ended());
  }

  private static ObjectNode event(Trace trace, Trace.Told told) {
    Entry entry = told.entry();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("at", entry.atNanos() - trace.startNanos())
        .put("span", HexFormat.of().toHexDigits(told.span().id()))
        .put("from", entry.from().word())
        .put("to", entry.to().word())
        .put("provenance", entry.provenance().word());
    return node.setAll(node(entry.event()));
  }

  /** What happened, without when and between whom: as a dry run tells it. */
  public static ObjectNode node(Event event) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("layer", Vocabulary.layer(event.getClass()))
        .put("kind", Vocabulary.kind(event.getClass()));
    JsonShape.put((Record) event, node);
    return node;
  }

  /**
   * Reads what {@link #node(Event)} wrote; empty if this version does not know such an event.
   *
   * @throws IllegalArgumentException if a field holds what it cannot
   */
  public static Optional<Event> event(JsonNode node) {
    return Vocabulary.find(node.path("layer").asString(""), node.path("kind").asString(""))
        .map(type -> (Event) JsonShape.record(node, type));
  }

  /**
   * Reads a trace; its monotonic start is 0. Events of a kind that this version does not know are
   * left out.
   *
   * @throws IllegalArgumentException with a sentence, if the text is no trace of this schema
   */
  public static Trace read(String json) {
    try {
      return read(MAPPER.readTree(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Trace read(JsonNode root) {
    String schema = root.path("schema").asString("");
    if (!schema.equals(SCHEMA)) {
      throw new IllegalArgumentException("schema '" + schema + "' is not " + SCHEMA);
    }
    Map<String, List<Entry>> entries = new LinkedHashMap<>();
    for (JsonNode e : root.path("events")) {
      Vocabulary.find(e.path("layer").asString(""), e.path("kind").asString(""))
          .ifPresent(
              type ->
                  entries
                      .computeIfAbsent(e.path("span").asString(""), s -> new ArrayList<>())
                      .add(entry(e, type)));
    }
    TraceId id = TraceId.parse(root.path("id").asString(""));
    List<SpanRecord> spans = new ArrayList<>();
    for (JsonNode s : root.path("spans")) {
      spans.add(span(id, s, entries.getOrDefault(s.path("id").asString(""), List.of())));
    }
    return new Trace(id, instant(root), 0, spans);
  }

  private static Instant instant(JsonNode root) {
    try {
      return Instant.parse(root.path("started").asString(""));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("'started' is no time: " + e.getParsedString(), e);
    }
  }

  private static SpanRecord span(TraceId id, JsonNode s, List<Entry> entries) {
    return new SpanRecord(
        id,
        HexFormat.fromHexDigitsToLong(s.path("id").asString("")),
        HexFormat.fromHexDigitsToLong(s.path("parent").asString("")),
        JsonShape.constant(s.path("at").asString(""), Party.class),
        entries,
        s.path("ended").asBoolean(false));
  }

  private static Entry entry(JsonNode e, Class<?> type) {
    return new Entry(
        e.path("at").asLong(0),
        JsonShape.constant(e.path("from").asString(""), Party.class),
        JsonShape.constant(e.path("to").asString(""), Party.class),
        JsonShape.constant(e.path("provenance").asString(""), Provenance.class),
        (Event) JsonShape.record(e, type));
  }
}
