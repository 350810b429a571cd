package naru.trace;

import static naru.trace.Party.CLIENT;
import static naru.trace.Party.GATEWAY;
import static naru.trace.Provenance.WIRE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SegmentTapeTest {
  private final HandClock clock = new HandClock();
  private final List<SpanRecord> parts = new ArrayList<>();
  private final Tracer tracer = Tracer.of(clock, 1, parts::add);

  private static Entry segment(long nanos) {
    return new Entry(
        nanos,
        CLIENT,
        GATEWAY,
        WIRE,
        new TcpEvent.Segment(
            true,
            "a:1",
            "b:2",
            nanos,
            0,
            "ACK",
            1,
            1,
            "",
            TcpEvent.Why.NEW_DATA,
            "",
            "",
            0,
            0,
            0,
            0,
            Packet.unkept()));
  }

  private static List<Long> numbers(SpanRecord part) {
    return part.entries().stream()
        .map(Entry::event)
        .filter(TcpEvent.Segment.class::isInstance)
        .map(e -> ((TcpEvent.Segment) e).sequence())
        .toList();
  }

  @Test
  void theFirstAndTheLastStayAndTheRestIsCounted() {
    Span span = tracer.span();
    for (int round = 0; round < 2; round++) {
      span.beginRoot(CLIENT);
      LongStream.range(0, 1_000).forEach(i -> span.add(segment(i)));
      span.finished(CLIENT, GATEWAY, 1, 1);
      span.end();
    }
    for (SpanRecord part : parts) {
      List<Long> kept = numbers(part);
      assertThat(kept).hasSize(SegmentTape.FIRST + SegmentTape.LAST).isSorted();
      assertThat(kept.subList(0, 200)).isEqualTo(LongStream.range(0, 200).boxed().toList());
      assertThat(kept.subList(200, 400)).isEqualTo(LongStream.range(800, 1_000).boxed().toList());
      assertThat(part.entries().get(200).event()).isEqualTo(new TcpEvent.SegmentsLeftOut(600));
      assertThat(part.entries()).hasSize(402);
    }
  }

  @Test
  void segmentsLeaveRoomForEvents() {
    Span span = tracer.span();
    span.beginRoot(CLIENT);
    for (int i = 0; i < Tape.MAX_EVENTS; i++) {
      span.add(segment(i));
      span.finished(CLIENT, GATEWAY, i, i);
    }
    span.end();
    assertThat(parts.getFirst().entries())
        .filteredOn(e -> e.event() instanceof HttpEvent.Finished)
        .hasSize(Tape.MAX_EVENTS);
  }

  @Test
  void entriesStandInTheOrderOfTheirTimes() {
    Span span = tracer.span();
    span.beginRoot(CLIENT);
    span.finished(CLIENT, GATEWAY, 1, 1);
    span.add(segment(900));
    span.add(segment(300));
    span.end();
    assertThat(parts.getFirst().entries())
        .extracting(Entry::atNanos)
        .containsExactly(300L, 900L, 1_000L);
  }

  @Test
  void lateSegmentsComeInOneGo() {
    Span span = tracer.span();
    span.addLate(List.of(segment(1)));
    span.beginRoot(CLIENT);
    span.addLate(List.of(segment(2)));
    span.end();
    span.addLate(List.of());
    span.addLate(List.of(segment(3), segment(4)));
    assertThat(parts).hasSize(2);
    assertThat(numbers(parts.get(0))).containsExactly(2L);
    assertThat(numbers(parts.get(1))).containsExactly(3L, 4L);
    assertThat(parts.get(0).id()).isEqualTo(parts.get(1).id());
  }

  @Test
  void aPrologueIsBoundedAndSaysWhatItLeftOut() {
    Prologue prologue = tracer.prologue();
    LongStream.range(0, Prologue.MAX_ENTRIES + 5).forEach(i -> prologue.add(segment(i)));
    Prologue other = tracer.prologue();
    prologue.moveTo(other);
    other.endAlone(GATEWAY);
    prologue.endAlone(GATEWAY);
    assertThat(parts).hasSize(1);
    List<Event> left =
        parts.getFirst().entries().stream()
            .map(Entry::event)
            .filter(TcpEvent.SegmentsLeftOut.class::isInstance)
            .toList();
    assertThat(left)
        .containsExactlyInAnyOrder(
            new TcpEvent.SegmentsLeftOut(5), new TcpEvent.SegmentsLeftOut(112));
  }

  @Test
  void packetsAreNoTimeOfTheirs() {
    Span span = tracer.span();
    span.beginRoot(CLIENT);
    span.add(segment(0));
    clock.micros(1);
    span.add(CLIENT, GATEWAY, WIRE, new HttpEvent.Response(200, 1, ""));
    clock.micros(5);
    span.add(CLIENT, GATEWAY, WIRE, new HttpEvent.Finished(1, 1));
    span.add(segment(900_000));
    span.end();
    SpanRecord part = parts.getFirst();
    assertThat(Trace.startOf(part)).isEqualTo(2_000);
    assertThat(Trace.endNanos(part)).isEqualTo(7_000);
  }
}
