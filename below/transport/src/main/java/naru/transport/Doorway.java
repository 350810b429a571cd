package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.Optional;
import naru.trace.Prologue;
import naru.trace.TcpEvent;
import naru.trace.Tracer;

/** What every accepted connection passes: the limit, the prologue, TLS, then the acceptor. */
final class Doorway {
  private final Listener.Options options;
  private final Tracer tracer;
  private final Listener.Acceptor acceptor;

  Doorway(Listener.Options options, Tracer tracer, Listener.Acceptor acceptor) {
    this.options = options;
    this.tracer = tracer;
    this.acceptor = acceptor;
  }

  void enter(Channel channel) {
    if (!options.connections().tryTake(1)) {
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> options.connections().give(1));
    Prologue prologue = tracer.prologue();
    InetSocketAddress local = Addresses.local(channel);
    InetSocketAddress remote = Addresses.remote(channel);
    prologue.add(
        options.at().caller(),
        options.at(),
        TcpFacts.provenance(channel),
        new TcpEvent.Accepted(Addresses.text(local), Addresses.text(remote)));
    if (options.tls() != null) {
      shakeHands(channel, options.tls(), prologue);
      return;
    }
    Arrival arrival = new Arrival(channel, prologue, local, remote, Optional.empty());
    channel.pipeline().addLast(new Threshold(arrival, acceptor));
  }

  private void shakeHands(Channel channel, ServerTls tls, Prologue prologue) {
    tls.startOn(
        channel,
        options.at(),
        prologue,
        options.handshakeTimeoutNanos(),
        acceptor::accepted,
        failure -> {});
  }

  /** Waits for {@code channelActive}, so that handlers are added at the same point for all. */
  private static final class Threshold extends ChannelInboundHandlerAdapter {
    private final Arrival arrival;
    private final Listener.Acceptor acceptor;

    Threshold(Arrival arrival, Listener.Acceptor acceptor) {
      this.arrival = arrival;
      this.acceptor = acceptor;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.pipeline().remove(this);
      acceptor.accepted(arrival);
    }
  }
}
