package naru.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import naru.dns.core.Reply;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.Arrival;
import naru.transport.Listener;

/**
 * Queries over a connection (RFC 7766): a length of two bytes before each, any number without
 * waiting, answers in whatever order they are ready.
 *
 * <p>A client costs little: queries above 4 KiB end the connection, at most {@value #MAX_OPEN} wait
 * for upstream before reading stops, reading also stops while the client does not take its answers,
 * and without a complete query in ten seconds, however slowly its bytes drip, the connection ends.
 */
final class StreamDoor extends ChannelInboundHandlerAdapter implements Desk.Client {
  /** How many queries of a connection may wait for upstream servers. */
  static final int MAX_OPEN = 32;

  /** A query that is on its way when the listener closes comes within this time. */
  private static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final NameServer server;
  private final Arrival arrival;
  private final Channel channel;
  private long idleNanos;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private long lastQueryNanos;
  private int open;
  private boolean inRead;

  StreamDoor(NameServer server, Arrival arrival, long idleNanos) {
    this.server = server;
    this.arrival = arrival;
    this.channel = arrival.channel();
    this.idleNanos = idleNanos;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    lastQueryNanos = now();
    watch(idleNanos);
  }

  private long now() {
    return server.clock().nanos();
  }

  private void watch(long afterNanos) {
    channel.eventLoop().schedule(this::closeIfIdle, afterNanos, TimeUnit.NANOSECONDS);
  }

  private void closeIfIdle() {
    if (!channel.isActive()) {
      return;
    }
    long left = lastQueryNanos + idleNanos - now();
    if (left <= 0 && open == 0) {
      channel.close();
    } else {
      watch(left <= 0 ? idleNanos : left);
    }
  }

  /** The listener is no more: so is this connection, as soon as nobody asks any more. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Listener.Leaving.NOW) {
      idleNanos = Math.min(idleNanos, LEAVING_NANOS);
      lastQueryNanos = now();
      watch(idleNanos);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, in);
    serve();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    serve();
    ctx.flush();
  }

  /** Takes the complete queries that are held, as long as there is room for their answers. */
  private void serve() {
    inRead = true;
    try {
      while (hasRoom() && takeOne()) {
        lastQueryNanos = now();
      }
    } finally {
      inRead = false;
    }
    channel.config().setAutoRead(hasRoom());
  }

  private boolean hasRoom() {
    return open < MAX_OPEN && channel.isWritable();
  }

  private boolean takeOne() {
    if (held.readableBytes() < 2) {
      return false;
    }
    int length = held.getUnsignedShort(held.readerIndex());
    if (length > Desk.MAX_QUERY_BYTES) {
      end();
      return false;
    }
    if (held.readableBytes() - 2 < length) {
      return false;
    }
    held.skipBytes(2);
    ByteBuf query = held.readSlice(length);
    server.desk().take(query, server.responder(), this);
    return true;
  }

  private void end() {
    held.skipBytes(held.readableBytes());
    channel.close();
  }

  @Override
  public void answer(Reply reply) {
    ByteBuf out = channel.alloc().directBuffer(2 + reply.length());
    out.writeShort(reply.length()).writeBytes(reply.bytes(), 0, reply.length());
    channel.write(out, channel.voidPromise());
  }

  @Override
  public Desk.Client later() {
    open++;
    return new Late();
  }

  /** What gets no answer is no DNS client. */
  @Override
  public void silence() {
    end();
  }

  @Override
  public boolean stream() {
    return true;
  }

  @Override
  public InetAddress address() {
    return arrival.remote().getAddress();
  }

  @Override
  public String server() {
    return NameServer.text(arrival.local());
  }

  @Override
  public void began(Span span) {
    arrival.prologue().moveTo(span);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    held.release();
    held = Unpooled.EMPTY_BUFFER;
    arrival.prologue().endAlone(Party.DNS);
  }

  /** A reset is the client's way to close. */
  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /** The same client when its answer comes from upstream. */
  private final class Late implements Desk.Client {
    @Override
    public void answer(Reply reply) {
      open--;
      StreamDoor.this.answer(reply);
      if (!inRead) {
        channel.flush();
        serve();
        channel.flush();
      }
    }

    @Override
    public Desk.Client later() {
      return this;
    }

    @Override
    public void silence() {
      open--;
      StreamDoor.this.silence();
    }

    @Override
    public boolean stream() {
      return true;
    }

    @Override
    public InetAddress address() {
      return StreamDoor.this.address();
    }

    @Override
    public String server() {
      return StreamDoor.this.server();
    }

    @Override
    public void began(Span span) {
      StreamDoor.this.began(span);
    }
  }
}
