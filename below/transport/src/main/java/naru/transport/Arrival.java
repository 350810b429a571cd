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
 * @param remote the other side's
 * @param tls what the handshake agreed; empty for plain TCP
 */
public record Arrival(
    Channel channel,
    Prologue prologue,
    InetSocketAddress local,
    InetSocketAddress remote,
    Optional<TlsEvent.Established> tls) {}
