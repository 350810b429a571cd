package naru.gateway.config;

import java.util.Optional;

/**
 * Who of a group may get a request at all, before the balancer chooses.
 *
 * @param backupBelowPercent backups are used while less than this share of the primaries is
 *     healthy; 0 for while none is
 * @param panicPercent all that have an address are used, healthy or not, while less than this share
 *     of the group is healthy; 0 for never
 * @param maxInflight most requests under way at one target; 0 for no bound
 * @param slowStartNanos a target that is new or healthy again gets its whole share after this; 0
 *     for at once
 * @param sticky how a client keeps its target; empty if it does not
 * @param subset which targets a request may choose among; empty for all
 * @param drainNanos for so long a target that a reload took away, or that was drained by hand, goes
 *     on for the clients that stick to it
 */
public record Selection(
    int backupBelowPercent,
    int panicPercent,
    int maxInflight,
    long slowStartNanos,
    Optional<Sticky> sticky,
    Optional<Subset> subset,
    long drainNanos) {
  /** Backups when no primary is healthy, no panic, no bounds, nobody sticks. */
  public static final Selection USUAL =
      new Selection(0, 0, 0, 0, Optional.empty(), Optional.empty(), 0);

  /**
   * Targets with a label are chosen by a field of the request.
   *
   * @param header whose value is the label's; a request without it may choose among all
   * @param label a key of the targets' labels
   * @param orAny whether others are used when the subset has nobody
   */
  public record Subset(String header, String label, boolean orAny) {}

  public Selection {
    percent(backupBelowPercent);
    percent(panicPercent);
    GatewayConfig.require(
        maxInflight >= 0 && slowStartNanos >= 0 && drainNanos >= 0, "bounds are not negative");
  }

  private static void percent(int value) {
    GatewayConfig.require(value >= 0 && value <= 100, "a percentage is 0 to 100");
  }

  /** The same with backups from a share of healthy primaries downwards, and panic. */
  public Selection shares(int backupBelow, int panic) {
    return new Selection(
        backupBelow, panic, maxInflight, slowStartNanos, sticky, subset, drainNanos);
  }

  /** The same with a bound of requests at one target. */
  public Selection atMost(int inflight) {
    return new Selection(
        backupBelowPercent, panicPercent, inflight, slowStartNanos, sticky, subset, drainNanos);
  }

  /** The same with a slow start. */
  public Selection startingWithin(long nanos) {
    return new Selection(
        backupBelowPercent, panicPercent, maxInflight, nanos, sticky, subset, drainNanos);
  }

  /** The same with clients that stick, also to targets that drain. */
  public Selection sticking(Sticky by, long nanos) {
    return new Selection(
        backupBelowPercent,
        panicPercent,
        maxInflight,
        slowStartNanos,
        Optional.of(by),
        subset,
        nanos);
  }

  /** The same with subsets. */
  public Selection among(Subset by) {
    return new Selection(
        backupBelowPercent,
        panicPercent,
        maxInflight,
        slowStartNanos,
        sticky,
        Optional.of(by),
        drainNanos);
  }
}
