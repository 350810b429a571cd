package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Code;
import naru.gateway.guard.config.Rate;
import naru.gateway.guard.core.KeyedHash;
import naru.http.Exchange;
import naru.trace.GuardEvent;

/**
 * So many requests under way at once, by key. A connection counts while it has a request under way,
 * each stream of HTTP/2 by itself. There is an entry for each key that has one, so they are bounded
 * as connections are.
 */
final class ConcurrentGuard implements Guard {
  private final Rate rate;
  private final ConcurrentHashMap<Long, Integer> underWay;
  private final KeyedHash hash;
  private final GuardCounts counts;

  ConcurrentGuard(
      Rate rate, ConcurrentHashMap<Long, Integer> underWay, KeyedHash hash, GuardCounts counts) {
    this.rate = rate;
    this.underWay = underWay;
    this.hash = hash;
    this.counts = counts;
    if (!rate.enforce()) {
      counts.dryRun(rate.name()); // to be seen from the beginning, and to go with the limit
    }
  }

  @Override
  public void look(Passage p) {
    Exchange x = p.exchange();
    LimitKey key = LimitKey.of(rate.by(), hash, x.request(), p.client(), p.consumer());
    if (underWay.merge(key.hash(), 1, Integer::sum) <= rate.requests()) {
      count(x, key);
      p.pass();
      return;
    }
    x.span().add(event(key));
    if (!rate.enforce()) {
      counts.dryRun(rate.name()).increment();
      count(x, key);
      p.pass();
      return;
    }
    leave(key.hash());
    counts.refused(Code.LIMIT_CONCURRENT);
    p.refuse(
        Code.LIMIT_CONCURRENT,
        rate.name() + ": more than " + rate.text() + " by " + rate.by().word() + " " + key.text(),
        rate.place(),
        List.of(Map.entry("Retry-After", "1")));
  }

  private void count(Exchange x, LimitKey key) {
    long of = key.hash();
    Watch.over(x, (headAt, good) -> leave(of));
  }

  private void leave(long key) {
    underWay.computeIfPresent(key, (k, n) -> n > 1 ? Integer.valueOf(n - 1) : null);
  }

  private GuardEvent.Limited event(LimitKey key) {
    return new GuardEvent.Limited(
        rate.name(), rate.by().word(), key.text(), rate.text(), 0, rate.enforce(), rate.place());
  }

  @Override
  public List<GuardEvent> explain(Case c) {
    LimitKey key = LimitKey.of(rate.by(), hash, c.head(), c.client(), c.consumer());
    int left = rate.requests() - underWay.getOrDefault(key.hash(), 0);
    return List.of(
        left > 0
            ? new GuardEvent.Within(
                rate.name(), rate.by().word(), key.text(), rate.text(), left, rate.place())
            : event(key));
  }
}
