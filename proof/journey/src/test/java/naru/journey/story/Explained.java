package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import naru.app.Stand;
import naru.base.Failure;
import naru.base.Place;
import naru.trace.ChangeEvent;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.GatewayEvent;
import naru.trace.GuardEvent;
import naru.trace.HttpEvent;
import naru.trace.OriginEvent;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.trace.Trace;
import naru.trace.TraceSummary;

/**
 * Whether the traces say why: each exchange whose status is not 2xx, that broke off, or whose
 * connection Naru ended, has a reason id, who caused it, and the place in the config where an
 * object of the config decided. A connection that asked nothing tells why it was closed.
 */
final class Explained {
  private static final int MOST = 10_000;

  private Explained() {}

  /** The reasons in all traces, with how often each was given; fails if one is missing. */
  static SortedMap<String, Integer> everything(Stand naru) {
    Until.so("all parts have ended", () -> parts(naru).allMatch(SpanRecord::ended));
    List<Trace> traces = naru.traces().newest(MOST);
    assertThat(traces).as("traces that were looked at").hasSizeLessThan(MOST);
    return everything(traces);
  }

  /** The same for some traces. */
  static SortedMap<String, Integer> everything(List<Trace> traces) {
    assertThat(traces).as("traces that were looked at").isNotEmpty();
    List<String> missing = traces.stream().flatMap(t -> missing(t).stream()).toList();
    assertThat(missing).as("what nobody explains").isEmpty();
    SortedMap<String, Integer> reasons = new TreeMap<>();
    traces.stream()
        .flatMap(t -> t.spans().stream())
        .flatMap(s -> failures(s).stream())
        .forEach(f -> reasons.merge(f.code().reason(), 1, Integer::sum));
    return reasons;
  }

  private static Stream<SpanRecord> parts(Stand naru) {
    return naru.traces().newest(MOST).stream().flatMap(t -> t.spans().stream());
  }

  /** What one trace leaves open; empty if nothing. */
  static List<String> missing(Trace trace) {
    List<String> missing = new ArrayList<>();
    for (SpanRecord part : trace.spans()) {
      if (part.at() == Party.GATEWAY) {
        fault(part).ifPresent(f -> missing.add(f + ": " + Told.words(part.entries().stream())));
      }
    }
    return missing;
  }

  private static Optional<String> fault(SpanRecord part) {
    List<Failure> failures = failures(part);
    if (failures.isEmpty()) {
      return unexplained(part);
    }
    return failures.stream()
        .filter(f -> f.detail().isBlank() || (isOfConfig(f) && places(part).isEmpty()))
        .map(f -> "half a reason, " + f)
        .findFirst();
  }

  private static Optional<String> unexplained(SpanRecord part) {
    boolean asked = !events(part, HttpEvent.Request.class).isEmpty();
    boolean ended =
        !events(part, HttpEvent.Finished.class).isEmpty()
            || events(part, HttpEvent.Response.class).stream().anyMatch(r -> r.status() == 101);
    if (asked && !ended) {
      return Optional.of("broke off without a reason");
    }
    boolean whole = !events(part, TcpEvent.Accepted.class).isEmpty();
    boolean closed =
        events(part, TcpEvent.Closed.class).stream()
            .anyMatch(c -> c.how() == TcpEvent.How.WE_CLOSED);
    if (whole && !asked && closed) {
      return Optional.of("we closed what asked nothing, without a reason");
    }
    int status = status(part);
    boolean decided =
        events(part, ChangeEvent.Answered.class).size()
                + events(part, ChangeEvent.Redirected.class).size()
                + events(part, ChangeEvent.Preflight.class).size()
                + events(part, OriginEvent.File.class).size()
            > 0;
    if (status >= 300 && !decided && !isFromServer(part, status)) {
      return Optional.of("a status of " + status + " without a reason");
    }
    return Optional.empty();
  }

  private static int status(SpanRecord part) {
    return events(part, HttpEvent.Response.class).stream()
        .mapToInt(HttpEvent.Response::status)
        .filter(s -> s >= 200)
        .reduce(0, (before, last) -> last);
  }

  private static boolean isFromServer(SpanRecord part, int status) {
    return part.entries().stream()
        .filter(e -> e.from() == Party.ORIGIN)
        .anyMatch(e -> e.event() instanceof HttpEvent.Response r && r.status() == status);
  }

  /** Whether something that the config names decides on this. */
  private static boolean isOfConfig(Failure failure) {
    return failure.code().number().startsWith("N15");
  }

  private static List<Place> places(SpanRecord part) {
    return part.entries().stream()
        .map(Entry::event)
        .map(Explained::place)
        .flatMap(Optional::stream)
        .filter(p -> p.line() > 0)
        .toList();
  }

  private static Optional<Place> place(Event event) {
    return switch (event) {
      case GatewayEvent.RouteChosen e -> Optional.of(e.place());
      case GatewayEvent.NoTarget e -> Optional.of(e.place());
      case GuardEvent.Refused e -> Optional.of(e.place());
      case GuardEvent.AddressJudged e -> Optional.of(e.place());
      default -> Optional.empty();
    };
  }

  private static List<Failure> failures(SpanRecord part) {
    return part.entries().stream()
        .map(e -> TraceSummary.failureOf(e.event()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static <E extends Event> List<E> events(SpanRecord part, Class<E> type) {
    return part.entries().stream()
        .map(Entry::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
