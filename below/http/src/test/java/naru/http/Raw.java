package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/** Sends back what comes, as it comes. */
record Raw(Exchange x) implements BodySink {
  /** Agrees to another protocol, in which everything comes back. */
  static void tunnel(Exchange x) {
    x.out().head(x.response(101));
    x.readTunnel(new Raw(x));
  }

  @Override
  public void data(ByteBuf data) {
    x.out().data(data);
  }

  @Override
  public void flush() {
    x.out().flush();
  }

  @Override
  public void end() {
    x.out().end();
  }

  @Override
  public void abort(Failure failure) {}
}
