package naru.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Optional;
import naru.trace.Prologue;
import naru.trace.TlsEvent;

/**
 * A connection as it arrives, handshake done.
 *
 * @param prologue what happened so far; it goes into the trace of the first request
 * @param local our address
 * @param remote the client's: the other side's, or whom a trusted proxy before us speaks for
 * @param tls what the handshake agreed; empty for plain TCP
 * @param certificate the client's, verified; empty if it showed none
 */
public record Arrival(
    Channel channel,
    Prologue prologue,
    InetSocketAddress local,
    InetSocketAddress remote,
    Optional<TlsEvent.Established> tls,
    Optional<ClientCertificate> certificate) {
  /** Without a client certificate. */
  public Arrival(
      Channel channel,
      Prologue prologue,
      InetSocketAddress local,
      InetSocketAddress remote,
      Optional<TlsEvent.Established> tls) {
    this(channel, prologue, local, remote, tls, Optional.empty());
  }

  /** Without TLS. */
  static Arrival plain(
      Channel channel, Prologue prologue, InetSocketAddress local, InetSocketAddress remote) {
    return new Arrival(channel, prologue, local, remote, Optional.empty(), Optional.empty());
  }
}
