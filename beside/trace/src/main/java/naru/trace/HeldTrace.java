package naru.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Clock;

/** One trace in memory while its parts come in. Confined to the store's lock. */
final class HeldTrace {
  /** More parts than this are dropped: someone names the same trace again and again. */
  static final int MAX_SPANS = 256;

  /** More entries than this in one part are dropped. */
  static final int MAX_ENTRIES = 4_096;

  private final Map<Long, SpanRecord> spans = new LinkedHashMap<>();
  private long bytes = 128;
  private long lastNanos;
  private int settled;

  /** Takes a part in; false if it was dropped. */
  boolean take(SpanRecord part, long now) {
    SpanRecord earlier = spans.get(part.id());
    if (earlier == null && spans.size() >= MAX_SPANS) {
      return false;
    }
    if (earlier != null && earlier.entries().size() + part.entries().size() > MAX_ENTRIES) {
      return false;
    }
    spans.put(part.id(), earlier == null ? part : joined(earlier, part));
    bytes += weight(part);
    lastNanos = now;
    return true;
  }

  private static SpanRecord joined(SpanRecord a, SpanRecord b) {
    List<Entry> entries = new ArrayList<>(a.entries());
    entries.addAll(b.entries());
    entries.sort(Comparator.comparingLong(Entry::atNanos));
    return new SpanRecord(a.trace(), a.id(), a.parent(), a.at(), entries, a.ended() || b.ended());
  }

  /** An estimate of the heap it takes; long texts count by their length. */
  long bytes() {
    return bytes;
  }

  private static long weight(SpanRecord part) {
    long weight = 96;
    for (Entry entry : part.entries()) {
      weight += 160 + texts(entry.event());
    }
    return weight;
  }

  private static long texts(Event event) {
    return switch (event) {
      case HttpEvent.Field f -> f.value().length();
      case HttpEvent.Request r -> r.path().length() + r.authority().length();
      case DnsEvent.Answer a -> a.records().stream().mapToLong(r -> 48 + r.length()).sum();
      case CacheEvent.Hit h -> h.key().length();
      case CacheEvent.Forwarded f -> f.key().length();
      case CacheEvent.Stored s -> s.key().length();
      case TcpEvent.Segment s -> 160 + s.options().length() + s.packet().bytes().length();
      case UdpEvent.Datagram d -> 64 + d.packet().bytes().length();
      case TlsEvent.Secrets s -> s.lines().stream().mapToLong(l -> 48 + l.length()).sum();
      case GatewayEvent.RouteChosen r -> 32L * r.missed().size();
      case GatewayEvent.NoRoute r -> 32L * r.missed().size();
      case GatewayEvent.TargetChosen t -> 48L * t.candidates().size();
      default -> 64;
    };
  }

  boolean isQuiet(long now) {
    return now - lastNanos >= TraceStore.QUIET_NANOS;
  }

  /** Whether parts came that no settling has seen; late entries of known parts do not count. */
  boolean hasNews() {
    return spans.size() > settled;
  }

  void settle() {
    settled = spans.size();
  }

  Trace trace(TraceId id, Clock clock) {
    List<SpanRecord> sorted = new ArrayList<>(spans.values());
    sorted.sort((a, b) -> Long.compare(start(a), start(b)));
    long start = start(sorted.get(0));
    return new Trace(id, clock.wallAt(start), start, sorted);
  }

  private static long start(SpanRecord span) {
    return span.entries().isEmpty() ? Long.MAX_VALUE : span.entries().get(0).atNanos();
  }
}
