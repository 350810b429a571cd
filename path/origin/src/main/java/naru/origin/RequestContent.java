package naru.origin;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import naru.base.Failure;
import naru.http.BodySink;
import naru.http.Exchange;

/** Collects a request's content, up to a bound. */
final class RequestContent implements BodySink {
  private static final int FIRST_BYTES = 1024;

  private final ByteBuf content;
  private final int most;
  private final Consumer<byte[]> whole;
  private final Runnable tooLong;
  private boolean over;

  private RequestContent(Exchange x, int most, Consumer<byte[]> whole, Runnable tooLong) {
    this.content = x.alloc().heapBuffer(FIRST_BYTES);
    this.most = most;
    this.whole = whole;
    this.tooLong = tooLong;
  }

  /**
   * Reads the content. One of the two is called at most once; none if the client goes away.
   *
   * @param most how many bytes are taken
   */
  static void read(Exchange x, int most, Consumer<byte[]> whole, Runnable tooLong) {
    if (x.bodyLength() > most) {
      tooLong.run();
    } else {
      x.readBody(new RequestContent(x, most, whole, tooLong));
    }
  }

  @Override
  public void data(ByteBuf data) {
    try {
      if (over) {
        return;
      }
      if (content.readableBytes() + data.readableBytes() <= most) {
        content.writeBytes(data);
        return;
      }
    } finally {
      data.release();
    }
    finish();
    tooLong.run();
  }

  @Override
  public void end() {
    if (!over) {
      byte[] bytes = new byte[content.readableBytes()];
      content.readBytes(bytes);
      finish();
      whole.accept(bytes);
    }
  }

  @Override
  public void abort(Failure failure) {
    if (!over) {
      finish();
    }
  }

  private void finish() {
    over = true;
    content.release();
  }
}
