package naru.admin;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import naru.trace.Party;
import naru.trace.Trace;
import naru.trace.TraceSummary;

/**
 * Which traces are wanted. What is absent lets all pass.
 *
 * @param host the host of what was asked for, or a parent domain of it
 * @param party who must have told a part
 */
record TraceFilter(
    Optional<Integer> status,
    Optional<String> host,
    Optional<Party> party,
    boolean failed,
    Optional<Duration> minDuration,
    Optional<Instant> since) {

  static TraceFilter of(Query query) {
    return new TraceFilter(
        query.number("status", 100, 599),
        query.text("host").map(h -> h.toLowerCase(Locale.ROOT)),
        query.word("party", Party.class),
        query.flag("failed"),
        query.duration("minDuration"),
        query.instant("since"));
  }

  boolean wants(Trace trace) {
    TraceSummary s = TraceSummary.of(trace);
    return status.map(v -> v == s.status()).orElse(true)
        && host.map(h -> isAt(h, hostOf(s))).orElse(true)
        && party.map(p -> trace.spans().stream().anyMatch(span -> span.at() == p)).orElse(true)
        && (!failed || s.failed())
        && minDuration.map(d -> s.durationNanos() >= d.toNanos()).orElse(true)
        && since.map(i -> !s.started().isBefore(i)).orElse(true);
  }

  private static boolean isAt(String wanted, String host) {
    return host.equals(wanted) || host.endsWith("." + wanted);
  }

  /** Of a URL, of CONNECT's authority, or the name of a DNS question alone. */
  static String hostOf(TraceSummary summary) {
    String url = summary.url();
    String absolute = url.contains("://") ? url : "tcp://" + url;
    try {
      return Optional.ofNullable(URI.create(absolute).getHost())
          .orElse("")
          .toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
