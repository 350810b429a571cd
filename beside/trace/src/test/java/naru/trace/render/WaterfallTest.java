package naru.trace.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import naru.base.Side;
import naru.trace.Event;
import naru.trace.SpanRecord;
import naru.trace.Stories;
import naru.trace.Trace;
import naru.trace.TraceSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WaterfallTest {
  private static final Look ASCII = new Look(140, false, true, Lang.EN);

  @Test
  void theWholeWay() throws IOException {
    Snapshots.same(Waterfall.of(Stories.wholeWay(), Zoom.HTTP, ASCII), "way.ascii.txt");
  }

  @Test
  void theWholeWayInUnicode() throws IOException {
    Look look = new Look(120, false, false, Lang.EN);
    Snapshots.same(Waterfall.of(Stories.wholeWay(), Zoom.HTTP, look), "way.en.txt");
  }

  @Test
  void theWholeWayInKorean() throws IOException {
    Look look = new Look(120, false, false, Lang.KO);
    Snapshots.same(Waterfall.of(Stories.wholeWay(), Zoom.HTTP, look), "way.ko.txt");
  }

  @Test
  void failuresRetriesAndALateClose() throws IOException {
    Snapshots.same(Waterfall.of(Stories.refused(), Zoom.HTTP, ASCII), "refused.ascii.txt");
  }

  @Test
  void whatFailedHasThePlaceThatLedThere() {
    assertThat(failedRow(Side.UPSTREAM)).endsWith(" naru.yaml:40");
    assertThat(failedRow(Side.US)).endsWith(" naru.yaml:40");
    assertThat(failedRow(Side.CLIENT)).doesNotContain("naru.yaml");
  }

  private static String failedRow(Side by) {
    return Waterfall.of(Stories.broken(by), Zoom.HTTP, ASCII)
        .lines()
        .filter(l -> l.strip().startsWith("FAILED"))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The addresses are one row, what there is first; gaps of less than 2 % are one row at the end.
   */
  @Test
  void answersOfOneQuestionAreOneRowAndShortGapsAreSummed() {
    assertThat(Waterfall.of(Stories.bothAddresses(), Zoom.HTTP, new Look(90, false, true, Lang.EN)))
        .contains(
            """
              DNS     |############            |   4.0 ms  A 10.77.0.10 ttl 60, from the serve..  wire
              TCP     |            ############|   4.0 ms  10.77.0.10:80                        kernel
              rest    |                        |   0.2 ms  gaps too short to show
            """);
  }

  @Test
  void whyItFailedIsToldWholeHoweverNarrowTheTerminal() {
    String wide = Waterfall.of(Stories.refused(), Zoom.HTTP, Look.plain());
    String narrow = Waterfall.of(Stories.refused(), Zoom.HTTP, new Look(62, false, true, Lang.EN));
    List<String> failures =
        Phases.of(Stories.refused()).rows().stream()
            .flatMap(r -> r.phase().failures().stream())
            .map(Facts::failure)
            .distinct()
            .toList();
    assertThat(failures).isNotEmpty();
    String joined = narrow.replaceAll("\\n +", " ");
    assertThat(failures).allSatisfy(f -> assertThat(joined).contains(f));
    assertThat(narrow.lines()).allMatch(l -> Columns.of(l) <= 62);
    assertThat(wide.lines().count()).as("told once").isLessThan(narrow.lines().count());
  }

  @Test
  void aLineOfAListIsShortWhereThereIsLittleRoom() {
    TraceSummary summary = TraceSummary.of(Stories.refused());
    assertThat(TraceLine.of(summary, new Look(140, false, true, Lang.EN)))
        .startsWith(summary.started().toString().substring(0, 19) + ".");
    assertThat(TraceLine.of(summary, new Look(80, false, true, Lang.EN)))
        .startsWith(summary.started().toString().substring(5, 10) + " ");
  }

  @Test
  void thePlaceThatDecidedIsNearAndNeverLosesItsLine() {
    String narrow = Waterfall.of(Stories.wholeWay(), Zoom.HTTP, new Look(60, false, true, Lang.EN));
    assertThat(narrow).contains("naru.yaml:12").contains("naru.yaml:35");
    assertThat(Columns.cutStart("a-very-long-name.yaml:35", 12)).isEqualTo("..me.yaml:35");
  }

  @Test
  void nearLooksListEveryEventOfTheLayer() throws IOException {
    Look look = Look.plain();
    Snapshots.same(Waterfall.of(Stories.wholeWay(), Zoom.TLS, look), "way.tls.txt");
    Snapshots.same(Waterfall.of(Stories.wholeWay(), Zoom.TCP, look), "way.tcp.txt");
  }

  @Test
  void thePhasesOfTheFirstPartyAddUpToTheTotal() {
    for (Trace trace : List.of(Stories.wholeWay(), Stories.refused(), Stories.bothAddresses())) {
      List<Phase> own = Phases.of(trace).own();
      long at = own.get(0).startNanos();
      for (Phase phase : own) {
        assertThat(phase.startNanos())
            .as("no overlap, no hole before %s", phase.kind())
            .isEqualTo(at);
        at = phase.endNanos();
      }
      assertThat(at - own.get(0).startNanos()).isEqualTo(trace.totalNanos()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void linesKeepTheirWidthInBothLanguages(int width) throws Exception {
    for (Lang lang : Lang.values()) {
      for (Trace trace : List.of(Stories.wholeWay(), Stories.refused(), EveryEvent.trace())) {
        String text = Waterfall.of(trace, Zoom.HTTP, new Look(width, false, false, lang));
        assertThat(text.lines().skip(1)).allMatch(l -> Columns.of(l) <= width);
      }
    }
  }

  @Test
  void everyEventHasWordsAndNoneSteersTheTerminal() throws Exception {
    for (Lang lang : Lang.values()) {
      Facts facts = new Facts(Words.in(lang));
      for (Event event : EveryEvent.list()) {
        assertThat(facts.of(event)).isNotBlank();
      }
      for (Zoom zoom : Zoom.values()) {
        String text = Waterfall.of(EveryEvent.trace(), zoom, new Look(200, false, true, lang));
        assertThat(text).doesNotContain("\u001b").doesNotContain("\0");
      }
    }
  }

  @Test
  void bothLanguagesHaveTheSameWordsWithTheSameFacts() {
    Words en = Words.in(Lang.EN);
    Words ko = Words.in(Lang.KO);
    assertThat(ko.keys()).isEqualTo(en.keys()).hasSizeGreaterThan(70);
    for (String key : en.keys()) {
      for (int i = 0; i < 9; i++) {
        String fact = "{" + i + "}";
        assertThat(ko.form(key).contains(fact))
            .as(key + fact)
            .isEqualTo(en.form(key).contains(fact));
      }
    }
  }

  @Test
  void hangulTakesTwoColumns() {
    assertThat(Columns.of("프록시 a")).isEqualTo(8);
    assertThat(Columns.fit("프록시", 5)).isEqualTo("프.. ");
    assertThat(Columns.clean("a\u001b[2Jb\u202ec")).isEqualTo("a?[2Jb?c");
  }

  @Test
  void aTraceWithoutAnythingIsATitleOnly() {
    Trace empty =
        new Trace(Stories.refused().id(), java.time.Instant.EPOCH, 0, List.<SpanRecord>of());
    assertThat(Waterfall.of(empty, Zoom.HTTP, ASCII).lines()).hasSize(1);
  }
}
