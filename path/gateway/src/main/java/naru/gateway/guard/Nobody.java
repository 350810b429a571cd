package naru.gateway.guard;

import naru.base.Failure;
import naru.http.ResponseSource;

/** Who makes a response that nobody makes yet. */
enum Nobody implements ResponseSource {
  YET;

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void cancel(Failure why) {}
}
