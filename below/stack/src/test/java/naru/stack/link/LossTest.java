package naru.stack.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class LossTest {
  private static final int PACKETS = 200_000;
  private static final ByteBuf FRAME = Unpooled.EMPTY_BUFFER;

  @Test
  void bernoulliLosesItsShareOneByOne() {
    Run run = new Run(new Loss.Bernoulli(0.1), 1);
    assertThat(run.share()).isCloseTo(0.1, within(0.005));
    assertThat(run.meanBurst()).isCloseTo(1 / 0.9, within(0.05));
  }

  @Test
  void gilbertElliottLosesInBursts() {
    Loss.GilbertElliott bursts = new Loss.GilbertElliott(0.01, 0.25, 0, 1);
    Run run = new Run(bursts, 2);
    assertThat(bursts.mean()).isCloseTo(0.01 / 0.26, within(1e-9));
    assertThat(run.share()).isCloseTo(bursts.mean(), within(0.005));
    assertThat(run.meanBurst()).isCloseTo(4, within(0.4));
  }

  @Test
  void gilbertElliottAlsoLosesInTheGoodStateAndDeliversInTheBad() {
    Loss.GilbertElliott mixed = new Loss.GilbertElliott(0.05, 0.2, 0.5, 0.98);
    assertThat(new Run(mixed, 3).share()).isCloseTo(mixed.mean(), within(0.01));
  }

  @Test
  void scriptsLoseExactlyWhatTheySay() {
    LossProcess script = new LossProcess(Loss.Scripted.of(0, 3), NamedRandom.of(1, "x"));
    assertThat(script.loses(0, FRAME)).isTrue();
    assertThat(script.loses(1, FRAME)).isFalse();
    assertThat(script.loses(3, FRAME)).isTrue();
    Loss large = new Loss.Chosen(frame -> frame.readableBytes() > 0);
    assertThat(new LossProcess(large, NamedRandom.of(1, "x")).loses(0, FRAME)).isFalse();
  }

  @Test
  void probabilitiesAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Loss.Bernoulli(1.5));
    assertThatIllegalArgumentException().isThrownBy(() -> new Loss.Bernoulli(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new Loss.GilbertElliott(0.1, -1, 0, 1));
  }

  private static final class Run {
    private int lost;
    private int bursts;

    Run(Loss loss, long seed) {
      LossProcess process = new LossProcess(loss, NamedRandom.of(seed, "loss"));
      boolean before = false;
      for (long i = 0; i < PACKETS; i++) {
        boolean loses = process.loses(i, FRAME);
        lost += loses ? 1 : 0;
        bursts += loses && !before ? 1 : 0;
        before = loses;
      }
    }

    double share() {
      return (double) lost / PACKETS;
    }

    double meanBurst() {
      return (double) lost / bursts;
    }
  }
}
