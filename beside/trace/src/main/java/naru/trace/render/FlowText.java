package naru.trace.render;

import java.util.List;
import java.util.Optional;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.TcpEvent;
import naru.trace.Trace;
import naru.trace.render.Phase.Kind;

/** What the segments say of a phase: how its connection was opened or closed. */
final class FlowText {
  private final List<Flow> flows;
  private final Words words;

  private FlowText(List<Flow> flows, Words words) {
    this.flows = flows;
    this.words = words;
  }

  static FlowText of(Trace trace, Words words) {
    return new FlowText(Flow.of(trace), words);
  }

  /** The handshake of a TCP phase, the close of a CLOSE phase; empty for others and if not seen. */
  String of(Phase phase) {
    return switch (phase.kind()) {
      case TCP -> opened(phase).map(f -> Opening.of(f, words)).orElse("");
      case CLOSE -> closed(phase).map(f -> Closing.of(f, words)).orElse("");
      default -> "";
    };
  }

  /** Whether the segments say it better than an event. */
  static boolean tellsMore(Kind kind, Event event) {
    return switch (event) {
      case TcpEvent.Connected _, TcpEvent.Accepted _ -> kind == Kind.TCP;
      case TcpEvent.Closed _ -> kind == Kind.CLOSE;
      default -> false;
    };
  }

  private Optional<Flow> opened(Phase phase) {
    return flows.stream()
        .filter(f -> phase.entries().stream().anyMatch(e -> opens(f, e.event(), phase)))
        .findFirst();
  }

  private static boolean opens(Flow flow, Event event, Phase phase) {
    return switch (event) {
      case TcpEvent.Connected e -> isBetween(flow, e.local(), e.remote());
      case TcpEvent.Accepted e -> isBetween(flow, e.local(), e.remote());
      case TcpEvent.Connecting e ->
          flow.right().address().equals(e.remote()) && within(flow, phase);
      default -> false;
    };
  }

  private static boolean isBetween(Flow flow, String a, String b) {
    String left = flow.left().address();
    String right = flow.right().address();
    return (left.equals(a) && right.equals(b)) || (left.equals(b) && right.equals(a));
  }

  private static boolean within(Flow flow, Phase phase) {
    long first = flow.passages().getFirst().atNanos();
    return first >= phase.startNanos() && first <= phase.endNanos();
  }

  /** The last one between the two that was closed. */
  private Optional<Flow> closed(Phase phase) {
    Entry last = phase.entries().getLast();
    return flows.reversed().stream()
        .filter(f -> isBetween(f, last.from(), last.to()) && !Closing.of(f, words).isEmpty())
        .findFirst();
  }

  private static boolean isBetween(Flow flow, Party a, Party b) {
    Party left = flow.left().party();
    Party right = flow.right().party();
    return (left == a && right == b) || (left == b && right == a);
  }
}
