package naru.gateway.l4;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.core.Target;
import naru.http.LoopState;
import naru.http.Peer;
import naru.trace.GatewayEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.transport.DatagramIntroduction;
import naru.transport.Datagrams;
import naru.transport.Loops;
import naru.transport.OnBehalf;

/** The datagrams of one client, over a socket of their own to one target; one trace. */
final class UdpSession extends ChannelInboundHandlerAdapter {
  /** The largest datagram of IPv4 and IPv6 without jumbograms. */
  static final int MAX_PAYLOAD = 65_507;

  /** Datagrams that wait for the socket; more are lost, as datagrams may be. */
  private static final int MAX_EARLY = 16;

  private static final byte[] NOTHING = {};

  private final Line line;
  private final Span span;
  private final int loop;
  private final LoopState state;
  private final Target target;
  private final DatagramChannel socket;
  private final Ends ends;
  private final byte[] header;
  private final Runnable ended;
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private final Channel toServer;
  private boolean connected;
  private boolean over;
  private long bytesUp;
  private long bytesDown;

  /**
   * Between whom.
   *
   * @param client who it is
   * @param sender who sends its datagrams: itself, or a proxy
   * @param called whom the client called
   */
  record Ends(InetSocketAddress client, InetSocketAddress sender, InetSocketAddress called) {}

  private UdpSession(
      Line line,
      Loops loops,
      LoopState state,
      Span span,
      DatagramChannel socket,
      Ends ends,
      Runnable ended,
      Target target,
      InetSocketAddress server) {
    this.line = line;
    this.state = state;
    this.loop = state.index();
    this.span = span;
    this.socket = socket;
    this.ends = ends;
    this.header = header(line, ends);
    this.ended = ended;
    this.target = target;
    ChannelFuture connect = Datagrams.connect(loops, state.loop(), server, MAX_PAYLOAD, this);
    this.toServer = connect.channel();
    connect.addListener(done -> connected(done.isSuccess()));
  }

  /** Begins a session if there may be one more and there is a target. */
  static Optional<UdpSession> begin(
      Line line,
      Loops loops,
      LoopState state,
      Span span,
      DatagramChannel socket,
      Ends ends,
      Runnable ended) {
    int loop = state.index();
    line.counts().opened().add(loop, 1);
    if (!line.open().tryTake(1)) {
      String detail = "all " + line.open().max() + " UDP sessions are in use";
      fail(line, loop, span, Failure.of(Code.GATEWAY_LIMIT, Side.US, detail));
      return Optional.empty();
    }
    Optional<Target> target =
        line.pick(span, loop, state.clock().nanos(), ends.client().getAddress(), List.of());
    Optional<Peer> peer = target.flatMap(t -> line.peer(t, loop));
    if (target.isEmpty() || peer.isEmpty()) {
      line.open().give(1);
      String detail = "upstream '" + line.config().to() + "' has no target that could be used";
      fail(line, loop, span, Failure.of(Code.GATEWAY_NO_HEALTHY_TARGET, Side.UPSTREAM, detail));
      return Optional.empty();
    }
    line.begin(target.get(), loop);
    line.counts().open().add(loop, 1);
    return Optional.of(
        new UdpSession(
            line, loops, state, span, socket, ends, ended, target.get(), peer.get().address()));
  }

  private static void fail(Line line, int loop, Span span, Failure failure) {
    line.counts().failed().add(loop, 1);
    span.add(Party.GATEWAY, Party.CLIENT, Provenance.DERIVED, new TcpEvent.Failed(failure));
    span.end();
  }

  /** What goes before each datagram to the server; empty for nothing. Version 1 is for TCP. */
  private static byte[] header(Line line, Ends ends) {
    return line.upstream().config().proxyProtocol().orElse(null) == OnBehalf.Version.V2
        ? DatagramIntroduction.header(ends.client(), ends.called())
        : NOTHING;
  }

  private void connected(boolean success) {
    if (!success) {
      broken("no socket to " + target.address());
      return;
    }
    connected = true;
    if (header.length > 0) {
      TcpEvent.Introduced told = DatagramIntroduction.event(ends.client(), ends.called());
      span.add(Party.GATEWAY, Party.ORIGIN, Provenance.WIRE, told);
    }
    for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
      up(data);
    }
  }

  /** A datagram of the client, which is released here. */
  void up(ByteBuf data) {
    if (over || (!connected && early.size() == MAX_EARLY)) {
      data.release();
    } else if (!connected) {
      early.add(data);
    } else {
      bytesUp += data.readableBytes();
      line.counts().bytesUp().add(loop, data.readableBytes());
      send(data);
    }
  }

  private void send(ByteBuf data) {
    if (header.length == 0) {
      toServer.writeAndFlush(data, toServer.voidPromise());
      return;
    }
    int length = header.length + data.readableBytes();
    if (length <= MAX_PAYLOAD) { // else it is lost, as larger ones are on any way
      ByteBuf whole = state.alloc().directBuffer(length);
      toServer.writeAndFlush(whole.writeBytes(header).writeBytes(data), toServer.voidPromise());
    }
    data.release();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    int bytes = packet.content().readableBytes();
    if (over || !socket.isWritable()) {
      packet.release();
      return;
    }
    bytesDown += bytes;
    line.counts().bytesDown().add(loop, bytes);
    socket.write(new DatagramPacket(packet.content(), ends.sender()), socket.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    socket.flush();
  }

  /** An ICMP error: nothing listens there. The next datagram of the client begins anew. */
  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken(target.address() + ": " + cause.getMessage());
  }

  boolean isOver() {
    return over;
  }

  private void broken(String why) {
    if (!over) {
      line.counts().failed().add(loop, 1);
      line.failed(target, loop, state.clock().nanos(), span);
      Failure failure = Failure.of(Code.TCP_UNREACHABLE, Side.UPSTREAM, why);
      span.add(Party.GATEWAY, Party.ORIGIN, Provenance.KERNEL, new TcpEvent.Failed(failure));
      ended.run();
      close();
    }
  }

  /** It is over: told, and its socket closed. On its loop. */
  void close() {
    if (over) {
      return;
    }
    over = true;
    early.forEach(ByteBuf::release);
    early.clear();
    line.open().give(1);
    line.counts().open().add(loop, -1);
    line.end(target, loop);
    span.add(new GatewayEvent.Carried(line.config().name(), bytesUp, bytesDown));
    span.end();
    toServer.close();
  }
}
