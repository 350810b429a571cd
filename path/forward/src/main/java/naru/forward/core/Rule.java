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
 * @param strict for inspection: a client that does not believe our CA gets no tunnel instead
 */
public record Rule(
    int number,
    ProxyEvent.Action action,
    List<DomainPattern> patterns,
    String reason,
    Place place,
    boolean strict) {
  public Rule {
    patterns = List.copyOf(patterns);
    if (patterns.isEmpty()) {
      throw new IllegalArgumentException("a rule needs a pattern");
    }
  }

  /** A rule that is not strict. */
  public Rule(
      int number,
      ProxyEvent.Action action,
      List<DomainPattern> patterns,
      String reason,
      Place place) {
    this(number, action, patterns, reason, place, false);
  }

  /** Whether it speaks of this host. */
  public boolean matches(String host) {
    return patterns.stream().anyMatch(p -> Hosts.matches(p, host));
  }

  /** Whether it speaks of this host in particular, not of everything. */
  boolean names(String host) {
    return patterns.stream().anyMatch(p -> p.specificity() > 0 && Hosts.matches(p, host));
  }

  /** Its patterns as one text. */
  public String text() {
    StringBuilder all = new StringBuilder();
    patterns.forEach(p -> all.append(all.isEmpty() ? "" : ", ").append(p));
    return all.toString();
  }
}
