package naru.stack.link;

import io.netty.buffer.ByteBuf;

/** A {@link Loss} at work: its dice, and the state that bursts need. */
final class LossProcess {
  private final Loss loss;
  private final NamedRandom random;
  private boolean bad;

  LossProcess(Loss loss, NamedRandom random) {
    this.loss = loss;
    this.random = random;
  }

  boolean loses(long ordinal, ByteBuf frame) {
    return switch (loss) {
      case Loss.None() -> false;
      case Loss.Bernoulli(double probability) -> random.happens(probability);
      case Loss.GilbertElliott bursts -> inBurst(bursts);
      case Loss.Scripted script -> script.ordinals().contains(ordinal);
      case Loss.Chosen chosen -> chosen.picks().test(frame);
    };
  }

  private boolean inBurst(Loss.GilbertElliott chances) {
    bad = bad ? !random.happens(chances.r()) : random.happens(chances.p());
    return !random.happens(bad ? chances.h() : chances.k());
  }
}
