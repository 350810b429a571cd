package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/**
 * A second exchange for a request that another one has, see {@link Exchange#fork}, in the hands of
 * who made it: whoever takes the response says here when it is to wait and when nobody wants it any
 * more. The span of {@link #exchange} must be ended by who made the fork. Confined to the loop of
 * the exchange it comes from.
 */
public final class Fork {
  private final Exchange exchange;
  private final ForkPort port;

  Fork(Exchange exchange, ForkPort port) {
    this.exchange = exchange;
    this.port = port;
  }

  /** The second exchange; it sets off with {@link Exchange#proceed}. */
  public Exchange exchange() {
    return exchange;
  }

  /** Before it goes on its way: its body, which is the fork's from here on. */
  public void giveBody(ByteBuf body) {
    exchange.request().fields().add(Field.CONTENT_LENGTH, body.readableBytes());
    port.giveBody(body);
  }

  /** Its response is to wait. */
  public void pause() {
    port.pauseResponse();
  }

  /** Its response goes on. */
  public void resume() {
    port.resumeResponse();
  }

  /** Nobody wants its response any more, and its body, if unread, is let go. */
  public void abandon(Failure why) {
    port.abandon(why);
  }
}
