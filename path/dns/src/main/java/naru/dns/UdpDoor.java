package naru.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import naru.dns.core.Reply;
import naru.trace.Span;
import naru.transport.DatagramListener;
import org.jspecify.annotations.Nullable;

/** Queries as datagrams; answers leave in batches. */
final class UdpDoor implements DatagramListener.Receiver {
  private final NameServer server;
  private final FastThreadLocal<Sender> senders =
      new FastThreadLocal<>() {
        @Override
        protected Sender initialValue() {
          return new Sender(false);
        }
      };

  UdpDoor(NameServer server) {
    this.server = server;
  }

  @Override
  public void received(DatagramChannel channel, DatagramPacket packet) {
    Sender sender = senders.get();
    sender.channel = channel;
    sender.to = packet.sender();
    try {
      server.desk().take(packet.content(), server.responder(), sender);
    } finally {
      packet.release();
    }
  }

  @Override
  public void batchEnd(DatagramChannel channel) {
    channel.flush();
  }

  /** Who sent a datagram. The one of a loop is used again for the next datagram. */
  private static final class Sender implements Desk.Client {
    private @Nullable DatagramChannel channel;
    private @Nullable InetSocketAddress to;
    private final boolean late;

    Sender(boolean late) {
      this.late = late;
    }

    /** In a batch the flush comes at its end; a late answer is alone. */
    @Override
    public void answer(Reply reply) {
      DatagramChannel out = channel();
      ByteBuf bytes = out.alloc().directBuffer(reply.length());
      bytes.writeBytes(reply.bytes(), 0, reply.length());
      out.write(new DatagramPacket(bytes, to()), out.voidPromise());
      if (late) {
        out.flush();
      }
    }

    @Override
    public Desk.Client later() {
      Sender same = new Sender(true);
      same.channel = channel;
      same.to = to;
      return same;
    }

    @Override
    public void silence() {
      // A datagram that gets no answer leaves nothing to close.
    }

    @Override
    public boolean stream() {
      return false;
    }

    @Override
    public InetAddress address() {
      return to().getAddress();
    }

    @Override
    public String server() {
      return NameServer.text(channel().localAddress());
    }

    @Override
    public void began(Span span) {
      // UDP has no beginning before the query.
    }

    private DatagramChannel channel() {
      return Objects.requireNonNull(channel);
    }

    private InetSocketAddress to() {
      return Objects.requireNonNull(to);
    }
  }
}
