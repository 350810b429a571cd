package naru.bench.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import org.jspecify.annotations.Nullable;

/**
 * One connection on its way through: the guest's end in Naru's stack, and a socket to its target.
 *
 * <p>Whichever side takes nothing stops the other: a socket that is not writable leaves the guest's
 * bytes in the connection, whose window closes; while the connection has no room, the socket is not
 * read. The end of one direction passes as such, a reset as a reset.
 */
final class Crossing extends ChannelInboundHandlerAdapter implements ConnectionEvents {
  private final Connection guest;
  private @Nullable SocketChannel socket;
  private boolean open;
  private boolean guestEnded;
  private boolean socketEnded;
  private boolean over;

  Crossing(Connection guest) {
    this.guest = guest;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    socket = (SocketChannel) context.channel();
  }

  /** The target has answered. */
  void open() {
    if (!over) {
      open = true;
      readOn(true);
    }
  }

  // ---- from the guest

  @Override
  public void connected(Connection c) {}

  @Override
  public void readable(Connection c) {
    SocketChannel to = socket;
    if (open && !guestEnded && to != null) {
      pass(c, to);
      if (c.inputEnded()) {
        guestEnded = true;
        // A shutdown throws away what still waits to be written, so it waits too.
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> endOutput(to));
      }
    }
  }

  private static void pass(Connection from, SocketChannel to) {
    boolean any = false;
    while (to.isWritable()) {
      ByteBuf bytes = from.receive();
      if (bytes == null) {
        break;
      }
      to.write(bytes, to.voidPromise());
      any = true;
    }
    if (any) {
      to.flush();
    }
  }

  private void endOutput(SocketChannel to) {
    to.shutdownOutput().addListener(done -> closeIfBothEnded());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    readable(guest);
  }

  @Override
  public void ended(Connection c, Ending why) {
    SocketChannel to = socket;
    if (why == Ending.CLOSED && open) {
      readable(c); // what the socket did not take yet is still there
    } else if (!over && to != null && to.isOpen()) {
      over = true;
      to.config().setOption(ChannelOption.SO_LINGER, 0);
      to.close();
    }
  }

  // ---- to the guest

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (over) {
      ((ByteBuf) message).release();
    } else {
      guest.send((ByteBuf) message);
      readOn(guest.room() > 0); // else the guest's end will say when there is room
    }
  }

  @Override
  public void writable(Connection c) {
    readOn(true);
  }

  /** While this is on, one event reads as much as several segments carry. */
  private void readOn(boolean on) {
    SocketChannel from = socket;
    if (open && !over && from != null) {
      from.config().setAutoRead(on);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      socketEnded = true;
      guest.shutdownOutput();
      closeIfBothEnded();
    }
  }

  private void closeIfBothEnded() {
    SocketChannel both = socket;
    if (guestEnded && socketEnded && both != null && both.isOutputShutdown()) {
      over = true;
      both.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    giveUp();
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    giveUp();
  }

  private void giveUp() {
    if (!over) {
      over = true;
      guest.abort();
    }
  }
}
