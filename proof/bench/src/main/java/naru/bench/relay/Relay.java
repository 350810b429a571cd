package naru.bench.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import naru.stack.tcp.Acceptor;
import naru.stack.tcp.Connection;
import naru.stack.tcp.Reject;
import naru.stack.tcp.Tcp;
import naru.stack.tcp.TcpOptions;
import naru.wire.ip.IpAddress;

/**
 * Takes every connection that the guest opens, to whatever address and port, and carries it on with
 * a socket of the host.
 *
 * <p>Truthful: the guest's SYN is answered when the target's answer is known, and as the target
 * answered. All of it runs on one event loop.
 */
final class Relay implements Acceptor {
  private static final int BACKLOG = 1024;
  private static final int EVERY_PORT = -1;
  private static final TcpOptions OPTIONS =
      TcpOptions.USUAL.withDeferAccept(true).withNoDelay(true);

  /** One read of a socket: as much as a super-segment carries. */
  private static final int READ_BYTES = 64 << 10;

  /** So that the rest of a read goes into the next segment, and not into a small one of its own. */
  private static final int READS = 16;

  /** What may wait for a socket before the guest's window closes, in bytes. */
  private static final int HIGH_BYTES = 1 << 20;

  private final Bootstrap outward;
  private final Targets targets;

  private Relay(EventLoop loop, Targets targets) {
    this.targets = targets;
    this.outward =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, reads())
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(HIGH_BYTES / 2, HIGH_BYTES));
  }

  private static RecvByteBufAllocator reads() {
    return new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS);
  }

  /** Begins; to be called on the loop. */
  static void listen(Tcp tcp, EventLoop loop, Targets targets) {
    IpAddress any = IpAddress.parse("0.0.0.0");
    tcp.listen(any, EVERY_PORT, OPTIONS, BACKLOG, new Relay(loop, targets));
  }

  @Override
  public boolean arriving(Connection guest) {
    Crossing crossing = new Crossing(guest);
    guest.events(crossing);
    ChannelFuture dialing = outward.clone().handler(crossing).connect(targets.of(guest));
    dialing.addListener(
        done -> {
          if (done.isSuccess()) {
            guest.proceed();
            crossing.open();
          } else {
            guest.reject(reason(done.cause()));
          }
        });
    return false;
  }

  /** The crossing is told the rest by itself. */
  @Override
  public void accepted(Connection guest) {}

  /** How the target's refusal is passed on. */
  private static Reject reason(Throwable why) {
    return switch (why) {
      case NoRouteToHostException _ -> Reject.HOST_UNREACHABLE;
      case ConnectException e when String.valueOf(e.getMessage()).contains("unreachable") ->
          Reject.HOST_UNREACHABLE;
      case ConnectException _ -> Reject.RESET;
      default -> Reject.DROP;
    };
  }
}
