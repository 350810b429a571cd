package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import naru.trace.Prologue;
import naru.trace.TcpEvent;
import naru.trace.Tracer;

/**
 * What every accepted connection passes: the limit, the prologue, a PROXY header, TLS, then the
 * acceptor. A reload changes how the next ones are received; those that are in go on as they came.
 */
final class Doorway {
  private final Set<Channel> inside = ConcurrentHashMap.newKeySet();
  private final LongAdder accepted = new LongAdder();
  private volatile Reception reception;

  /** How connections are received, by whom, and who is told of them. */
  record Reception(Listener.Options options, Tracer tracer, Listener.Acceptor acceptor) {}

  Doorway(Reception reception) {
    this.reception = reception;
  }

  /** From now on they are received so. */
  void receive(Reception another) {
    reception = another;
  }

  /** Connections that came in and have not left. */
  Set<Channel> inside() {
    return inside;
  }

  /** How many came in, ever. */
  long accepted() {
    return accepted.sum();
  }

  void enter(Channel channel) {
    Reception now = reception;
    Listener.Options options = now.options();
    if (!options.connections().tryTake(1)) {
      channel.close();
      return;
    }
    inside.add(channel);
    accepted.increment();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              inside.remove(channel);
              options.connections().give(1);
            });
    Prologue prologue = now.tracer().prologue();
    prologue.add(
        options.at().caller(),
        options.at(),
        TcpFacts.provenance(channel),
        new TcpEvent.Accepted(
            Addresses.text(Addresses.local(channel)), Addresses.text(Addresses.remote(channel))));
    introduce(channel, now, prologue);
  }

  private static void introduce(Channel channel, Reception now, Prologue prologue) {
    Listener.Options options = now.options();
    ProxyAcceptance proxy = options.proxy();
    if (proxy == null) {
      goOn(channel, now, prologue, false);
    } else if (!proxy.trusts(Addresses.remote(channel).getAddress())) {
      ProxyGate.refuse(channel, options.at(), prologue);
    } else {
      long timeout = proxy.timeoutNanos();
      Runnable next = () -> goOn(channel, now, prologue, true);
      channel.pipeline().addLast(new ProxyGate(channel, options.at(), prologue, timeout, next));
    }
  }

  private static void goOn(Channel channel, Reception now, Prologue prologue, boolean active) {
    Listener.Options options = now.options();
    if (options.tls() != null) {
      options
          .tls()
          .startOn(
              channel,
              options.at(),
              prologue,
              options.handshakeTimeoutNanos(),
              now.acceptor()::accepted,
              failure -> {});
      return;
    }
    InetSocketAddress client = Addresses.client(channel);
    Arrival arrival = Arrival.plain(channel, prologue, Addresses.local(channel), client);
    if (active) {
      now.acceptor().accepted(arrival);
    } else {
      channel.pipeline().addLast(new Threshold(arrival, now.acceptor()));
    }
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
