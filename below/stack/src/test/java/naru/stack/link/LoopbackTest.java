package naru.stack.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import naru.testkit.VirtualClock;
import org.junit.jupiter.api.Test;

final class LoopbackTest {
  private final VirtualClock clock = new VirtualClock();
  private final Loopback loopback = Loopback.of(clock);
  private final List<ByteBuf> arrived = new ArrayList<>();

  @Test
  void whatIsSentComesBackInOrderWhenAsked() {
    loopback.receiver(arrived::add);
    assertThat(loopback.deadline()).isEqualTo(Long.MAX_VALUE);
    clock.advance(5);
    ByteBuf first = Frames.v4().tcp(60_000, 1000);
    ByteBuf second = Frames.v4().tcp(1, 1000);
    assertThat(loopback.transmit(first)).isTrue();
    assertThat(loopback.transmit(second)).isTrue();
    assertThat(arrived).isEmpty();
    assertThat(loopback.deadline()).isEqualTo(5);
    loopback.expire(5);
    assertThat(arrived).hasSize(2).first().isSameAs(first);
    assertThat(loopback.deadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatTheReceiverSendsWaitsForTheNextTime() {
    loopback.receiver(
        frame -> {
          arrived.add(frame);
          loopback.transmit(frame);
        });
    loopback.transmit(Unpooled.buffer(20));
    loopback.expire(0);
    assertThat(arrived).hasSize(1);
    assertThat(loopback.deadline()).isZero();
    loopback.close();
    assertThat(arrived.getFirst().refCnt()).isZero();
  }

  @Test
  void itsQueueIsBounded() {
    int taken = 0;
    while (loopback.transmit(Unpooled.EMPTY_BUFFER)) {
      taken++;
    }
    assertThat(taken).isEqualTo(4096);
  }
}
