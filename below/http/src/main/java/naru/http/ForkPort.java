package naru.http;

import io.netty.channel.Channel;
import naru.base.Failure;
import org.jspecify.annotations.Nullable;

/** The port of a forked exchange. */
final class ForkPort implements Exchange.Port {
  private final ResponseSink sink;
  private @Nullable ResponseSource source;

  ForkPort(ResponseSink sink) {
    this.sink = sink;
  }

  void pause() {
    ResponseSource s = source;
    if (s != null) {
      s.pause();
    }
  }

  void resume() {
    ResponseSource s = source;
    if (s != null) {
      s.resume();
    }
  }

  void abandon(Failure why) {
    ResponseSource s = source;
    source = null;
    if (s != null) {
      s.cancel(why);
    }
  }

  @Override
  public ResponseSink sink() {
    return sink;
  }

  @Override
  public void readBody(BodySink body) {
    body.end();
  }

  @Override
  public void pauseBody() {}

  @Override
  public void resumeBody() {}

  @Override
  public void readTunnel(BodySink tunnel) {
    throw new IllegalStateException("a forked exchange asks for no upgrade");
  }

  @Override
  public void source(ResponseSource newSource) {
    source = newSource;
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public Channel takeOver(ResponseHead head) {
    throw new IllegalStateException("a forked exchange has no connection");
  }
}
