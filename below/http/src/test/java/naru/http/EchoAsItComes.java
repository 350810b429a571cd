package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/** Sends a request's body back as it comes, at the speed of the slower side. */
record EchoAsItComes(Exchange x) implements BodySink, ResponseSource {
  static final Stop STOP =
      x -> {
        ResponseHead head = x.response(200);
        head.fields().add(Field.CONTENT_LENGTH, x.bodyLength());
        x.out().head(head);
        EchoAsItComes echo = new EchoAsItComes(x);
        x.source(echo);
        x.readBody(echo);
      };

  @Override
  public void data(ByteBuf data) {
    x.out().data(data);
  }

  @Override
  public void end() {
    x.out().end();
  }

  @Override
  public void abort(Failure failure) {}

  @Override
  public void flush() {
    x.out().flush();
  }

  @Override
  public void pause() {
    x.pauseBody();
  }

  @Override
  public void resume() {
    x.resumeBody();
  }

  @Override
  public void cancel(Failure why) {}
}
