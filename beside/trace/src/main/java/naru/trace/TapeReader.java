package naru.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes events of what a tape holds. Runs where nobody waits for it. */
final class TapeReader {
  private static final Party[] PARTIES = Party.values();
  private static final Provenance[] PROVENANCES = Provenance.values();

  private TapeReader() {}

  static SpanRecord read(Tape tape) {
    List<Entry> entries = new ArrayList<>(tape.count + tape.segments.count());
    for (int i = 0; i < tape.count; i++) {
      long head = tape.words[i * Tape.WORDS + 1];
      entries.add(entry(tape.words[i * Tape.WORDS], head, event(tape, i)));
    }
    addSegments(tape, entries);
    entries.sort(Comparator.comparingLong(Entry::atNanos));
    TraceId trace = new TraceId(tape.traceHigh, tape.traceLow);
    return new SpanRecord(trace, tape.id, tape.parent, tape.at, entries, true);
  }

  private static void addSegments(Tape tape, List<Entry> entries) {
    SegmentTape segments = tape.segments;
    for (int i = 0; i < segments.count(); i++) {
      entries.add(entry(segments.nanos(i), segments.head(i), segments.event(i)));
      if (i == SegmentTape.FIRST - 1 && segments.leftOut() > 0) {
        Event gap = new TcpEvent.SegmentsLeftOut(segments.leftOut());
        entries.add(new Entry(segments.nanos(i), tape.at, tape.at, Provenance.DERIVED, gap));
      }
    }
  }

  private static Entry entry(long nanos, long head, Event event) {
    return new Entry(
        nanos,
        PARTIES[(int) (head >>> 8 & 0xf)],
        PARTIES[(int) (head >>> 12 & 0xf)],
        PROVENANCES[(int) (head >>> 16 & 0xf)],
        event);
  }

  private static Event event(Tape tape, int i) {
    long head = tape.words[i * Tape.WORDS + 1];
    long a = tape.words[i * Tape.WORDS + 2];
    long b = tape.words[i * Tape.WORDS + 3];
    int number = (int) (head >>> 32);
    Object first = tape.refs[i * Tape.REFS];
    Object second = tape.refs[i * Tape.REFS + 1];
    return switch ((int) (head & 0xff)) {
      case Tape.EVENT -> (Event) first;
      case Tape.REQUEST -> request(tape.text, number, a, b, (String) first, (String) second);
      case Tape.RESPONSE -> new HttpEvent.Response(number, a, (String) first);
      case Tape.FINISHED -> new HttpEvent.Finished(a, b);
      case Tape.REUSED -> new TcpEvent.Reused((String) first, (String) second, number);
      case Tape.ROUTE -> ((RouteFacts) first).chosen(a);
      case Tape.TARGET -> target((UpstreamFacts) first, number, a, b, tape.text);
      case Tape.FIELD -> new HttpEvent.Field((String) first, text(tape.text, number, (int) a));
      case Tape.FORWARDED -> forwarded(first, (ForwardFacts) second);
      default -> throw new IllegalStateException("a tape holds an unknown kind " + head);
    };
  }

  private static Event target(UpstreamFacts facts, int target, long a, long b, byte[] text) {
    return facts.targets().size() <= UpstreamFacts.MAX_PACKED
        ? facts.chosen(target, a, b)
        : facts.chosen(target, text, (int) a);
  }

  private static Event forwarded(Object key, ForwardFacts why) {
    return new CacheEvent.Forwarded(key.toString(), why.reason(), why.detail(), why.place());
  }

  /** Numbers as {@link Span#request} packs them; the texts lie one after the other. */
  private static Event request(
      byte[] text, int offset, long lengths, long pathAndStream, String scheme, String version) {
    int method = (int) (lengths >>> 32);
    int authority = (int) lengths;
    return new HttpEvent.Request(
        text(text, offset, method),
        scheme,
        text(text, offset + method, authority),
        text(text, offset + method + authority, (int) pathAndStream),
        version,
        (int) (pathAndStream >>> 32));
  }

  private static String text(byte[] text, int offset, int length) {
    return new String(text, offset, length, StandardCharsets.ISO_8859_1);
  }
}
