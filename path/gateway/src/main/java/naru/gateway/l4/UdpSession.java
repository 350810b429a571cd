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
import naru.transport.Addresses;
import naru.transport.DatagramIntroduction;
import naru.transport.Datagrams;
import naru.transport.Loops;
import naru.transport.OnBehalf;
import org.jspecify.annotations.Nullable;

/** The datagrams of one client, over a socket of their own to one target; one trace. */
final class UdpSession extends ChannelInboundHandlerAdapter {
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
  private final InetSocketAddress server;
  private final Optional<InetSocketAddress> introducedAt;
  private final byte[] header;
  private final Runnable ended;
  private final Queue<ByteBuf> early = new ArrayDeque<>();
  private final Channel toServer;
  private boolean connected;
  private boolean over;
  private boolean answered;
  private boolean lossTold;
  private long bytesUp;
  private long bytesDown;

  /**
   * Between whom.
   *
   * @param client who it is
   * @param sender who sends its datagrams: itself, or a proxy
   * @param called whom the client called, as the proxy said
   */
  record Ends(
      InetSocketAddress client, InetSocketAddress sender, Optional<InetSocketAddress> called) {}

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
    this.server = server;
    this.introducedAt = introducedAt(line, ends, socket);
    this.header =
        introducedAt.map(at -> DatagramIntroduction.header(ends.client(), at)).orElse(NOTHING);
    this.ended = ended;
    this.target = target;
    ChannelFuture connect =
        Datagrams.connect(loops, state.loop(), server, Datagrams.MAX_PAYLOAD, this);
    this.toServer = connect.channel();
    connect.addListener(done -> connected(done.cause()));
  }

  /** Begins a session if there is a target; its place among the open ones was taken. */
  static Optional<UdpSession> begin(
      Line line,
      Loops loops,
      LoopState state,
      Span span,
      DatagramChannel socket,
      Ends ends,
      Runnable ended) {
    int loop = state.index();
    Optional<Target> target =
        line.pick(span, loop, state.clock().nanos(), ends.client().getAddress(), List.of());
    Optional<Peer> peer = target.flatMap(t -> line.peer(t, loop));
    if (target.isEmpty()
        || peer.isEmpty()
        || !(peer.get().address() instanceof InetSocketAddress server)) {
      line.open().give(1);
      String detail = "upstream '" + line.config().to() + "' has no target that could be used";
      fail(line, loop, span, Failure.of(Code.GATEWAY_NO_HEALTHY_TARGET, Side.UPSTREAM, detail));
      return Optional.empty();
    }
    line.begin(target.get(), loop);
    line.counts().open().add(loop, 1);
    line.asking().add(loop, 1);
    return Optional.of(
        new UdpSession(line, loops, state, span, socket, ends, ended, target.get(), server));
  }

  private static void fail(Line line, int loop, Span span, Failure failure) {
    line.counts().failed().add(loop, 1);
    span.add(Party.GATEWAY, Party.CLIENT, Provenance.DERIVED, new TcpEvent.Failed(failure));
    span.end();
  }

  /**
   * Whom the server is told that the client called; empty to tell nothing. Version 1 is for TCP.
   */
  private static Optional<InetSocketAddress> introducedAt(
      Line line, Ends ends, DatagramChannel socket) {
    if (line.upstream().config().proxyProtocol().orElse(null) != OnBehalf.Version.V2) {
      return Optional.empty();
    }
    return ends.called()
        .or(() -> Optional.of(Datagrams.called(socket.localAddress(), ends.client())));
  }

  private void connected(@Nullable Throwable failed) {
    if (failed != null) {
      broken(Datagrams.notConnected(target.address(), failed));
      return;
    }
    connected = true;
    introducedAt.ifPresent(
        at -> {
          TcpEvent.Introduced told = DatagramIntroduction.event(ends.client(), at);
          span.add(Party.GATEWAY, Party.ORIGIN, Provenance.WIRE, told);
        });
    for (ByteBuf data = early.poll(); data != null; data = early.poll()) {
      up(data);
    }
  }

  /** A datagram of the client, which is released here. */
  void up(ByteBuf data) {
    if (over) {
      data.release();
    } else if (!connected && early.size() == MAX_EARLY) {
      line.counts().lost().early().add(loop, 1);
      data.release();
    } else if (!connected) {
      early.add(data);
    } else {
      send(data);
    }
  }

  private void send(ByteBuf data) {
    int bytes = data.readableBytes();
    int length = header.length + bytes;
    if (length > Datagrams.most(server)) {
      tooLong(length, Party.ORIGIN, server);
      data.release();
      return;
    }
    bytesUp += bytes;
    line.counts().bytesUp().add(loop, bytes);
    if (header.length == 0) {
      toServer.writeAndFlush(data, toServer.voidPromise());
      return;
    }
    ByteBuf whole = state.alloc().directBuffer(length);
    toServer.writeAndFlush(whole.writeBytes(header).writeBytes(data), toServer.voidPromise());
    data.release();
  }

  /** All are counted; the first one of a session is told. */
  private void tooLong(int length, Party who, InetSocketAddress to) {
    line.counts().lost().tooLong().add(loop, 1);
    if (!lossTold) {
      lossTold = true;
      String detail =
          "a datagram of %d bytes, of which %d can be sent to %s"
              .formatted(length, Datagrams.most(to), Addresses.text(to));
      Failure failure = Failure.of(Code.UDP_TOO_LONG, Side.US, detail);
      span.add(Party.GATEWAY, who, Provenance.DERIVED, new TcpEvent.Failed(failure));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    int bytes = packet.content().readableBytes();
    if (over) {
      packet.release();
      return;
    }
    if (!socket.isWritable()) {
      line.counts().lost().slow().add(loop, 1);
      packet.release();
      return;
    }
    if (bytes > Datagrams.most(ends.sender())) {
      tooLong(bytes, Party.CLIENT, ends.sender());
      packet.release();
      return;
    }
    answered();
    bytesDown += bytes;
    line.counts().bytesDown().add(loop, bytes);
    socket.write(new DatagramPacket(packet.content(), ends.sender()), socket.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    socket.flush();
  }

  private void answered() {
    if (!answered) {
      answered = true;
      line.asking().add(loop, -1);
    }
  }

  /** An ICMP error: nothing listens there. The next datagram of the client begins anew. */
  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken(Datagrams.unreachable(target.address(), cause));
  }

  boolean isOver() {
    return over;
  }

  private void broken(Failure failure) {
    if (!over) {
      line.counts().failed().add(loop, 1);
      line.failed(target, failure, loop, state.clock().nanos(), span);
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
    answered(); // or never
    line.open().give(1);
    line.counts().open().add(loop, -1);
    line.end(target, loop);
    span.add(new GatewayEvent.Carried(line.config().name(), bytesUp, bytesDown));
    span.end();
    if (toServer.isRegistered()) { // else there is no socket
      toServer.close();
    }
  }
}
