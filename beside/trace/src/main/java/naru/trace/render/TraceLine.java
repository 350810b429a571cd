package naru.trace.render;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import naru.trace.Trace;
import naru.trace.TraceSummary;

/** A trace in one line, for lists and for following what happens. */
public final class TraceLine {
  private static final int WIDE = 110;
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LONG =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private TraceLine() {}

  /** Id, method, URL, status, time, cache, route, target, failure; without a line end. */
  public static String of(TraceSummary s, Look look) {
    Paint paint = new Paint(look.colour());
    String end =
        paint.status(s.status(), String.format(Locale.ROOT, "%3s", status(s)))
            + String.format(Locale.ROOT, " %8.1f ms  ", s.durationNanos() / 1e6)
            + decisions(s);
    String head = time(s, look) + "  " + s.id().brief() + "  ";
    String what = Columns.clean(s.method() + " " + s.url());
    int room = Math.clamp(look.width() - Columns.of(head) - 24L, 20, 60);
    return (head + Columns.fit(what, room) + "  " + end).stripTrailing();
  }

  /** Without the year where the line would be broken. */
  private static String time(TraceSummary s, Look look) {
    return (look.width() < WIDE ? SHORT : LONG).format(s.started());
  }

  /** The head line of a waterfall. */
  static String title(Trace trace, Look look) {
    TraceSummary s = TraceSummary.of(trace);
    Words words = Words.in(look.lang());
    String end =
        words.say("title.trace", s.id().brief())
            + "   "
            + Facts.millis(s.durationNanos())
            + "   "
            + new Paint(look.colour()).status(s.status(), status(s))
            + (s.cache().isEmpty()
                ? ""
                : "   " + words.say("title.cache", Columns.clean(s.cache())));
    String what = Columns.clean(s.method() + " " + s.url());
    int room = Math.clamp(look.width() - 60L, 16, 56);
    String fitted =
        look.width() >= Look.ENDLESS
            ? Columns.fit(what, Math.max(room, Columns.of(what)))
            : Columns.fit(what, room);
    return fitted + "  " + end;
  }

  private static String status(TraceSummary s) {
    return s.status() == 0 ? "-" : Integer.toString(s.status());
  }

  private static String decisions(TraceSummary s) {
    StringBuilder out = new StringBuilder();
    for (String fact : new String[] {s.failure(), s.cache(), s.route(), s.target()}) {
      if (!fact.isEmpty()) {
        out.append(out.isEmpty() ? "" : "  ").append(Columns.clean(fact));
      }
    }
    return out.toString();
  }
}
