package naru.trace.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import naru.trace.Entry;
import naru.trace.Packet;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent.Segment;
import naru.trace.TcpEvent.Why;
import naru.trace.Trace;
import naru.trace.TraceId;
import org.junit.jupiter.api.Test;

/** What two ends told of the same segments, put together. */
final class PairingTest {
  private static final String A = "10.0.0.1:1000";
  private static final String B = "10.0.0.2:80";

  private final List<Entry> entries = new ArrayList<>();

  /**
   * Somebody tells a segment.
   *
   * @param way {@code a>} A sent it, {@code >b} B received it, {@code b>} and {@code >a} likewise
   */
  private void told(String way, long at, long seq, long ack, String flags, int length) {
    boolean byA = way.contains("a");
    boolean sent = way.endsWith(">");
    Segment s =
        new Segment(
            sent,
            byA ? A : B,
            byA ? B : A,
            seq,
            ack,
            flags,
            length,
            1000,
            "",
            sent ? Why.NEW_DATA : Why.IN_ORDER,
            "",
            "",
            0,
            0,
            0,
            0,
            Packet.unkept());
    boolean fromA = byA == sent;
    Party from = fromA ? Party.CLIENT : Party.ORIGIN;
    Party to = fromA ? Party.ORIGIN : Party.CLIENT;
    entries.add(new Entry(at, from, to, Provenance.WIRE, s));
  }

  private List<Passage> passages() {
    return Flow.of(trace()).getFirst().passages();
  }

  private Trace trace() {
    entries.sort(Comparator.comparingLong(Entry::atNanos));
    TraceId id = new TraceId(1, 2);
    SpanRecord span = new SpanRecord(id, 3, 0, Party.CLIENT, entries, true);
    return new Trace(id, Instant.EPOCH, 0, List.of(span));
  }

  @Test
  void whatOnlyOneEndTellsIsNeverCalledLost() {
    told("a>", 1, 100, 0, "SYN", 0);
    told(">a", 2, 500, 101, "SYN,ACK", 0);
    told("a>", 3, 101, 501, "ACK", 0);
    assertThat(passages()).hasSize(3).noneMatch(Passage::lost);
    assertThat(passages().get(1).toRight()).isFalse();
  }

  @Test
  void theSecondOfTwoEqualSegmentsThatCameIsTheOneThatArrived() {
    told("a>", 1, 100, 0, "SYN", 0);
    told("a>", 1_000, 100, 0, "SYN", 0);
    told(">b", 1_001, 100, 0, "SYN", 0);
    told("b>", 1_002, 500, 101, "SYN,ACK", 0);
    told(">a", 1_003, 500, 101, "SYN,ACK", 0);
    assertThat(passages()).extracting(Passage::lost).containsExactly(true, false, false);
    assertThat(passages().get(1).nanosAt(true)).contains(1_001L);
  }

  @Test
  void aSynWhoseComingNobodyToldIsNotLostIfItWasAnswered() {
    told("a>", 1, 100, 0, "SYN", 0);
    told("b>", 3, 500, 101, "SYN,ACK", 0);
    told(">a", 4, 500, 101, "SYN,ACK", 0);
    assertThat(passages()).noneMatch(Passage::lost);
  }

  @Test
  void nothingIsLostAfterTheOtherEndStoppedTelling() {
    told("a>", 1, 100, 0, "SYN", 0);
    told(">b", 2, 100, 0, "SYN", 0);
    told("a>", 9, 101, 501, "ACK", 0);
    assertThat(passages()).noneMatch(Passage::lost);
  }

  @Test
  void piecesThatTheLinkCutAreTheirWhole() {
    told("a>", 1, 100, 1, "ACK", 3_000);
    told(">b", 2, 100, 1, "ACK", 1_500);
    told(">b", 3, 1_600, 1, "ACK", 1_500);
    told("b>", 4, 1, 3_100, "ACK", 0);
    List<Passage> all = passages();
    assertThat(all).hasSize(2).noneMatch(Passage::lost);
    assertThat(all.getFirst().nanosAt(true)).contains(2L);
  }

  @Test
  void aCopyThatTheNetworkMadeStandsAlone() {
    told("a>", 1, 100, 1, "ACK", 10);
    told(">b", 2, 100, 1, "ACK", 10);
    told(">b", 3, 100, 1, "ACK", 10);
    assertThat(passages()).hasSize(2).noneMatch(Passage::lost);
    assertThat(passages().get(1).sent()).isEmpty();
  }

  @Test
  void numbersWithoutASynCountFromTheFirstAndWrapAround() {
    told("a>", 1, 0xffff_fff0L, 500, "ACK", 32);
    told("a>", 2, 0x10, 500, "ACK", 32);
    told("b>", 3, 500, 0x30, "ACK", 0);
    Flow flow = Flow.of(trace()).getFirst();
    Numbers numbers = Numbers.of(flow);
    assertThat(flow.passages())
        .extracting(numbers::header)
        .containsExactly(
            "ACK seq=1 (4294967280) len=32 ack=1",
            "ACK seq=33 (16) len=32 ack=1",
            "ACK seq=1 (500) ack=65");
  }

  @Test
  void aRefusedConnectionSaysHowFarItGot() {
    told("a>", 1, 100, 0, "SYN", 0);
    told("a>", 1_000, 100, 0, "SYN", 0);
    told(">a", 1_002, 0, 101, "RST,ACK", 0);
    Flow flow = Flow.of(trace()).getFirst();
    assertThat(Opening.of(flow, Words.in(Lang.EN))).isEqualTo("SYN seq=100, SYN again, RST+ACK");
    assertThat(Closing.of(flow, Words.in(Lang.EN))).isEqualTo("RST");
  }

  @Test
  void aCloseInThreeSegmentsSaysSo() {
    told("a>", 1, 100, 0, "SYN", 0);
    told("a>", 2, 101, 501, "FIN,ACK", 0);
    told(">a", 3, 501, 102, "FIN,ACK", 0);
    told("a>", 4, 102, 502, "ACK", 0);
    Flow flow = Flow.of(trace()).getFirst();
    assertThat(Closing.of(flow, Words.in(Lang.EN))).isEqualTo("FIN, FIN+ACK, ACK");
  }
}
