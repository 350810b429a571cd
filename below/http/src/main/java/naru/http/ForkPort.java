package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import naru.base.Failure;
import org.jspecify.annotations.Nullable;

/** The port of a forked exchange. */
final class ForkPort implements Port {
  private final ResponseSink sink;
  private @Nullable ResponseSource source;

  /** What is left of the body to be read; null when it was, or if there is none. */
  private @Nullable ByteBuf body;

  ForkPort(ResponseSink sink) {
    this.sink = sink;
  }

  /** What it sends, instead of nothing. */
  void giveBody(ByteBuf whole) {
    body = whole;
  }

  void pauseResponse() {
    ResponseSource s = source;
    if (s != null) {
      s.pause();
    }
  }

  void resumeResponse() {
    ResponseSource s = source;
    if (s != null) {
      s.resume();
    }
  }

  void abandon(Failure why) {
    ResponseSource s = source;
    source = null;
    ByteBuf unread = body;
    body = null;
    if (unread != null) {
      unread.release();
    }
    if (s != null) {
      s.cancel(why);
    }
  }

  @Override
  public ResponseSink sink() {
    return sink;
  }

  @Override
  public void readBody(BodySink taker) {
    ByteBuf whole = body;
    body = null;
    if (whole != null) {
      taker.data(whole);
    }
    taker.end();
  }

  @Override
  public void readTunnel(BodySink body) {
    body.end();
  }

  @Override
  public void pauseBody() {}

  @Override
  public void resumeBody() {}

  @Override
  public void source(ResponseSource newSource) {
    source = newSource;
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void reset(Failure why) {
    sink.fail(why);
  }

  @Override
  public Channel takeOver(ResponseHead head) {
    throw new IllegalStateException("a forked exchange has no connection");
  }
}
