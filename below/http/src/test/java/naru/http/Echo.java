package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import naru.base.Failure;

/** Answers with method, authority, path, some fields, and the body. */
final class Echo implements BodySink {
  static final Stop STOP =
      x -> {
        RequestHead r = x.request();
        String head =
            String.join(
                " ",
                r.methodText(),
                r.host(),
                r.path(),
                r.fields().text(Field.COOKIE).orElse(""),
                "" + x.bodyLength());
        x.readBody(new Echo(x, head));
      };

  private final Exchange x;
  private final StringBuilder text;

  Echo(Exchange x, String head) {
    this.x = x;
    this.text = new StringBuilder(head + " ");
  }

  @Override
  public void data(ByteBuf data) {
    text.append(data.toString(StandardCharsets.ISO_8859_1));
    data.release();
  }

  @Override
  public void trailers(Fields trailers) {
    text.append(trailers.entries());
  }

  @Override
  public void end() {
    x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), text));
  }

  @Override
  public void abort(Failure failure) {}
}
