package naru.gateway.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import naru.base.DomainPattern;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.core.regex.Regex;
import naru.http.Exchange;
import naru.http.RequestHead;

/**
 * All routes, compiled: which one a request takes.
 *
 * <p>The most specific wins, as in the Kubernetes Gateway API: an exact host before the longest
 * wildcard, that before an expression; then an exact path, then the longest regular expression,
 * then the longest prefix; then a route with methods, then the one with more header conditions,
 * with more query conditions, with more of client, port and scheme, with more exceptions, then the
 * first in the file. (The Gateway API leaves the place of expressions open. Before prefixes is
 * where nginx and Envoy Gateway have them: a prefix, above all the empty one, is what is left for
 * the rest.) Each host that the routes name has its list in that order, so that a request costs one
 * hash and a walk over the routes of its host, on bytes.
 *
 * <p>Immutable; the path of the request must be in its normal spelling ({@link SafePath}).
 */
public final class RouteTable {
  private static final DomainPattern EVERY_HOST = DomainPattern.parse("*");

  /** A route under one of its hosts and one of its paths. */
  record Entry(int route, RouteConfig config, DomainPattern host, Condition condition) {}

  private static final Comparator<Entry> PRECEDENCE =
      Comparator.<Entry>comparingInt(e -> -e.host().specificity())
          .thenComparingInt(e -> -e.condition().hostExpression())
          .thenComparingInt(e -> e.condition().pathRank())
          .thenComparingInt(e -> -e.condition().pathLength())
          .thenComparingInt(e -> e.condition().hasMethods() ? 0 : 1)
          .thenComparingInt(e -> -e.condition().headerCount())
          .thenComparingInt(e -> -e.condition().queryCount())
          .thenComparingInt(e -> -e.condition().originCount())
          .thenComparingInt(e -> -e.condition().refusalCount())
          .thenComparingInt(Entry::route);

  private final HostIndex<HostRoutes> hosts;

  private RouteTable(HostIndex<HostRoutes> hosts) {
    this.hosts = hosts;
  }

  /** Compiles the routes, whose order is that of the file; no forwarding fields are trusted. */
  public static RouteTable of(List<RouteConfig> routes) {
    return of(routes, new Asker(new ForwardingFields(List.of())));
  }

  /** Compiles the routes, whose order is that of the file. */
  public static RouteTable of(List<RouteConfig> routes, Asker asker) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      addEntries(entries, i, routes.get(i), asker);
    }
    entries.sort(PRECEDENCE);
    Map<String, HostRoutes> known = new LinkedHashMap<>();
    for (String key : hostKeys(entries)) {
      known.put(key, routesOf(key, entries));
    }
    HostRoutes others =
        HostRoutes.of(entries.stream().filter(e -> e.host().equals(EVERY_HOST)).toList(), entries);
    return new RouteTable(HostIndex.of(known, others));
  }

  private static void addEntries(List<Entry> entries, int index, RouteConfig route, Asker asker) {
    RouteMatch match = route.match();
    List<PathPattern> paths = match.paths().isEmpty() ? List.of(PathPattern.ANY) : match.paths();
    boolean cors = route.changes().cors().isPresent();
    boolean any = match.hosts().isEmpty() && match.hostExpressions().isEmpty();
    for (PathPattern path : paths) {
      for (DomainPattern host : any ? List.of(EVERY_HOST) : match.hosts()) {
        Condition rest = Condition.of(path, match, cors, asker, null);
        entries.add(new Entry(index, route, host, rest));
      }
      for (Regex expression : match.hostExpressions()) {
        HostTest covered = HostTest.of(List.of(), List.of(expression));
        Condition rest = Condition.of(path, match, cors, asker, covered);
        entries.add(new Entry(index, route, EVERY_HOST, rest));
      }
    }
  }

  /** Names, and suffixes with their dot. */
  private static Set<String> hostKeys(List<Entry> entries) {
    Set<String> keys = new TreeSet<>();
    for (Entry e : entries) {
      if (!e.host().equals(EVERY_HOST)) {
        String text = e.host().toString().toLowerCase(Locale.ROOT);
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        keys.add(e.host().isExact() ? name : name.substring(1));
      }
    }
    return keys;
  }

  private static HostRoutes routesOf(String key, List<Entry> all) {
    boolean suffix = key.startsWith(".");
    String example = suffix ? "any" + key : key;
    Set<Entry> matching = new LinkedHashSet<>();
    for (Entry e : all) {
      if (e.host().matches(example) && !(suffix && e.host().isExact())) {
        matching.add(e);
      }
    }
    return HostRoutes.of(List.copyOf(matching), all);
  }

  /**
   * The request as its route is found: without the session at the end of its path ({@link
   * SafePath#sessionAt}), which is no part of what the path names, so that {@code
   * /login;jsessionid=1} goes where {@code /login} goes and no guard is dodged by it; the same
   * object if there is none, or if the route that takes it names parameters itself.
   */
  public RequestHead seen(RequestHead head, Exchange.Client client) {
    String path = head.pathOnly();
    int session = SafePath.sessionAt(path);
    if (session < 0 || routes(head).isMeant(head, client)) {
      return head;
    }
    RequestHead bare = head.copy();
    bare.setPath(path.substring(0, session) + head.path().substring(head.pathOnlyLength()));
    return bare;
  }

  /**
   * Whether the request would take another route if its path were read as any server reads it that
   * is less strict ({@link SafePath#readings}): who guards {@code /admin/**} means {@code
   * /admin%2Fx} and {@code /admin;x} too. A route that names escapes or parameters itself knows
   * what it takes.
   */
  public boolean isAmbiguous(RequestHead head, Exchange.Client client) {
    if (!SafePath.hasReadings(head)) {
      return false;
    }
    String path = head.pathOnly();
    String query = head.path().substring(head.pathOnlyLength());
    RequestHead other = head.copy();
    for (String reading : SafePath.readings(path)) {
      other.setPath(reading + query);
      if (!reading.equals(path) && routes(head).differ(head, other, client)) {
        return true;
      }
    }
    return false;
  }

  /** The route of a request, or why there is none. */
  public Routing route(RequestHead head, Exchange.Client client) {
    return routes(head).route(head, client);
  }

  private HostRoutes routes(RequestHead head) {
    int offset = head.authorityOffset();
    int length = head.hostLength();
    byte[] b = head.bytes();
    if (length > 2 && b[offset] == '[') {
      offset++;
      length -= 2;
    }
    return hosts.find(b, offset, length);
  }
}
