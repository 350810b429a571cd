package naru.trace.render;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.base.Place;
import naru.base.Side;
import naru.trace.CaEvent;
import naru.trace.DnsEvent;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.GatewayEvent;
import naru.trace.HttpEvent;
import naru.trace.Provenance;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.render.Phase.Kind;

/** What a row of the waterfall says: who, the facts worth a line, and how they are known. */
final class RowText {
  private final Phases phases;
  private final Facts facts;
  private final FlowText flows;

  RowText(Phases phases, Facts facts, FlowText flows) {
    this.phases = phases;
    this.facts = facts;
    this.flows = flows;
  }

  /** Who, and what was told; the most telling first, since the end may be cut. */
  String facts(Phases.Row row) {
    List<Entry> entries = row.also().isEmpty() ? row.phase().entries() : row.also();
    List<Entry> telling = entries.stream().filter(e -> tells(e.event())).toList();
    List<Entry> shown = telling.isEmpty() ? entries : telling;
    String seen = flows.of(row.phase());
    Stream<String> told =
        shown.stream()
            .map(Entry::event)
            .filter(e -> seen.isEmpty() || !FlowText.tellsMore(row.phase().kind(), e))
            .sorted(Comparator.comparingInt(RowText::rank))
            .map(facts::brief);
    return who(row)
        + Stream.concat(seen.isEmpty() ? Stream.empty() : Stream.of(seen), told)
            .distinct()
            .collect(Collectors.joining("; "));
  }

  /**
   * The place in the config that decided, by its file's name alone; else how the facts are known.
   */
  String right(Phases.Row row) {
    List<Entry> decided = row.also().isEmpty() ? row.phase().entries() : row.also();
    return decided.stream()
        .map(Entry::event)
        .sorted(Comparator.comparingInt(RowText::rank))
        .flatMap(e -> DecisionFacts.place(e).stream())
        .map(RowText::near)
        .findFirst()
        .or(() -> blamed(row.phase()).map(RowText::near))
        .orElseGet(() -> known(row.phase()));
  }

  /** What failed is where the last decision before led to; not so if the client gave up. */
  private static Optional<Place> blamed(Phase phase) {
    boolean ofServer =
        phase.kind() == Kind.FAILED
            && phase.failures().stream().anyMatch(f -> f.side() != Side.CLIENT);
    return ofServer
        ? phase.span().entries().stream()
            .filter(e -> e.atNanos() <= phase.endNanos() && e.event() instanceof GatewayEvent)
            .flatMap(e -> DecisionFacts.place(e.event()).stream())
            .reduce((before, last) -> last)
        : Optional.empty();
  }

  private static String near(Place place) {
    String whole = place.toString();
    return whole.substring(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1);
  }

  /**
   * The weakest way of knowing in the phase that is more than our own deduction; where its segments
   * were seen, they are what is shown.
   */
  private String known(Phase phase) {
    if (!flows.of(phase).isEmpty()) {
      return Provenance.WIRE.word();
    }
    return phase.entries().stream()
        .map(Entry::provenance)
        .filter(p -> p != Provenance.DERIVED)
        .max(Comparator.naturalOrder())
        .map(Provenance::word)
        .orElse("");
  }

  /** Who talked to whom, where the trace has more than one such leg. */
  private String who(Phases.Row row) {
    Phase p = row.phase();
    long same = phases.rows().stream().filter(r -> r.phase().kind() == p.kind()).count();
    if (!isLeg(p.kind()) || same < 2 || namesServer(p)) {
      return "";
    }
    if (p.from() == p.to()) {
      return p.from().word() + ": ";
    }
    String from = row.nested() ? p.from().word() : "";
    return from + "->" + p.to().word() + ": ";
  }

  /** A verified handshake says with whom it was. */
  private static boolean namesServer(Phase p) {
    return p.entries().stream().anyMatch(e -> e.event() instanceof TlsEvent.CertificateVerified);
  }

  private static boolean isLeg(Kind kind) {
    return switch (kind) {
      case DNS, TCP, TLS, WAIT, ORIGIN -> true;
      case PROXY, TUNNEL, CA, ROUTE, GUARD, TARGET, CACHE, RETRY, BODY, CLOSE, FAILED, GAP -> false;
    };
  }

  /** Addresses before the lack of them, the key before who was verified. */
  private static int rank(Event event) {
    return switch (event) {
      case DnsEvent.Answer a when a.records().isEmpty() -> 1;
      case TlsEvent.CertificateVerified _ -> 1;
      default -> 0;
    };
  }

  /** Whether an event belongs in a row: what was asked shows in what was answered. */
  private static boolean tells(Event event) {
    return switch (event) {
      case DnsEvent.Query _,
          TcpEvent.Connecting _,
          TlsEvent.ClientHello _,
          TlsEvent.ServerHello _,
          TlsEvent.CertificateShown _,
          CaEvent.Requested _,
          HttpEvent.Request _ ->
          false;
      default -> true;
    };
  }
}
