package naru.http;

import naru.base.Failure;

/** A gate that passes on all that it does not change. */
public abstract class PassingGate implements SourceGate {
  /** Who is behind it now. */
  protected ResponseSource source = Nobody.YET;

  @Override
  public final void behind(ResponseSource newSource) {
    source = newSource;
  }

  @Override
  public void pause() {
    source.pause();
  }

  @Override
  public void resume() {
    source.resume();
  }

  @Override
  public void cancel(Failure why) {
    source.cancel(why);
  }
}
