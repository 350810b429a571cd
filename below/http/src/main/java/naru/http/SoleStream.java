package naru.http;

import io.netty.channel.Channel;
import java.util.Optional;
import naru.base.Failure;
import naru.trace.TlsEvent;

/**
 * One request on a connection of its own, whatever its peer speaks: for who wants to know of the
 * connection too, such as a health check.
 */
public final class SoleStream {
  /** Told once, on the loop. */
  public interface Opened {
    /** The request may be sent now; {@link ClientStream#abandon} ends it. */
    void ready(ClientStream stream);

    /** The other side does not speak what it should. */
    void failed(Failure failure);
  }

  private SoleStream() {}

  /** Speaks with a peer on an open channel, which begins to be read. */
  public static void on(
      LoopState state,
      Channel channel,
      Peer peer,
      Optional<TlsEvent.Established> tls,
      Opened opened) {
    boolean h2 =
        tls.isPresent()
            ? tls.get().alpn().equals("h2")
            : peer.protocol() == Peer.Protocol.HTTP2 && peer.tls() == null;
    if (h2) {
      Http2Client.on(
          state, channel, peer, new IdleTime(peer.limits().idleNanos()), new Sole(opened));
    } else {
      opened.ready(ClientConnection.on(state, channel, peer.limits()));
    }
  }

  private static final class Sole implements Http2Client.Keeper {
    private final Opened opened;
    private boolean ready;

    Sole(Opened opened) {
      this.opened = opened;
    }

    @Override
    public void ready(Http2Client client) {
      ready = true;
      opened.ready(client.call());
    }

    /** Its request is over: so is the connection. */
    @Override
    public void roomOn(Http2Client client) {
      if (client.isIdle()) {
        client.closeStale();
      }
    }

    @Override
    public void noMore(Http2Client client) {}

    @Override
    public void closed(Http2Client client, Failure failure) {
      if (!ready) {
        opened.failed(failure);
      }
    }
  }
}
