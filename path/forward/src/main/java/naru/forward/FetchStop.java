package naru.forward;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Failure;
import naru.http.Exchange;
import naru.http.Peer;
import naru.http.Relay;
import naru.http.ResponseHead;
import naru.http.ResponseSource;
import naru.http.Steering;
import naru.http.Stop;
import naru.transport.ClientTls;

/** The proxy's last stop: asks the server on the client's behalf, from the proxy's own address. */
final class FetchStop implements Stop {
  private final Reach reach;
  private final ClientTls tls;
  private final Peer.Limits limits;

  FetchStop(Reach reach, ClientTls tls, Peer.Limits limits) {
    this.reach = reach;
    this.tls = tls;
    this.limits = limits;
  }

  @Override
  public void enter(Exchange x) {
    Destination destination = x.get(PolicyStop.DESTINATION).orElseThrow();
    Waiting waiting = new Waiting();
    x.source(waiting);
    reach.resolve(
        x,
        destination,
        new Reach.Reached() {
          @Override
          public void at(List<InetSocketAddress> addresses) {
            if (!waiting.cancelled) {
              fetch(x, destination, addresses);
            }
          }

          @Override
          public void notReached(Failure failure) {
            if (!waiting.cancelled) {
              x.fail(failure);
            }
          }
        });
  }

  private void fetch(Exchange x, Destination destination, List<InetSocketAddress> addresses) {
    Relay.start(
        x, peer(destination, addresses.get(0)), new AddressByAddress(destination, addresses));
  }

  private Peer peer(Destination destination, InetSocketAddress address) {
    return destination.secure()
        ? new Peer(address, tls, destination.endpoint().host(), limits)
        : new Peer(address, null, "", limits);
  }

  /** The client may go while the name is looked up. */
  private static final class Waiting implements ResponseSource {
    boolean cancelled;

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void cancel(Failure why) {
      cancelled = true;
    }
  }

  /** Tries the name's other addresses; a broken idle connection is replaced once. */
  private final class AddressByAddress implements Steering {
    private final Destination destination;
    private final List<InetSocketAddress> addresses;
    private int at;
    private boolean replaced;

    AddressByAddress(Destination destination, List<InetSocketAddress> addresses) {
      this.destination = destination;
      this.addresses = addresses;
    }

    @Override
    public Optional<Peer> failed(Failure failure, int attempt, boolean mayRetry) {
      if (!mayRetry || attempt >= Reach.MAX_ADDRESSES) {
        return Optional.empty();
      }
      if (isStale(failure)) {
        return staleAgain();
      }
      return ++at < addresses.size() ? Optional.of(here()) : Optional.empty();
    }

    private static boolean isStale(Failure failure) {
      return switch (failure.code()) {
        case UPSTREAM_CLOSED_EARLY, UPSTREAM_RESET, UPSTREAM_LOST, UPSTREAM_REUSED_IDLE -> true;
        default -> false;
      };
    }

    private Optional<Peer> staleAgain() {
      boolean first = !replaced;
      replaced = true;
      return first ? Optional.of(here()) : Optional.empty();
    }

    private Peer here() {
      return peer(destination, addresses.get(at));
    }

    @Override
    public void answered(ResponseHead head) {}

    @Override
    public void over(Optional<Failure> failure) {}
  }
}
