package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import naru.base.Code;
import naru.gateway.guard.config.Rate;
import naru.gateway.guard.core.RateTable;
import naru.http.Exchange;
import naru.trace.GuardEvent;

/**
 * So many requests in a time. Says what is left in the fields of
 * draft-ietf-httpapi-ratelimit-headers.
 */
final class RateGuard implements Guard {
  private static final long SECOND = 1_000_000_000L;

  private final Rate rate;
  private final RateTable table;
  private final Quota quota;

  RateGuard(Rate rate, RateTable table, Quota quota) {
    this.rate = rate;
    this.table = table;
    this.quota = quota;
  }

  @Override
  public void look(Passage p) {
    LimitKey key = quota.key(p);
    long left = table.take(key.hash(), rate.costNanos(), rate.windowNanos(), p.now());
    if (left >= 0) {
      if (rate.tell()) {
        Exchange x = p.exchange();
        x.through(new Telling(x.out(), fields(left)));
      }
      p.pass();
    } else if (quota.isDryRun(p, limited(key, -left))) {
      p.pass();
    } else {
      quota.refuse(p, Code.LIMIT_RATE, key, refusal(-left));
    }
  }

  private GuardEvent within(LimitKey key, long left) {
    String allowed =
        rate.burst() == rate.requests()
            ? rate.text()
            : rate.text() + ", " + rate.burst() + " at once";
    return quota.within(key, allowed, left);
  }

  private GuardEvent limited(LimitKey key, long waitNanos) {
    return quota.limited(key, waitNanos / 1_000_000);
  }

  private List<Map.Entry<String, String>> refusal(long waitNanos) {
    long seconds = Math.max(1, (waitNanos + SECOND - 1) / SECOND);
    return List.of(
        Map.entry("Retry-After", Long.toString(seconds)),
        policy(),
        Map.entry("RateLimit", quoted() + ";r=0;t=" + seconds));
  }

  private List<Map.Entry<String, String>> fields(long left) {
    long full = (rate.windowNanos() - left + SECOND - 1) / SECOND;
    return List.of(
        policy(),
        Map.entry("RateLimit", quoted() + ";r=" + left / rate.costNanos() + ";t=" + full));
  }

  private Map.Entry<String, String> policy() {
    long seconds = Math.max(1, rate.perNanos() / SECOND);
    return Map.entry("RateLimit-Policy", quoted() + ";q=" + rate.requests() + ";w=" + seconds);
  }

  private String quoted() {
    return "\"" + rate.name() + "\"";
  }

  @Override
  public List<GuardEvent> explain(Case c) {
    LimitKey key = quota.key(c);
    long left = table.look(key.hash(), rate.costNanos(), rate.windowNanos(), c.now());
    return List.of(left >= 0 ? within(key, 1 + left / rate.costNanos()) : limited(key, -left));
  }
}
