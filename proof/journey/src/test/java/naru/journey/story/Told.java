package naru.journey.story;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.Code;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.TlsEvent;
import naru.trace.Trace;
import naru.trace.TraceSummary;

/** Ways to read a trace. */
final class Told {
  private Told() {}

  /** The words for a list of events: {@code DnsEvent.Query}. Packets are told beside them. */
  static List<String> words(Stream<Entry> entries) {
    return entries
        .map(Entry::event)
        .filter(e -> !e.isPacket() && !(e instanceof TlsEvent.Secrets))
        .map(Told::word)
        .toList();
  }

  /** All events, in time order. */
  static List<String> words(Trace trace) {
    return words(trace.told().stream().map(Trace.Told::entry));
  }

  /** What one party told in its first span. */
  static List<String> words(Trace trace, Party at) {
    return words(span(trace, at).entries().stream());
  }

  static SpanRecord span(Trace trace, Party at) {
    return trace.spans().stream().filter(s -> s.at() == at).findFirst().orElseThrow();
  }

  static <E extends Event> List<E> events(Trace trace, Class<E> type) {
    return trace.told().stream()
        .map(t -> t.entry().event())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** Whether somebody told of a failure with this code. */
  static boolean failed(Trace trace, Code code) {
    return trace.told().stream()
        .map(t -> TraceSummary.failureOf(t.entry().event()))
        .flatMap(Optional::stream)
        .anyMatch(f -> f.code() == code);
  }

  private static String word(Event event) {
    Class<?> type = event.getClass();
    return type.getDeclaringClass().getSimpleName() + "." + type.getSimpleName();
  }
}
