package naru.http;

import java.util.function.BooleanSupplier;

/** True when the sweep of a site's loop has gone round so many times. */
final class Ticks implements BooleanSupplier, Sweep.Swept {
  private int left;

  Ticks(Site site, int count) {
    left = count;
    site.loops.next().execute(() -> site.engine.state(site.loops.next()).sweep().add(this));
  }

  @Override
  public boolean getAsBoolean() {
    return left <= 0;
  }

  @Override
  public void sweep(long nowNanos) {
    left--;
  }

  @Override
  public boolean isEnded() {
    return left <= 0;
  }
}
