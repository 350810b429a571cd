package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Endpoint;
import naru.gateway.config.Ejection;
import naru.gateway.config.Grouping;
import naru.gateway.config.Outliers;
import naru.gateway.config.Outliers.ByLatency;
import naru.gateway.config.Outliers.BySuccess;
import naru.trace.GatewayEvent.Ejected;
import org.junit.jupiter.api.Test;

/** Who does much worse than the others. */
class ComparisonTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private static Upstream upstream(int targets, Outliers rule) {
    Endpoint[] to = new Endpoint[targets];
    for (int i = 0; i < targets; i++) {
      to[i] = new Endpoint("10.0.0." + (i + 1), 80);
    }
    Ejection ejection = new Ejection(0, 10 * SECOND, 25 * SECOND, 20).comparing(rule);
    return Upstream.of(
        Grouping.of("shop", to).ejecting(ejection).group(), 2, key -> new TargetState(key, 2));
  }

  private static Outliers success(BySuccess rule) {
    return new Outliers(SECOND, Optional.of(rule), Optional.empty());
  }

  private static Outliers latency(ByLatency rule) {
    return new Outliers(SECOND, Optional.empty(), Optional.of(rule));
  }

  private static void tries(Upstream upstream, int target, int good, int bad) {
    Outcomes outcomes = upstream.targets().get(target).state().outcomes();
    for (int n = 0; n < good; n++) {
      outcomes.ended(n % 2, true);
    }
    for (int n = 0; n < bad; n++) {
      if (n % 2 == 0) {
        outcomes.ended(0, false);
      } else {
        outcomes.failed(1);
      }
    }
  }

  private static void answers(Upstream upstream, int target, int count, long millis) {
    for (int n = 0; n < count; n++) {
      Outcomes outcomes = upstream.targets().get(target).state().outcomes();
      outcomes.began(n % 2, millis * MILLI);
      outcomes.ended(n % 2, true);
    }
  }

  private static List<String> found(Comparison comparison, Upstream upstream) {
    List<String> found = new ArrayList<>();
    comparison
        .look(upstream.targets())
        .forEach(o -> found.add(o.target().address() + " " + o.why()));
    return found;
  }

  @Test
  void whoServesMuchLessThanTheMeanStandsOut() {
    Upstream upstream = upstream(5, success(BySuccess.USUAL));
    Comparison comparison = new Comparison(success(BySuccess.USUAL));
    tries(upstream, 4, 0, 500);
    // What was before the first look counts for nothing.
    assertThat(found(comparison, upstream)).isEmpty();
    for (int i = 0; i < 4; i++) {
      tries(upstream, i, 100, 0);
    }
    tries(upstream, 4, 80, 20);
    assertThat(found(comparison, upstream))
        .containsExactly(
            "10.0.0.5:80 served 80.0% of 100 requests, below 80.8%: the mean of 5 targets is 96.0%,"
                + " the deviation 8.0");
    // Nor does what the last look has seen.
    assertThat(found(comparison, upstream)).isEmpty();
  }

  @Test
  void nobodyStandsOutAmongTooFewOrByTooFewRequestsOrIfAllAreGood() {
    Upstream upstream = upstream(5, success(BySuccess.USUAL));
    Comparison comparison = new Comparison(success(BySuccess.USUAL));
    found(comparison, upstream);
    for (int i = 0; i < 3; i++) {
      tries(upstream, i, 200, 0);
    }
    tries(upstream, 3, 99, 0);
    tries(upstream, 4, 0, 200);
    assertThat(found(comparison, upstream)).isEmpty();
    for (int i = 0; i < 4; i++) {
      tries(upstream, i, 1000, 0);
    }
    // Far from the others, whose rates are all the same, and yet no reason to do without it.
    tries(upstream, 4, 970, 30);
    assertThat(found(comparison, upstream)).isEmpty();
    for (int i = 0; i < 5; i++) {
      tries(upstream, i, 60, 40);
    }
    assertThat(found(comparison, upstream)).isEmpty();
  }

  @Test
  void whoseAnswersTakeTimesAsLongStandsOut() {
    Upstream upstream = upstream(4, latency(ByLatency.USUAL));
    Comparison comparison = new Comparison(latency(ByLatency.USUAL));
    found(comparison, upstream);
    answers(upstream, 0, 100, 20);
    answers(upstream, 1, 100, 30);
    answers(upstream, 2, 100, 40);
    answers(upstream, 3, 100, 100);
    assertThat(found(comparison, upstream))
        .containsExactly(
            "10.0.0.4:80 100 answers took 100.0 ms, 3.3 times the median of 3 others, 30.0 ms");
    // A few that are very slow say little; nor does who is fast enough anyway.
    answers(upstream, 0, 100, 20);
    answers(upstream, 1, 100, 20);
    answers(upstream, 2, 99, 20);
    answers(upstream, 2, 2, 60_000);
    answers(upstream, 3, 100, 49);
    assertThat(found(comparison, upstream)).isEmpty();
    answers(upstream, 0, 100, 1);
    answers(upstream, 1, 100, 1);
    answers(upstream, 2, 100, 1);
    answers(upstream, 3, 100, 49);
    assertThat(found(comparison, upstream)).isEmpty();
  }

  @Test
  void anOutlierIsEjectedWithItsEvidenceButNeverTooManyAtOnce() {
    Upstream upstream = upstream(5, success(BySuccess.USUAL));
    Target last = upstream.targets().get(4);
    assertThat(upstream.standsOut(last, "served nothing", 0))
        .contains(new Ejected("shop", "10.0.0.5:80", 0, 10_000, "served nothing"));
    assertThat(last.state().conduct().isEjected(9 * SECOND)).isTrue();
    assertThat(last.state().conduct().evidence())
        .extracting(Conduct.Seen::what)
        .containsExactly("served nothing");
    assertThat(upstream.standsOut(last, "again", SECOND)).isEmpty();
    // A fifth of five is one.
    assertThat(upstream.standsOut(upstream.targets().get(3), "too", SECOND)).isEmpty();
    assertThat(upstream.standsOut(last, "again", 11 * SECOND).map(Ejected::forMillis))
        .contains(20_000L);
  }
}
