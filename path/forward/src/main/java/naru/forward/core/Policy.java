package naru.forward.core;

import java.util.List;
import naru.base.Place;
import naru.trace.ProxyEvent;

/** Ordered rules over the names of targets: the first that matches decides. */
public final class Policy {
  private final List<Rule> rules;
  private final boolean allowByDefault;
  private final Place defaultPlace;

  private Policy(List<Rule> rules, boolean allowByDefault, Place defaultPlace) {
    this.rules = List.copyOf(rules);
    this.allowByDefault = allowByDefault;
    this.defaultPlace = defaultPlace;
  }

  /** A policy. */
  public static Policy of(List<Rule> rules, boolean allowByDefault, Place defaultPlace) {
    return new Policy(rules, allowByDefault, defaultPlace);
  }

  /**
   * The policy's word.
   *
   * @param action what happens
   * @param rule the rule's patterns; {@code default} when none matched
   * @param number the rule's number; 0 for the default
   * @param reason the rule's reason; may be empty
   * @param place where it stands
   * @param named whether a rule names this host, so that it may have a private address
   * @param strict whether a client that rejects our certificate must not get a tunnel instead
   */
  public record Decision(
      ProxyEvent.Action action,
      String rule,
      int number,
      String reason,
      Place place,
      boolean named,
      boolean strict) {
    public boolean isDenied() {
      return action == ProxyEvent.Action.DENY;
    }

    /** The same for a client that would only break the inspection off. */
    public Decision withTunnel(String why) {
      return new Decision(ProxyEvent.Action.TUNNEL, rule, number, why, place, named, strict);
    }

    /** The decision as the trace tells it. */
    public ProxyEvent.Decided event(String target) {
      return new ProxyEvent.Decided(action, target, rule, number, reason, place);
    }

    /** Why it was denied, for the client. */
    public String denial(String host) {
      String by = number == 0 ? "by default" : "by rule " + number + " (" + rule + ")";
      return host + " is denied " + by + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  /** The rules in their order. */
  public List<Rule> rules() {
    return rules;
  }

  /** Decides about a host: a name or an address literal. */
  public Decision decide(String host) {
    for (Rule rule : rules) {
      if (rule.matches(host)) {
        return new Decision(
            rule.action(),
            rule.text(),
            rule.number(),
            rule.reason(),
            rule.place(),
            rule.names(host),
            rule.strict());
      }
    }
    ProxyEvent.Action action = allowByDefault ? ProxyEvent.Action.ALLOW : ProxyEvent.Action.DENY;
    return new Decision(action, "default", 0, "", defaultPlace, false, true);
  }

  /** Whether an inspect rule covers the name: for such names the CA may sign. */
  public boolean inspects(String host) {
    return decide(host).action() == ProxyEvent.Action.INSPECT;
  }
}
