package naru.gateway.core;

import java.util.List;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteMatch;
import naru.http.Exchange;
import naru.http.RequestHead;

/** What a request must not be: a match as a whole, one condition for each of its paths. */
final class Refusal {
  private final Condition[] paths;
  private final String word;

  private Refusal(Condition[] paths, String word) {
    this.paths = paths;
    this.word = word;
  }

  static Refusal of(RouteMatch what, boolean forPreflight, Asker asker) {
    List<PathPattern> paths = what.paths().isEmpty() ? List.of(PathPattern.ANY) : what.paths();
    boolean anyHost = what.hosts().isEmpty() && what.hostExpressions().isEmpty();
    HostTest hosts = anyHost ? null : HostTest.of(what.hosts(), what.hostExpressions());
    return new Refusal(
        paths.stream()
            .map(p -> Condition.of(p, what, forPreflight, asker, hosts))
            .toArray(Condition[]::new),
        "not " + String.join(" + ", Condition.said(what)));
  }

  /** Whether a request is what it must not be. */
  boolean holds(RequestHead head, Exchange.Client client) {
    for (Condition path : paths) {
      if (path.look(head, client) == Condition.NONE) {
        return true;
      }
    }
    return false;
  }

  /** In words: {@code not path}, {@code not client + header x-beta}. */
  String word() {
    return word;
  }
}
