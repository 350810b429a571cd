package naru.trace.render;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
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
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
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
  private static final HexFormat HEX = HexFormat.of();

  /** What most traces need. */
  private static final int LINE_BYTES = 8192;

  private TraceJson() {}

  /** One line, without a line end. */
  public static String line(Trace trace) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = MAPPER.createGenerator(text)) {
      write(trace, json);
    }
    return text.toString();
  }

  /** One line in UTF-8, with a line feed at its end. */
  public static byte[] bytes(Trace trace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(LINE_BYTES);
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      write(trace, json);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  /** For people: indented. */
  public static String pretty(Trace trace) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node(trace));
  }

  /** The tree, for those who put it into something larger. */
  public static ObjectNode node(Trace trace) {
    return (ObjectNode) MAPPER.readTree(line(trace));
  }

  private static void write(Trace trace, JsonGenerator json) {
    TraceSummary summary = TraceSummary.of(trace);
    json.writeStartObject();
    json.writeStringProperty("schema", SCHEMA);
    json.writeStringProperty("id", trace.id().toString());
    json.writeStringProperty("started", trace.started().toString());
    json.writeNumberProperty("durationNs", summary.durationNanos());
    json.writeNumberProperty("status", summary.status());
    json.writeArrayPropertyStart("spans");
    trace.spans().forEach(s -> write(s, json));
    json.writeEndArray();
    json.writeArrayPropertyStart("events");
    trace.told().forEach(t -> write(trace, t, json));
    json.writeEndArray();
    json.writeEndObject();
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

  private static void write(SpanRecord span, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("id", HEX.toHexDigits(span.id()));
    json.writeStringProperty("parent", HEX.toHexDigits(span.parent()));
    json.writeStringProperty("at", span.at().word());
    json.writeBooleanProperty("ended", span.ended());
    json.writeEndObject();
  }

  private static void write(Trace trace, Trace.Told told, JsonGenerator json) {
    Entry entry = told.entry();
    json.writeStartObject();
    json.writeNumberProperty("at", entry.atNanos() - trace.startNanos());
    json.writeStringProperty("span", HEX.toHexDigits(told.span().id()));
    json.writeStringProperty("from", entry.from().word());
    json.writeStringProperty("to", entry.to().word());
    json.writeStringProperty("provenance", entry.provenance().word());
    write(entry.event(), json);
    json.writeEndObject();
  }

  private static void write(Event event, JsonGenerator json) {
    json.writeStringProperty("layer", Vocabulary.layer(event.getClass()));
    json.writeStringProperty("kind", Vocabulary.kind(event.getClass()));
    RecordWriter.write((Record) event, json);
  }

  /** What happened, without when and between whom: as a dry run tells it. */
  public static ObjectNode node(Event event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = MAPPER.createGenerator(text)) {
      json.writeStartObject();
      write(event, json);
      json.writeEndObject();
    }
    return (ObjectNode) MAPPER.readTree(text.toString());
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
