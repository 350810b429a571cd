package naru.trace;

import java.util.ArrayList;
import java.util.List;
import naru.base.Place;
import naru.trace.GatewayEvent.NearMiss;

/**
 * What stays the same about a route for as long as its configuration holds: made once, told with
 * every request.
 *
 * @param name its name
 * @param place where it stands
 * @param earlier the names of the routes that are looked at before it, in order
 */
public record RouteFacts(String name, Place place, List<String> earlier) {
  private static final List<String> PREDICATES =
      List.of("host", "path", "method", "header", "query");
  private static final int BITS = 12;

  /** How many near misses one number holds. */
  public static final int MAX_MISSES = 5;

  public RouteFacts {
    earlier = List.copyOf(earlier);
  }

  /**
   * Adds a near miss to a number that begins as 0; a number that is full stays as it is.
   *
   * @param earlier index in {@link #earlier}, 0 to 255
   * @param predicate index in host, path, method, header, query
   */
  public static long miss(long misses, int earlier, int predicate) {
    for (int i = 0; i < MAX_MISSES; i++) {
      if ((misses >>> (i * BITS) & 0xf) == 0) {
        return misses | (long) ((earlier & 0xff) << 4 | (predicate + 1)) << (i * BITS);
      }
    }
    return misses;
  }

  GatewayEvent.RouteChosen chosen(long misses) {
    List<NearMiss> missed = new ArrayList<>();
    for (long rest = misses; (rest & 0xf) != 0; rest >>>= BITS) {
      String route = earlier.get((int) (rest >>> 4 & 0xff));
      missed.add(new NearMiss(route, PREDICATES.get((int) (rest & 0xf) - 1)));
    }
    return new GatewayEvent.RouteChosen(name, place, List.copyOf(missed));
  }
}
