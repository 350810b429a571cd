package naru.trace.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import naru.trace.Entry;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.trace.Trace;
import naru.trace.render.Phase.Kind;

/**
 * The phases of a trace: the first party's time line, which adds up to the total exactly, and under
 * it what the other parties did meanwhile.
 *
 * @param own the first party's phases; without the CA's they partition {@link Trace#totalNanos()}
 * @param rows all that is worth showing, in time order
 */
public record Phases(List<Phase> own, List<Row> rows) {
  public Phases {
    own = List.copyOf(own);
    rows = List.copyOf(rows);
  }

  /**
   * A phase to show.
   *
   * @param nested whether it happened within the first party's phases
   * @param also what the other side told of the same: it decided, so it knows more
   */
  public record Row(Phase phase, boolean nested, List<Entry> also) {
    public Row {
      also = List.copyOf(also);
    }
  }

  /** Divides a trace. */
  public static Phases of(Trace trace) {
    SpanRecord first = trace.first().orElse(null);
    if (first == null) {
      return new Phases(List.of(), List.of());
    }
    List<Phase> own = PhaseWalk.of(first);
    Joining joining = new Joining(own);
    trace.spans().stream().filter(s -> s != first).map(PhaseWalk::of).forEach(joining::take);
    return new Phases(own, joining.rows());
  }

  /** Puts the parties' tellings together: what two of them told is one row. */
  private static final class Joining {
    private final List<Row> rows = new ArrayList<>();
    private final Set<String> told = new HashSet<>();

    Joining(List<Phase> own) {
      own.forEach(p -> rows.add(new Row(p, p.kind() == Kind.CA, List.of())));
      own.forEach(p -> told.add(leg(p)));
    }

    void take(List<Phase> other) {
      for (Phase p : other) {
        if (!isHidden(p) && !absorb(p)) {
          rows.add(new Row(p, true, List.of()));
        }
      }
      other.forEach(p -> told.add(leg(p)));
    }

    private boolean isHidden(Phase p) {
      return switch (p.kind()) {
        case GAP, BODY, CLOSE -> true;
        case TCP -> told.contains(leg(p)) || isOtherEndOfTold(p);
        case TLS -> told.contains(leg(p));
        case DNS, PROXY, TUNNEL, CA, ROUTE, GUARD, TARGET, CACHE, RETRY, WAIT, ORIGIN, FAILED ->
            false;
      };
    }

    private boolean isOtherEndOfTold(Phase p) {
      boolean accepted = p.entries().stream().anyMatch(e -> e.event() instanceof TcpEvent.Accepted);
      return accepted
          && rows.stream().anyMatch(r -> r.phase().kind() == Kind.TCP && r.phase().to() == p.to());
    }

    private boolean absorb(Phase p) {
      if (p.kind() != Kind.PROXY && (p.kind() != Kind.DNS || !told.contains(leg(p)))) {
        return false;
      }
      for (int i = 0; i < rows.size(); i++) {
        Phase mine = rows.get(i).phase();
        if (mine.kind() == p.kind()
            && mine.span() != p.span()
            && mine.startNanos() <= p.endNanos()
            && p.endNanos() <= mine.endNanos()) {
          List<Entry> also = new ArrayList<>(rows.get(i).also());
          also.addAll(p.entries());
          rows.set(i, new Row(mine, rows.get(i).nested(), also));
          return true;
        }
      }
      return false;
    }

    List<Row> rows() {
      rows.sort(
          Comparator.comparingLong((Row r) -> r.phase().startNanos()).thenComparing(Row::nested));
      return rows;
    }

    private static String leg(Phase p) {
      int a = p.from().ordinal();
      int b = p.to().ordinal();
      return p.kind() + "/" + Math.min(a, b) + "/" + Math.max(a, b);
    }
  }
}
