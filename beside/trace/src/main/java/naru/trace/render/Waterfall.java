package naru.trace.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import naru.trace.Trace;
import naru.trace.render.Phase.Kind;

/**
 * A trace for the terminal: a row for each phase, its bar on one time axis, its milliseconds, and a
 * line of facts; at the right the place in the config that decided, or how the facts are known.
 *
 * <p>The rows that are not indented are the first party's; they add up to the total. Indented ones
 * happened meanwhile at other parties. Bars use only glyphs of neutral width, which take one column
 * in Korean terminals too.
 */
public final class Waterfall {
  /** A gap shorter than this, or than this part of the total, is counted in the last row. */
  private static final long SHORT_GAP_NANOS = 50_000;

  private static final int SHORT_GAP_PART = 50;

  private static final int LABEL = 10;

  private final Trace trace;
  private final Look look;
  private final Words words;
  private final Paint paint;
  private final Phases phases;
  private final RowText text;
  private final int axis;

  private Waterfall(Trace trace, Look look) {
    this.trace = trace;
    this.look = look;
    this.words = Words.in(look.lang());
    this.paint = new Paint(look.colour());
    this.phases = Phases.of(trace);
    this.text = new RowText(phases, new Facts(words), FlowText.of(trace, words));
    this.axis = look.width() >= 120 ? 32 : look.width() >= 90 ? 24 : look.width() >= 70 ? 16 : 8;
  }

  /** The lines, each ended by a line feed. */
  public static String of(Trace trace, Zoom zoom, Look look) {
    List<String> lines = new ArrayList<>();
    lines.add(TraceLine.title(trace, look));
    lines.addAll(
        switch (zoom) {
          case HTTP -> new Waterfall(trace, look).rows();
          case TLS -> EventList.tls(trace, look);
          case TCP -> EventList.tcp(trace, look);
          case IP -> EventList.ip(trace, look);
        });
    return lines.stream().map(l -> l.stripTrailing() + "\n").collect(Collectors.joining());
  }

  private List<String> rows() {
    List<String> lines = new ArrayList<>();
    long rest = 0;
    for (Phases.Row row : phases.rows()) {
      if (isShortGap(row.phase())) {
        rest += row.phase().nanos();
      } else {
        lines.add(row(row));
      }
    }
    if (rest > 0) {
      String label = "  " + Columns.fit(words.say("label.rest"), LABEL - 2);
      lines.add(line(label, " ".repeat(axis), rest, words.say("rest"), "", Kind.GAP, false));
    }
    lines.addAll(whole(lines));
    return lines;
  }

  /** Failures that no row has room for: why it failed is what one looks for. */
  private List<String> whole(List<String> rows) {
    return phases.rows().stream()
        .flatMap(r -> r.phase().failures().stream())
        .map(f -> Columns.clean(Facts.failure(f)))
        .distinct()
        .filter(text -> rows.stream().noneMatch(r -> r.contains(text)))
        .flatMap(text -> Columns.folded(text, look.width() - 4).stream())
        .map(line -> "  " + paint.failure(line))
        .toList();
  }

  private boolean isShortGap(Phase p) {
    long shown = Math.max(SHORT_GAP_NANOS, trace.totalNanos() / SHORT_GAP_PART);
    return p.kind() == Kind.GAP && p.nanos() < shown;
  }

  private String row(Phases.Row row) {
    Phase p = row.phase();
    String label = (row.nested() ? "   " : "  ") + word(p.kind());
    String fact = p.kind() == Kind.GAP ? words.say("gap") : text.facts(row);
    boolean failed = !p.failures().isEmpty();
    return line(label, bar(p), p.nanos(), fact, text.right(row), p.kind(), failed);
  }

  private String line(
      String label, String bar, long nanos, String fact, String right, Kind kind, boolean failed) {
    String millis = String.format(Locale.ROOT, "%6.1f ms  ", nanos / 1e6);
    int room = look.width() - LABEL - axis - 2 - Columns.of(millis);
    String line = beside(Columns.clean(fact), Columns.clean(right), room);
    String head = paint.of(kind, Columns.fit(label, LABEL) + "|" + bar + "|");
    return head + millis + (failed ? paint.failure(line) : line);
  }

  /** The fact, and what stands at the right edge. */
  private String beside(String fact, String right, int room) {
    if (right.isEmpty()) {
      return Columns.cut(fact, room);
    }
    if (look.width() >= Look.ENDLESS) {
      return Columns.fit(fact, Math.max(60, Columns.of(fact))) + "  " + right;
    }
    String edge = Columns.cutStart(right, room / 2);
    return Columns.fit(fact, room - 2 - Columns.of(edge)) + "  " + edge;
  }

  private String word(Kind kind) {
    return words.say("label." + JsonShape.word(kind));
  }

  private String bar(Phase p) {
    long total = Math.max(1, trace.totalNanos());
    long start = phases.own().isEmpty() ? trace.startNanos() : phases.own().get(0).startNanos();
    int from = column(p.startNanos() - start, total);
    int to = Math.max(column(p.endNanos() - start, total), from);
    boolean moment = to == from;
    int at = moment ? Math.min(from, axis - 1) : from;
    String full = look.ascii() ? "#" : "\u25ae";
    String point = look.ascii() ? "." : "\u25aa";
    String drawn =
        moment ? point : p.kind() == Kind.GAP ? "-".repeat(to - at) : full.repeat(to - at);
    return " ".repeat(at) + drawn + " ".repeat(axis - at - (moment ? 1 : to - at));
  }

  private int column(long nanos, long total) {
    double share = (double) nanos / total;
    return (int) Math.round(Math.clamp(share, 0.0, 1.0) * axis);
  }
}
