package naru.forward;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import naru.base.Failure;
import naru.base.Limit;
import naru.http.Exchange;
import naru.http.ResponseSource;
import naru.trace.Party;
import naru.trace.ProxyEvent;
import naru.trace.TlsEvent;
import naru.transport.Addresses;
import naru.transport.Dialer;
import naru.transport.Target;

/** What CONNECT leads to: a tunnel that is not looked into, or one that is. */
final class Connector {
  private final ForwardConfig config;
  private final Reach reach;
  private final Inspection inspection;
  private final Limit tunnels;

  Connector(ForwardConfig config, Reach reach, Inspection inspection, Limit tunnels) {
    this.config = config;
    this.reach = reach;
    this.inspection = inspection;
    this.tunnels = tunnels;
  }

  void connect(Exchange x, Destination destination) {
    if (destination.decision().action() == ProxyEvent.Action.INSPECT) {
      inspection.begin(x, destination.endpoint());
    } else {
      new Opening(x, destination).begin();
    }
  }

  /** A tunnel on its way to being open. */
  private final class Opening implements ResponseSource, Reach.Reached {
    private final Exchange x;
    private final Destination destination;
    private boolean cancelled;

    Opening(Exchange x, Destination destination) {
      this.x = x;
      this.destination = destination;
    }

    void begin() {
      if (!tunnels.tryTake(1)) {
        x.fail(
            Failure.of(
                naru.base.Code.GATEWAY_LIMIT,
                naru.base.Side.US,
                "all " + tunnels.max() + " tunnels are in use"));
        return;
      }
      x.source(this);
      reach.resolve(x, destination, this);
    }

    @Override
    public void at(List<InetSocketAddress> addresses) {
      dial(new ArrayDeque<>(addresses));
    }

    private void dial(Deque<InetSocketAddress> addresses) {
      if (cancelled) {
        return;
      }
      Target target = Target.plain(addresses.pop(), config.limits().connectNanos());
      x.loopState()
          .dialer()
          .dial(
              x.loop(),
              target,
              x.at(),
              Party.ORIGIN,
              x.span(),
              new Dialer.Dialed() {
                @Override
                public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
                  connected(channel);
                }

                @Override
                public void failed(Failure failure) {
                  if (addresses.isEmpty()) {
                    notReached(failure);
                  } else {
                    dial(addresses);
                  }
                }
              });
    }

    private void connected(Channel server) {
      if (cancelled) {
        server.close();
        return;
      }
      String address = Addresses.text(Addresses.remote(server));
      x.span().add(new ProxyEvent.TunnelOpened(destination.endpoint().toString(), address));
      Channel client = x.takeOver(x.response(200));
      Tunnel.open(x, client, server, config.tunnelIdleNanos(), () -> tunnels.give(1));
    }

    @Override
    public void notReached(Failure failure) {
      if (!cancelled) {
        cancelled = true;
        tunnels.give(1);
        x.fail(failure);
      }
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void cancel(Failure why) {
      if (!cancelled) {
        cancelled = true;
        tunnels.give(1);
      }
    }
  }
}
