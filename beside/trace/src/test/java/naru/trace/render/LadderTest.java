package naru.trace.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import naru.trace.Event;
import naru.trace.PacketStories;
import naru.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LadderTest {
  private static final Trace LOSS = PacketStories.loss();

  private static String tcp(int width, Lang lang) {
    return Waterfall.of(LOSS, Zoom.TCP, new Look(width, false, true, lang));
  }

  @Test
  void aLostSegmentIsSeenMissingAndSentAgain() throws IOException {
    Snapshots.same(tcp(120, Lang.EN), "loss.tcp.120.txt");
    Snapshots.same(tcp(80, Lang.EN), "loss.tcp.80.txt");
    Snapshots.same(tcp(80, Lang.KO), "loss.tcp.ko.txt");
  }

  @Test
  void whereNothingIsCutNothingIsFolded() throws IOException {
    String whole = Waterfall.of(LOSS, Zoom.TCP, Look.plain());
    Snapshots.same(whole, "loss.tcp.txt");
    assertThat(whole).doesNotContain("...");
  }

  @Test
  void everyPacketWithItsHeader() throws IOException {
    Look look = new Look(80, false, true, Lang.EN);
    Snapshots.same(Waterfall.of(LOSS, Zoom.IP, look), "loss.ip.80.txt");
  }

  @Test
  void thePhasesAreThoseWithoutPackets() throws IOException {
    Look look = new Look(140, false, true, Lang.EN);
    Snapshots.same(Waterfall.of(LOSS, Zoom.HTTP, look), "loss.http.txt");
    assertThat(Phases.of(LOSS).own())
        .extracting(Phase::kind, Phase::nanos)
        .isEqualTo(
            Phases.of(withoutPackets(LOSS)).own().stream()
                .map(p -> org.assertj.core.groups.Tuple.tuple(p.kind(), p.nanos()))
                .toList());
  }

  private static Trace withoutPackets(Trace trace) {
    List<naru.trace.SpanRecord> spans =
        trace.spans().stream()
            .map(
                s ->
                    new naru.trace.SpanRecord(
                        s.trace(),
                        s.id(),
                        s.parent(),
                        s.at(),
                        s.entries().stream().filter(e -> !e.event().isPacket()).toList(),
                        s.ended()))
            .toList();
    return new Trace(trace.id(), trace.started(), trace.startNanos(), spans);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 120, 160})
  void linesKeepTheirWidth(int width) {
    for (Lang lang : Lang.values()) {
      for (Zoom zoom : List.of(Zoom.TCP, Zoom.IP)) {
        String text = Waterfall.of(LOSS, zoom, new Look(width, false, true, lang));
        assertThat(text.lines().skip(1)).allMatch(l -> Columns.of(l) <= width);
      }
    }
  }

  @Test
  void everySegmentIsTakenOnceAndPaired() {
    Flow flow = Flow.of(LOSS).getFirst();
    assertThat(flow.left().address()).isEqualTo("10.77.0.2:40001");
    assertThat(flow.passages()).filteredOn(Passage::lost).hasSize(1);
    assertThat(flow.passages()).filteredOn(p -> p.sent().isEmpty()).isEmpty();
    long told =
        LOSS.told().stream().map(t -> (Event) t.entry().event()).filter(Event::isPacket).count();
    assertThat(PacketLog.of(LOSS)).hasSize((int) (told + 1) / 2);
  }
}
