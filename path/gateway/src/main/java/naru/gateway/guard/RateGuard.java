package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import naru.base.Code;
import naru.gateway.guard.config.Rate;
import naru.gateway.guard.core.KeyedHash;
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
  private final KeyedHash hash;
  private final GuardCounts counts;

  RateGuard(Rate rate, RateTable table, KeyedHash hash, GuardCounts counts) {
    this.rate = rate;
    this.table = table;
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
    long left = table.take(key.hash(), rate.costNanos(), rate.windowNanos(), p.now());
    if (left >= 0) {
      if (rate.tell()) {
        x.through(new Telling(x.out(), fields(left)));
      }
      p.pass();
      return;
    }
    GuardEvent.Limited event = event(key, -left);
    x.span().add(event);
    if (!rate.enforce()) {
      counts.dryRun(rate.name()).increment();
      p.pass();
      return;
    }
    counts.refused(Code.LIMIT_RATE);
    p.refuse(
        Code.LIMIT_RATE,
        rate.name() + ": more than " + rate.text() + " by " + rate.by().word() + " " + key.text(),
        rate.place(),
        refusal(-left));
  }

  private GuardEvent within(LimitKey key, long left) {
    String allowed =
        rate.burst() == rate.requests()
            ? rate.text()
            : rate.text() + ", " + rate.burst() + " at once";
    return new GuardEvent.Within(
        rate.name(), rate.by().word(), key.text(), allowed, left, rate.place());
  }

  private GuardEvent.Limited event(LimitKey key, long waitNanos) {
    return new GuardEvent.Limited(
        rate.name(),
        rate.by().word(),
        key.text(),
        rate.text(),
        waitNanos / 1_000_000,
        rate.enforce(),
        rate.place());
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
    LimitKey key = LimitKey.of(rate.by(), hash, c.head(), c.client(), c.consumer());
    long left = table.look(key.hash(), rate.costNanos(), rate.windowNanos(), c.now());
    return List.of(left >= 0 ? within(key, 1 + left / rate.costNanos()) : event(key, -left));
  }
}
