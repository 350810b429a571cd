package naru.trace;

import static org.assertj.core.api.Assertions.assertThat;

import naru.trace.render.Lang;
import naru.trace.render.Look;
import naru.trace.render.TraceLine;
import org.junit.jupiter.api.Test;

final class TraceSummaryTest {
  @Test
  void theWholeWayInOneLine() {
    TraceSummary s = TraceSummary.of(Stories.wholeWay());
    assertThat(s.saidBy()).isEqualTo(Party.ORIGIN);
    assertThat(s.failed()).isFalse();
    assertThat(TraceLine.of(s, new Look(120, false, true, Lang.EN)))
        .startsWith("2026-11-22T05:01:02.123Z  ")
        .contains("  GET https://shop.naru.test/ ")
        .endsWith("200     42.6 ms  fwd=uri-miss; stored  shop-web  10.77.0.12:9001");
  }

  /** A time without its zone would be taken for the reader's own. */
  @Test
  void aNarrowLineLeavesOutTheYearAndStillSaysThatItIsUtc() {
    TraceSummary s = TraceSummary.of(Stories.wholeWay());
    String narrow = TraceLine.of(s, new Look(80, false, true, Lang.EN));
    assertThat(narrow).startsWith("11-22 05:01:02.123Z  ").contains("  GET https://");
  }

  @Test
  void aFailureNamesItsCodeAndWhoAnswered() {
    TraceSummary s = TraceSummary.of(Stories.refused());
    assertThat(s.failure()).isEqualTo("N1201");
    assertThat(s.status()).isEqualTo(503);
    assertThat(s.saidBy()).isEqualTo(Party.GATEWAY);
    assertThat(s.failed()).isTrue();
    assertThat(s.durationNanos()).as("the late close is no time of it").isEqualTo(600_000);
  }
}
