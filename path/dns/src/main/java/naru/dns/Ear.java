package naru.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/** Listens to a name server for one attempt of a {@link Conversation}. */
abstract sealed class Ear extends ChannelInboundHandlerAdapter {
  final Conversation conversation;
  final int attempt;

  Ear(Conversation conversation, int attempt) {
    this.conversation = conversation;
    this.attempt = attempt;
  }

  /** A refused port (ICMP), a reset: this attempt hears nothing any more. */
  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
    conversation.lost(attempt, true);
  }

  /** Datagrams from the server to which the socket is connected. */
  static final class Datagram extends Ear {
    Datagram(Conversation conversation, int attempt) {
      super(conversation, attempt);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      byte[] bytes = Asker.bytes(packet.content());
      packet.release();
      conversation.received(attempt, bytes);
    }
  }

  /** Messages with a length of two bytes before each (RFC 1035 section 4.2.2). */
  static final class Stream extends Ear {
    private final byte[] length = new byte[2];
    private byte[] message = new byte[0];
    private int have;

    Stream(Conversation conversation, int attempt) {
      super(conversation, attempt);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
      ByteBuf in = (ByteBuf) read;
      try {
        while (in.isReadable()) {
          take(in);
        }
      } finally {
        in.release();
      }
    }

    private void take(ByteBuf in) {
      if (have < 2) {
        length[have++] = in.readByte();
        if (have == 2) {
          message = new byte[((length[0] & 0xff) << 8) | (length[1] & 0xff)];
        }
      } else {
        int n = Math.min(in.readableBytes(), message.length - (have - 2));
        in.readBytes(message, have - 2, n);
        have += n;
      }
      if (have >= 2 && have - 2 == message.length) {
        have = 0;
        conversation.received(attempt, message);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      conversation.lost(attempt, true);
    }
  }
}
