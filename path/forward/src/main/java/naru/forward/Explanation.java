package naru.forward;

import java.util.List;
import naru.base.IpRange;
import naru.base.Place;
import naru.base.SpecialRanges;
import naru.forward.core.Policy;
import naru.forward.core.Rule;
import naru.trace.ProxyEvent;

/**
 * What the proxy would do with a target, and why; nothing was sent or resolved.
 *
 * @param decision the policy's word
 * @param looked the rules that were looked at, in order; the last one decided, if any matched
 * @param connectPort whether CONNECT may name the port
 * @param privateTarget what the address must not be
 */
record Explanation(
    Policy.Decision decision,
    List<Looked> looked,
    boolean connectPort,
    PrivateTarget privateTarget) {
  public Explanation {
    looked = List.copyOf(looked);
  }

  /**
   * A rule that was looked at.
   *
   * @param number 1-based
   * @param matched whether it covers the host
   */
  public record Looked(
      int number, ProxyEvent.Action action, String rule, Place place, boolean matched) {}

  /** Whether the target may be a private address. */
  public enum PrivateTarget {
    /** A rule names the host: it may have any address. */
    PERMITTED,
    /** Not known without asking the name server; refused if it is private. */
    REFUSED_IF_PRIVATE,
    /** The host is a private address, and no rule names it. */
    REFUSED,
    /** The host is a public address. */
    PUBLIC
  }

  static Explanation of(ForwardConfig config, String host, int port) {
    Policy policy = config.policy();
    Policy.Decision decision = policy.decide(host);
    List<Looked> looked =
        policy.rules().stream()
            .limit(decision.number() == 0 ? Long.MAX_VALUE : position(policy, decision))
            .map(rule -> look(rule, host))
            .toList();
    return new Explanation(decision, looked, config.allowsConnectTo(port), target(decision, host));
  }

  private static long position(Policy policy, Policy.Decision decision) {
    return policy.rules().stream().takeWhile(r -> r.number() != decision.number()).count() + 1;
  }

  private static Looked look(Rule rule, String host) {
    return new Looked(rule.number(), rule.action(), rule.text(), rule.place(), rule.matches(host));
  }

  private static PrivateTarget target(Policy.Decision decision, String host) {
    if (decision.named()) {
      return PrivateTarget.PERMITTED;
    }
    if (!IpRange.isLiteral(host)) {
      return PrivateTarget.REFUSED_IF_PRIVATE;
    }
    boolean special = SpecialRanges.contains(IpRange.literal(host));
    return special ? PrivateTarget.REFUSED : PrivateTarget.PUBLIC;
  }
}
