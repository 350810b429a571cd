package naru.forward.core;

import java.util.List;
import naru.base.DomainPattern;
import naru.base.Place;
import naru.trace.ProxyEvent;

/**
 * What holds for some names.
 *
 * @param number 1-based, as messages name it
 * @param action what to do
 * @param patterns any of them
 * @param reason told to the client; may be empty
 * @param place where it stands
 */
public record Rule(
    int number,
    ProxyEvent.Action action,
    List<DomainPattern> patterns,
    String reason,
    Place place) {
  public Rule {
    patterns = List.copyOf(patterns);
    if (patterns.isEmpty()) {
      throw new IllegalArgumentException("a rule needs a pattern");
    }
  }

  boolean matches(String host) {
    return patterns.stream().anyMatch(p -> p.matches(host));
  }

  /** Whether the rule speaks of this host in particular, not of everything. */
  boolean names(String host) {
    return patterns.stream().anyMatch(p -> !p.toString().equals("*") && p.matches(host));
  }

  String text() {
    StringBuilder all = new StringBuilder();
    patterns.forEach(p -> all.append(all.isEmpty() ? "" : ", ").append(p));
    return all.toString();
  }
}
