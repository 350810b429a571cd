package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/** Takes a body and lets go of it; who wants more of it says what happens. */
class Swallowing implements BodySink {
  /** How much came. */
  int bytes;

  @Override
  public void data(ByteBuf data) {
    bytes += data.readableBytes();
    data.release();
  }

  @Override
  public void end() {}

  @Override
  public void abort(Failure failure) {}
}
