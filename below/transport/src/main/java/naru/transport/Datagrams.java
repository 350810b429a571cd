package naru.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.transport.stack.StackDatagramChannel;
import naru.transport.stack.StackLoop;

/** UDP sockets. */
public final class Datagrams {
  /** How many datagrams one recvmmsg call may take. */
  static final int BATCH = 32;

  /** The largest datagram that there is: in IPv6, without jumbograms. RFC 768, 8200. */
  public static final int MAX_PAYLOAD = 65_527;

  private static final int MAX_PAYLOAD_V4 = 65_507;

  /** Discard (RFC 863): nothing is sent there. */
  private static final int ANY_PORT = 9;

  private Datagrams() {}

  /** The largest datagram that can be sent there, in bytes. */
  public static int most(InetSocketAddress to) {
    return to.getAddress() instanceof Inet4Address ? MAX_PAYLOAD_V4 : MAX_PAYLOAD;
  }

  /**
   * Whom a client called at a socket. A socket of all addresses does not tell; but it is answered
   * from the address that the kernel chooses towards this client, so that is the one that it called
   * if it hears the answers. Costs some calls of the system there.
   */
  public static InetSocketAddress called(InetSocketAddress bound, InetSocketAddress client) {
    if (!bound.getAddress().isAnyLocalAddress()) {
      return bound;
    }
    boolean v4 = client.getAddress() instanceof Inet4Address;
    StandardProtocolFamily family = v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    try (DatagramChannel towards = DatagramChannel.open(family)) {
      towards.connect(new InetSocketAddress(client.getAddress(), ANY_PORT));
      InetSocketAddress ours = (InetSocketAddress) towards.getLocalAddress();
      return new InetSocketAddress(ours.getAddress(), bound.getPort());
    } catch (IOException noWay) {
      return bound;
    }
  }

  /**
   * A socket that talks to one server, for a client such as a resolver: the kernel drops what
   * others send, and tells the handler (by {@code exceptionCaught}) if the port is closed. Each
   * call gets a source port of its own, chosen by the kernel at random.
   *
   * @param loop where it lives; one of {@code loops}
   * @param maxPayload the largest datagram to be received, in bytes; longer ones are cut
   * @param handler gets {@link io.netty.channel.socket.DatagramPacket}
   * @return told on the loop; after a failure there is nothing to close
   */
  public static ChannelFuture connect(
      Loops loops,
      EventLoop loop,
      InetSocketAddress server,
      int maxPayload,
      ChannelHandler handler) {
    Bootstrap bootstrap =
        loops.isOwn(server)
            ? own(loop, () -> loops.dialing(loop, server), maxPayload)
            : kernel(loops, loop, server, maxPayload);
    return LoopFutures.on(loop, bootstrap.handler(handler).connect(server));
  }

  /** Why there is no socket to a server, and whose fault that is. */
  public static Failure notConnected(String server, Throwable thrown) {
    return thrown instanceof ChannelException
        ? Failures.noSocket(server, thrown)
        : unreachable(server, thrown);
  }

  /** What an ICMP error, or the kernel, said of a server. */
  public static Failure unreachable(String server, Throwable thrown) {
    String detail = server + ": " + thrown.getMessage();
    return Failure.of(Code.TCP_UNREACHABLE, Side.UPSTREAM, detail).causedBy(thrown);
  }

  static Bootstrap own(EventLoop loop, Supplier<StackLoop> stack, int maxPayload) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> new StackDatagramChannel(stack.get()))
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, maxPayload);
  }

  static Bootstrap kernel(Loops loops, EventLoop loop, InetSocketAddress at, int maxPayload) {
    return kernel(loops, loop, loops.datagramChannel(at), maxPayload);
  }

  /** Without a recvmmsg-sized buffer Netty would read one datagram per system call. */
  static Bootstrap kernel(
      Loops loops,
      EventLoop loop,
      ChannelFactory<io.netty.channel.socket.DatagramChannel> sockets,
      int maxPayload) {
    Bootstrap bootstrap = new Bootstrap().group(loop).channelFactory(sockets);
    if (!loops.epoll()) {
      return bootstrap.option(
          ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(maxPayload));
    }
    return bootstrap
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, maxPayload)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(maxPayload * BATCH));
  }
}
