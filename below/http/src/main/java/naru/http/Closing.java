package naru.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import naru.trace.TcpEvent;
import naru.transport.Breakage;
import naru.transport.Farewell;

/**
 * How a client's connection ends: such that a last response is not lost to a reset (RFC 9112
 * section 9.6), or such that half a response cannot be taken for a whole one.
 */
final class Closing {
  private final Channel channel;
  private final boolean halfClosable;
  private boolean inputClosed;
  private boolean written;
  private boolean weClosed;
  private TcpEvent.How why = TcpEvent.How.WE_CLOSED;
  private boolean reset;

  /** How it broke, if we did not reset it ourselves. */
  private TcpEvent.How broke = TcpEvent.How.RESET;

  Closing(Channel channel, boolean secure) {
    this.channel = channel;
    this.halfClosable = !secure && channel instanceof DuplexChannel;
    if (halfClosable) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  /** The client will say no more, but may still listen. */
  void inputClosed() {
    inputClosed = true;
  }

  boolean isInputClosed() {
    return inputClosed;
  }

  /** Whether everything was said: then the connection may go as soon as the client has. */
  boolean isWritten() {
    return written;
  }

  /** Whether it broke, or was or will be reset. */
  boolean isBroken() {
    return reset;
  }

  /** Whatever closes it from now on, this is why we do. */
  void because(TcpEvent.How reason) {
    why = reason;
  }

  /** Closes at once what has nothing more to say. */
  void now() {
    weClosed |= !inputClosed;
    channel.close();
  }

  /** Closes our side when what was written has gone out; false if that cannot be done alone. */
  boolean half() {
    if (!halfClosable || inputClosed) {
      return false;
    }
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(sent -> ((DuplexChannel) channel).shutdownOutput());
    return true;
  }

  /**
   * Says goodbye: what was written goes out first, then our side closes, under TLS with its own
   * goodbye, then we wait for the client's. Whatever it still sends is for a while not answered by
   * a reset, which could take our last words from it.
   *
   * @param lingering told when the waiting begins
   */
  void goodbye(Runnable lingering) {
    weClosed = !inputClosed;
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              written = true;
              if (inputClosed || !sent.isSuccess()) {
                channel.close();
              } else if (halfClosable) {
                ((DuplexChannel) channel).shutdownOutput();
                lingering.run();
              } else {
                Farewell.on(channel);
                channel.close();
              }
            });
  }

  /**
   * The same for a client that said that it will send no more: it is not waited for, as nothing can
   * be lost.
   */
  void goodbyeToLast() {
    weClosed = !inputClosed;
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              written = true;
              channel.close();
            });
  }

  /** Resets when what was written has gone out: the client must see that it is not whole. */
  void cut() {
    reset = true;
    if (halfClosable && channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> channel.close());
  }

  /**
   * Resets when what was written has gone out, under TLS without its goodbye: as if the network or
   * the machine had failed.
   */
  void reset() {
    reset = true;
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(sent -> channel.unsafe().close(channel.voidPromise()));
  }

  /** The connection broke; no news if it was closed with something unsent. */
  void broken(Throwable cause) {
    if (!Breakage.isOfClosed(cause)) {
      if (!reset) {
        broke = Breakage.of(cause).how();
      }
      reset = true;
    }
    channel.close();
  }

  /** Who closed, and how. */
  TcpEvent.How how() {
    if (reset) {
      return broke;
    }
    return weClosed ? why : TcpEvent.How.THEY_CLOSED;
  }
}
