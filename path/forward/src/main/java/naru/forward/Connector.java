package naru.forward;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.ResponseSource;
import naru.trace.Party;
import naru.trace.ProxyEvent;
import naru.trace.TlsEvent;
import naru.transport.Addresses;
import naru.transport.Dialer;
import naru.transport.Farewell;
import naru.transport.Target;

/** What CONNECT leads to: a tunnel that is not looked into, or one that is. */
final class Connector {
  private final ForwardConfig config;
  private final Reach reach;
  private final Inspection inspection;
  private final Limit tunnels;
  private final Counts counts;

  Connector(
      ForwardConfig config, Reach reach, Inspection inspection, Limit tunnels, Counts counts) {
    this.config = config;
    this.reach = reach;
    this.inspection = inspection;
    this.tunnels = tunnels;
    this.counts = counts;
  }

  void connect(Exchange x, Destination destination) {
    if (!tunnels.tryTake(1)) {
      String detail = "all " + tunnels.max() + " tunnels are in use";
      x.fail(Failure.of(Code.GATEWAY_LIMIT, Side.US, detail));
    } else if (destination.decision().action() == ProxyEvent.Action.INSPECT) {
      counts.tunnelInspected();
      inspection.begin(x, destination.endpoint(), () -> tunnels.give(1));
    } else {
      new Opening(x, destination).begin();
    }
  }

  /** A tunnel on its way to being open. */
  private final class Opening implements ResponseSource, Reach.Reached, Dialer.Dialed {
    private final Exchange x;
    private final Destination destination;
    private final Deque<InetSocketAddress> addresses = new ArrayDeque<>();
    private boolean over;

    Opening(Exchange x, Destination destination) {
      this.x = x;
      this.destination = destination;
    }

    void begin() {
      x.source(this);
      reach.resolve(x, destination, this);
    }

    @Override
    public void at(List<InetSocketAddress> reached) {
      addresses.addAll(reached);
      dialNext();
    }

    private void dialNext() {
      if (over) {
        return;
      }
      Target target = Target.plain(addresses.pop(), config.limits().connectNanos());
      x.loopState().dialer().dial(x.loop(), target, x.at(), Party.ORIGIN, x.span(), this);
    }

    @Override
    public void opened(Channel server, Optional<TlsEvent.Established> none) {
      if (over) {
        server.close();
        return;
      }
      over = true;
      Farewell.on(server);
      counts.tunnelOpened();
      String address = Addresses.text(Addresses.remote(server));
      x.span().add(new ProxyEvent.TunnelOpened(destination.endpoint().toString(), address));
      Channel client = x.takeOver(x.response(200));
      Tunnel.open(x, client, server, config.tunnelIdleNanos(), this::closed);
    }

    private void closed(long bytesUp, long bytesDown) {
      tunnels.give(1);
      counts.tunnelClosed(bytesUp, bytesDown);
    }

    @Override
    public void failed(Failure failure) {
      if (addresses.isEmpty()) {
        notReached(failure);
      } else {
        dialNext();
      }
    }

    @Override
    public void notReached(Failure failure) {
      if (!over) {
        giveUp();
        x.fail(failure);
      }
    }

    private void giveUp() {
      over = true;
      tunnels.give(1);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void cancel(Failure why) {
      if (!over) {
        giveUp();
      }
    }
  }
}
