package naru.gateway.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import naru.http.RequestHead;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.GatewayEvent.NoRoute;
import naru.trace.GatewayEvent.RouteChosen;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host, the most specific first.
 *
 * <p>What the trace is told of a choice depends on the routes looked at before and what they
 * missed. Nearly always that is the path, for all of them: those events are made once, here. Where
 * a request had the path of a route and missed its method or a header, the event is made when that
 * happens first, and kept: the same few misses come again and again.
 */
final class HostRoutes {
  /** Most near misses that are told. */
  static final int MAX_MISSES = 16;

  private static final long ONLY_PATHS = 0;
  private static final long TOO_MANY = -1;

  /** Of a miss beyond the path: the entry's index, and how far the request got. */
  private static final int BITS = 16;

  private static final int DEPTH_BITS = 3;

  /** Most choices with such misses that are kept. */
  private static final int MAX_KNOWN = 32;

  /** A choice that was made before, in a chain; {@code number} counts from its end. */
  private record Known(
      int entry, long beyond, Routing.Chosen chosen, int number, @Nullable Known next) {}

  private final RouteTable.Entry[] entries;
  private final Routing.Chosen[] usual;

  /** Routes of other hosts. */
  private final List<NearMiss> elsewhere;

  /** Loops that add at once may lose one of the two; it is made again. */
  private volatile @Nullable Known known;

  private HostRoutes(RouteTable.Entry[] entries, Routing.Chosen[] usual, List<NearMiss> elsewhere) {
    this.entries = entries;
    this.usual = usual;
    this.elsewhere = elsewhere;
  }

  static HostRoutes of(List<RouteTable.Entry> mine, List<RouteTable.Entry> all) {
    RouteTable.Entry[] entries = mine.toArray(RouteTable.Entry[]::new);
    Condition.Miss[] path = new Condition.Miss[entries.length];
    java.util.Arrays.fill(path, Condition.Miss.PATH);
    Routing.Chosen[] usual = new Routing.Chosen[entries.length];
    for (int i = 0; i < entries.length; i++) {
      usual[i] = chosen(entries, i, path);
    }
    Set<Integer> here = new HashSet<>();
    mine.forEach(e -> here.add(e.route()));
    List<NearMiss> elsewhere = new ArrayList<>();
    all.stream()
        .sorted(java.util.Comparator.comparingInt(RouteTable.Entry::route))
        .filter(e -> here.add(e.route()))
        .limit(MAX_MISSES)
        .forEach(e -> elsewhere.add(new NearMiss(e.config().name(), "host")));
    return new HostRoutes(entries, usual, elsewhere);
  }

  Routing route(RequestHead head) {
    long beyond = ONLY_PATHS;
    for (int i = 0; i < entries.length; i++) {
      Condition.Miss miss = entries[i].condition().look(head);
      if (miss == Condition.Miss.NONE) {
        return beyond == ONLY_PATHS ? usual[i] : chosen(head, i, beyond);
      }
      if (miss != Condition.Miss.PATH) {
        beyond = and(beyond, i, miss);
      }
    }
    List<NearMiss> missed = nearMisses(entries, entries.length, misses(head, entries.length), -1);
    for (NearMiss other : elsewhere) {
      if (missed.size() < MAX_MISSES) {
        missed.add(other);
      }
    }
    return new Routing.None(new NoRoute(List.copyOf(missed)));
  }

  /** Adds one more miss beyond the path; as many as fit, exactly, or none at all. */
  private static long and(long beyond, int entry, Condition.Miss miss) {
    boolean fits = beyond >>> (Long.SIZE - BITS) == 0 && entry < 1 << (BITS - DEPTH_BITS);
    return beyond == TOO_MANY || !fits
        ? TOO_MANY
        : beyond << BITS | entry << DEPTH_BITS | miss.depth;
  }

  private Routing.Chosen chosen(RequestHead head, int i, long beyond) {
    if (beyond == TOO_MANY) {
      return chosen(entries, i, misses(head, i));
    }
    Known first = known;
    for (Known k = first; k != null; k = k.next()) {
      if (k.entry() == i && k.beyond() == beyond) {
        return k.chosen();
      }
    }
    Routing.Chosen made = chosen(entries, i, misses(head, i));
    int number = first == null ? 1 : first.number() + 1;
    if (number <= MAX_KNOWN) {
      known = new Known(i, beyond, made, number, first);
    }
    return made;
  }

  private Condition.Miss[] misses(RequestHead head, int count) {
    Condition.Miss[] misses = new Condition.Miss[count];
    for (int i = 0; i < count; i++) {
      misses[i] = entries[i].condition().look(head);
    }
    return misses;
  }

  private static Routing.Chosen chosen(RouteTable.Entry[] entries, int i, Condition.Miss[] misses) {
    RouteTable.Entry e = entries[i];
    List<NearMiss> missed = nearMisses(entries, i, misses, e.route());
    return new Routing.Chosen(
        e.route(), new RouteChosen(e.config().name(), e.config().place(), List.copyOf(missed)));
  }

  /** Each route once, with the predicate that it got furthest to; the nearest misses first. */
  private static List<NearMiss> nearMisses(
      RouteTable.Entry[] entries, int count, Condition.Miss[] misses, int taken) {
    List<NearMiss> near = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    seen.add(taken);
    for (int depth = Condition.Miss.HEADER.depth; depth > 0; depth--) {
      for (int i = 0; i < count && near.size() < MAX_MISSES; i++) {
        boolean here = misses[i].depth == depth;
        if (here && seen.add(entries[i].route())) {
          near.add(new NearMiss(entries[i].config().name(), misses[i].word));
        }
      }
    }
    return near;
  }
}
