package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import naru.base.Code;
import naru.gateway.guard.config.Rate;
import naru.gateway.guard.core.KeyedHash;
import naru.trace.GuardEvent;

/** What limits of requests have in common: whose request it is, and how a limit is told. */
final class Quota {
  private final Rate rate;
  private final KeyedHash hash;
  private final GuardCounts counts;

  Quota(Rate rate, KeyedHash hash, GuardCounts counts) {
    this.rate = rate;
    this.hash = hash;
    this.counts = counts;
    if (!rate.enforce()) {
      counts.dryRun(rate.name()); // to be seen from the beginning, and to go with the limit
    }
  }

  LimitKey key(Passage p) {
    return LimitKey.of(rate.by(), hash, p.exchange().request(), p.client(), p.consumer());
  }

  LimitKey key(Case c) {
    return LimitKey.of(rate.by(), hash, c.head(), c.client(), c.consumer());
  }

  /** It is used up. */
  GuardEvent limited(LimitKey key, long waitMillis) {
    return new GuardEvent.Limited(
        rate.name(),
        rate.by().word(),
        key.text(),
        rate.text(),
        waitMillis,
        rate.enforce(),
        rate.place());
  }

  /** Something of it is left. */
  GuardEvent within(LimitKey key, String allowed, long left) {
    return new GuardEvent.Within(
        rate.name(), rate.by().word(), key.text(), allowed, left, rate.place());
  }

  /**
   * The request is one too many: that is told.
   *
   * @return whether it may go on, as this is a dry run
   */
  boolean isDryRun(Passage p, GuardEvent limited) {
    p.exchange().span().add(limited);
    if (!rate.enforce()) {
      counts.dryRun(rate.name()).increment();
    }
    return !rate.enforce();
  }

  /** One too many is refused. */
  void refuse(Passage p, Code code, LimitKey key, List<Map.Entry<String, String>> fields) {
    counts.refused(code);
    p.refuse(
        code,
        rate.name() + ": more than " + rate.text() + " by " + rate.by().word() + " " + key.text(),
        rate.place(),
        fields);
  }
}
