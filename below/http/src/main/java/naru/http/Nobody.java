package naru.http;

import naru.base.Failure;

/** Who makes a response that nobody makes yet: what a {@link SourceGate} begins with. */
public enum Nobody implements ResponseSource {
  YET;

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void cancel(Failure why) {}
}
