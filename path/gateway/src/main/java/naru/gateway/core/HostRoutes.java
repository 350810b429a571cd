package naru.gateway.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import naru.http.Exchange;
import naru.http.RequestHead;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.GatewayEvent.NoRoute;
import naru.trace.GatewayEvent.RouteChosen;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host, the most specific first.
 *
 * <p>What the trace is told of a choice depends on the routes looked at before and what they
 * missed. Nearly always that is the path, for all of them: those events are made once, here. The
 * others are remembered by a hash of what was missed, so that a request costs no event of its own.
 */
final class HostRoutes {
  /** Most near misses that are told. */
  static final int MAX_MISSES = 16;

  /** How many unusual choices are remembered. */
  private static final int REMEMBERED = 64;

  private record Known(long misses, Routing.Chosen choice) {}

  private final RouteTable.Entry[] entries;
  private final Routing.Chosen[] usual;
  private final AtomicReferenceArray<@Nullable Known> unusual =
      new AtomicReferenceArray<>(REMEMBERED);

  /** Routes of other hosts. */
  private final List<NearMiss> elsewhere;

  private HostRoutes(RouteTable.Entry[] entries, Routing.Chosen[] usual, List<NearMiss> elsewhere) {
    this.entries = entries;
    this.usual = usual;
    this.elsewhere = elsewhere;
  }

  static HostRoutes of(List<RouteTable.Entry> mine, List<RouteTable.Entry> all) {
    RouteTable.Entry[] entries = mine.toArray(RouteTable.Entry[]::new);
    int[] path = new int[entries.length];
    Arrays.fill(path, Condition.PATH);
    Routing.Chosen[] usual = new Routing.Chosen[entries.length];
    for (int i = 0; i < entries.length; i++) {
      usual[i] = chosen(entries, i, path);
    }
    Set<Integer> here = new HashSet<>();
    mine.forEach(e -> here.add(e.route()));
    List<NearMiss> elsewhere = new ArrayList<>();
    all.stream()
        .sorted(Comparator.comparingInt(RouteTable.Entry::route))
        .filter(e -> here.add(e.route()))
        .limit(MAX_MISSES)
        .forEach(e -> elsewhere.add(new NearMiss(e.config().name(), "host")));
    return new HostRoutes(entries, usual, elsewhere);
  }

  Routing route(RequestHead head, Exchange.Client client) {
    boolean onlyPaths = true;
    long hash = 0;
    for (int i = 0; i < entries.length; i++) {
      int miss = entries[i].condition().look(head, client);
      if (miss == Condition.NONE) {
        return onlyPaths ? usual[i] : unusual(head, client, i, mixed(hash, i));
      }
      onlyPaths &= miss == Condition.PATH;
      hash = mixed(hash, miss);
    }
    int[] misses = misses(head, client, entries.length);
    List<NearMiss> missed = nearMisses(entries, entries.length, misses, -1);
    for (NearMiss other : elsewhere) {
      if (missed.size() < MAX_MISSES) {
        missed.add(other);
      }
    }
    return new Routing.None(new NoRoute(List.copyOf(missed)));
  }

  /** Whether two readings of a request take two routes, the first without having been meant. */
  boolean differ(RequestHead head, RequestHead other, Exchange.Client client) {
    int taken = first(head, client);
    int meant = first(other, client);
    return taken >= 0
        && meant >= 0
        && entries[taken].route() != entries[meant].route()
        && !entries[taken].condition().namesEscapes();
  }

  /** Whether the route that a request takes names escapes or parameters itself. */
  boolean isMeant(RequestHead head, Exchange.Client client) {
    int taken = first(head, client);
    return taken >= 0 && entries[taken].condition().namesEscapes();
  }

  /** The first entry that holds; negative for none. */
  private int first(RequestHead head, Exchange.Client client) {
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].condition().look(head, client) == Condition.NONE) {
        return i;
      }
    }
    return -1;
  }

  private static long mixed(long hash, int value) {
    long h = (hash ^ value + 1) * 0x9E3779B97F4A7C15L;
    return h ^ h >>> 29;
  }

  private Routing.Chosen unusual(RequestHead head, Exchange.Client client, int i, long hash) {
    int at = (int) (hash & REMEMBERED - 1);
    Known known = unusual.getPlain(at);
    if (known != null && known.misses() == hash && known.choice().route() == entries[i].route()) {
      return known.choice();
    }
    Routing.Chosen choice = chosen(entries, i, misses(head, client, i));
    unusual.setRelease(at, new Known(hash, choice));
    return choice;
  }

  private int[] misses(RequestHead head, Exchange.Client client, int count) {
    int[] misses = new int[count];
    for (int i = 0; i < count; i++) {
      misses[i] = entries[i].condition().look(head, client);
    }
    return misses;
  }

  private static Routing.Chosen chosen(RouteTable.Entry[] entries, int i, int[] misses) {
    RouteTable.Entry e = entries[i];
    List<NearMiss> missed = nearMisses(entries, i, misses, e.route());
    return new Routing.Chosen(
        e.route(), new RouteChosen(e.config().name(), e.config().place(), List.copyOf(missed)));
  }

  /** Each route once, with the predicate that it got furthest to; the nearest misses first. */
  private static List<NearMiss> nearMisses(
      RouteTable.Entry[] entries, int count, int[] misses, int taken) {
    List<NearMiss> near = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    seen.add(taken);
    int deepest = Arrays.stream(misses, 0, count).max().orElse(Condition.NONE);
    for (int depth = deepest; depth >= 0; depth--) {
      for (int i = 0; i < count && near.size() < MAX_MISSES; i++) {
        if (misses[i] == depth && seen.add(entries[i].route())) {
          near.add(new NearMiss(entries[i].config().name(), entries[i].condition().word(depth)));
        }
      }
    }
    return near;
  }
}
