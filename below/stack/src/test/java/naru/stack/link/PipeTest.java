package naru.stack.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import naru.stack.lab.VirtualWorld;
import naru.testkit.Seeds;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PipeTest {
  private final VirtualWorld world = new VirtualWorld();
  private final List<ByteBuf> atB = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private Pipe pipe = pipe(PipeConfig.wire(1500));

  @AfterEach
  void letGo() {
    pipe.close();
    atB.forEach(ByteBuf::release);
  }

  @Test
  void aFrameArrivesWhenAskedForAndNotBefore() {
    ByteBuf frame = plain(100);
    assertThat(pipe.a().transmit(frame)).isTrue();
    assertThat(atB).isEmpty();
    assertThat(pipe.deadline()).isZero();
    pipe.expire(0);
    assertThat(atB).hasSize(1).first().isSameAs(frame);
    assertThat(pipe.deadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void bothDirectionsCarry() {
    List<ByteBuf> atA = new ArrayList<>();
    pipe.a().receiver(atA::add);
    pipe.b().transmit(plain(10));
    pipe.a().transmit(plain(20));
    world.run();
    assertThat(atA).hasSize(1);
    assertThat(atB).hasSize(1);
    atA.forEach(ByteBuf::release);
  }

  @Test
  void anAnswerAtTheSameTimeWaitsForTheNextPass() {
    pipe.a().receiver(frame -> answer("a", pipe.a(), frame));
    pipe.b().receiver(frame -> answer("b", pipe.b(), frame));
    pipe.a().transmit(plain(1));
    for (int i = 0; i < 3; i++) {
      log.add("pass");
      pipe.expire(0);
    }
    assertThat(log).containsExactly("pass", "b", "pass", "a", "pass", "b");
  }

  private void answer(String who, Link link, ByteBuf frame) {
    log.add(who);
    link.transmit(frame);
  }

  @Test
  void theDelayIsExact() {
    pipe = pipe(PipeConfig.wire(1500).with(Impairment.NONE.withDelay(20_000_000)));
    world.at(5, () -> pipe.a().transmit(plain(100)));
    world.run();
    assertThat(atB).hasSize(1);
    assertThat(world.now()).isEqualTo(20_000_005);
  }

  @Test
  void superSegmentsPassWholeWhileNothingHappensToPackets() {
    pipe = pipe(PipeConfig.offloading(1500).with(Impairment.NONE.withDelay(1000)));
    ByteBuf frame = Frames.v4().tcp(60_000, 1400);
    pipe.a().transmit(frame);
    world.run();
    assertThat(atB).hasSize(1).first().isSameAs(frame);
    assertThat(VnetHeader.trusted(frame, 0)).isTrue();
  }

  @Test
  void superSegmentsAreCutBeforeLoss() {
    pipe = pipe(PipeConfig.offloading(1500).with(Impairment.NONE.withLoss(Loss.Scripted.of(1))));
    pipe.a().transmit(Frames.v4().tcp(2500, 1000));
    world.run();
    assertThat(atB.stream().map(f -> Frames.tcpOf(f).textLength())).containsExactly(1000, 500);
    assertThat(pipe.a().counters().entered()).isEqualTo(3);
    assertThat(pipe.a().counters().lost()).isEqualTo(1);
  }

  @Test
  void whatWasCutIsMergedAtTheOtherEnd() {
    Impairment rate = Impairment.NONE.withLoss(new Loss.Bernoulli(0));
    pipe = pipe(PipeConfig.offloading(1500).with(rate).merging());
    pipe.a().transmit(Frames.v6().flags(TcpFlags.ACK | TcpFlags.PSH).tcp(20_000, 1000));
    world.run();
    assertThat(atB).hasSize(1);
    assertThat(Frames.ip(atB.getFirst()).payloadLength()).isEqualTo(20_032);
    assertThat(pipe.a().counters().delivered()).isEqualTo(20);
  }

  @Test
  void checksumsLeftToTheLinkAreCompletedBeforeAnythingHappens() {
    Impairment impairment = Impairment.NONE.withLoss(Loss.Scripted.of(5));
    pipe = pipe(PipeConfig.offloading(1500).with(impairment));
    pipe.a().transmit(Frames.v4().tcp(99, 1000));
    pipe.a().transmit(Frames.v6().udp(99, 1000));
    world.run();
    assertThat(Frames.tcpOf(atB.get(0)).textLength()).isEqualTo(99);
    assertThat(Frames.udpOf(atB.get(1)).payloadLength()).isEqualTo(99);
    assertThat(atB).noneMatch(f -> VnetHeader.trusted(f, 0));
  }

  @Test
  void aPlainWireRefusesWhatItDoesNotDo() {
    assertThat(pipe.a().transmit(Frames.v4().tcp(100, 1000))).as("a checksum").isFalse();
    assertThat(pipe.a().transmit(Frames.v4().tcp(3000, 1000))).as("a super-segment").isFalse();
    assertThat(pipe.a().transmit(plain(1500))).as("too large").isFalse();
    assertThat(pipe.a().transmit(plain(1448))).as("as large as can be").isTrue();
    assertThat(pipe.a().counters().refused()).isEqualTo(3);
    assertThat(pipe.a().counters().entered()).isEqualTo(1);
  }

  @Test
  void theObserverIsToldWhatBecomesOfEach() {
    Impairment impairment =
        Impairment.NONE
            .withLoss(Loss.Scripted.of(1))
            .withDelay(10)
            .withBlackholes(new Blackhole(100, 200));
    pipe = pipe(PipeConfig.wire(1500).with(impairment));
    pipe.a().observer((fate, ordinal, at, frame) -> log.add(fate + " " + ordinal + " @" + at));
    pipe.a().transmit(plain(1));
    pipe.a().transmit(plain(2));
    world.at(199, () -> pipe.a().transmit(plain(3)));
    world.at(200, () -> pipe.a().transmit(plain(4)));
    world.at(200, () -> pipe.a().transmit(plain(2000)));
    world.run();
    assertThat(log)
        .containsExactly(
            "ENTERED 0 @0",
            "ENTERED 1 @0",
            "LOST 1 @0",
            "DELIVERED 0 @10",
            "ENTERED 2 @199",
            "BLACKHOLED 2 @199",
            "ENTERED 3 @200",
            "REFUSED -1 @200",
            "DELIVERED 3 @210");
  }

  @Test
  void theRoadCanBeChanged() {
    pipe.a().impair(Impairment.NONE.withDelay(1000));
    pipe.a().transmit(plain(1));
    pipe.a().impair(Impairment.NONE.withLoss(new Loss.Bernoulli(1)));
    pipe.a().transmit(plain(1));
    world.run();
    assertThat(world.now()).isEqualTo(1000);
    assertThat(atB).hasSize(1);
    pipe.a().configure(PipeConfig.wire(1000));
    assertThat(pipe.a().mtu()).isEqualTo(1000);
    assertThat(pipe.b().mtu()).isEqualTo(1500);
  }

  @Test
  void whatIsOnTheWayIsBounded() {
    pipe.a().impair(Impairment.NONE.withDelay(1000));
    ByteBuf frame = plain(1);
    frame.retain(Road.MAX_PACKETS);
    for (int i = 0; i < Road.MAX_PACKETS; i++) {
      assertThat(pipe.a().transmit(frame)).isTrue();
    }
    assertThat(pipe.a().transmit(frame)).isFalse();
    assertThat(pipe.a().counters().overflowed()).isEqualTo(1);
    assertThat(pipe.a().counters().inTransit()).isEqualTo(Road.MAX_PACKETS);
    pipe.close();
    assertThat(frame.refCnt()).isZero();
    assertThat(pipe.a().transmit(plain(1))).isFalse();
  }

  @Test
  void aConfigurationMustMakeSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> PipeConfig.wire(20));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PipeConfig(1500, 1400, true, Impairment.NONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PipeConfig(1500, 9000, false, Impairment.NONE));
  }

  private Pipe pipe(PipeConfig config) {
    Pipe made =
        Pipe.of(config, PipeConfig.wire(1500), world.clock(), Seeds.of(1).generator("pipe"));
    made.b().receiver(atB::add);
    world.add(made);
    return made;
  }

  private static ByteBuf plain(int textBytes) {
    return Frames.completed(Frames.v4().tcp(textBytes, 5000));
  }
}
