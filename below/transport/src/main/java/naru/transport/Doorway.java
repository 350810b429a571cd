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
  private volatile boolean leaving;

  /** How connections are received, by whom, and who is told of them. */
  record Reception(Listener.Options options, Tracer tracer, Listener.Acceptor acceptor) {}

  Doorway(Reception reception) {
    this.reception = reception;
  }

  /** From now on they are received so. */
  void receive(Reception another) {
    reception = another;
  }

  /** Who is accepted from now on is asked to leave at once: it came before, and was slow. */
  void leave() {
    leaving = true;
  }

  /** Asks a connection to leave when it has done what it does. */
  static void askToLeave(Channel channel) {
    channel
        .eventLoop()
        .execute(() -> channel.pipeline().fireUserEventTriggered(Listener.Leaving.NOW));
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

  private void introduce(Channel channel, Reception now, Prologue prologue) {
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

  private void goOn(Channel channel, Reception now, Prologue prologue, boolean active) {
    Listener.Options options = now.options();
    if (options.tls() != null) {
      options
          .tls()
          .startOn(
              channel,
              options.at(),
              prologue,
              options.handshakeTimeoutNanos(),
              arrival -> accepted(arrival, now),
              failure -> {});
      return;
    }
    InetSocketAddress client = Addresses.client(channel);
    Arrival arrival = Arrival.plain(channel, prologue, Addresses.local(channel), client);
    if (active) {
      accepted(arrival, now);
    } else {
      channel.pipeline().addLast(new Threshold(arrival, now));
    }
  }

  private void accepted(Arrival arrival, Reception now) {
    now.acceptor().accepted(arrival);
    if (leaving) {
      askToLeave(arrival.channel());
    }
  }

  /** Waits for {@code channelActive}, so that handlers are added at the same point for all. */
  private final class Threshold extends ChannelInboundHandlerAdapter {
    private final Arrival arrival;
    private final Reception now;

    Threshold(Arrival arrival, Reception now) {
      this.arrival = arrival;
      this.now = now;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.pipeline().remove(this);
      accepted(arrival, now);
    }
  }
}
