package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Code;
import naru.gateway.guard.config.Rate;
import naru.trace.GuardEvent;

/**
 * So many requests under way at once, by key. A connection counts while it has a request under way,
 * each stream of HTTP/2 by itself. There is an entry for each key that has one, so they are bounded
 * as connections are.
 */
final class ConcurrentGuard implements Guard {
  private final Rate rate;
  private final ConcurrentHashMap<Long, Integer> underWay;
  private final Quota quota;

  ConcurrentGuard(Rate rate, ConcurrentHashMap<Long, Integer> underWay, Quota quota) {
    this.rate = rate;
    this.underWay = underWay;
    this.quota = quota;
  }

  @Override
  public void look(Passage p) {
    LimitKey key = quota.key(p);
    if (underWay.merge(key.hash(), 1, Integer::sum) <= rate.requests()
        || quota.isDryRun(p, quota.limited(key, 0))) {
      long of = key.hash();
      Watch.over(p.exchange(), (headAt, good) -> leave(of));
      p.pass();
      return;
    }
    leave(key.hash());
    quota.refuse(p, Code.LIMIT_CONCURRENT, key, List.of(Map.entry("Retry-After", "1")));
  }

  private void leave(long key) {
    underWay.computeIfPresent(key, (k, n) -> n > 1 ? Integer.valueOf(n - 1) : null);
  }

  @Override
  public List<GuardEvent> explain(Case c) {
    LimitKey key = quota.key(c);
    int left = rate.requests() - underWay.getOrDefault(key.hash(), 0);
    return List.of(left > 0 ? quota.within(key, rate.text(), left) : quota.limited(key, 0));
  }
}
