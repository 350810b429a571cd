package naru.http;

import java.net.SocketAddress;
import naru.transport.ClientTls;
import naru.transport.OnBehalf;
import naru.transport.Target;
import org.jspecify.annotations.Nullable;

/**
 * A server that connections are kept to. Connections are shared only between requests to equal
 * peers: the address, the TLS identity and the name all count.
 *
 * @param address resolved, or that of a Unix socket
 * @param tls null for plain TCP
 * @param serverName SNI and certificate name; empty for plain TCP
 * @param limits bounds of the pool
 * @param protocol what is spoken
 * @param onBehalf the client that the server is told of by a PROXY header; null for none. A
 *     connection serves only that client.
 */
public record Peer(
    SocketAddress address,
    @Nullable ClientTls tls,
    String serverName,
    Limits limits,
    Protocol protocol,
    @Nullable OnBehalf onBehalf) {
  /** What is spoken with a server. */
  public enum Protocol {
    /** HTTP/2 if TLS chose it by ALPN, which it must offer; else, and in the clear, HTTP/1.1. */
    AUTO,
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2: by ALPN over TLS, with prior knowledge in the clear. RFC 9113 section 3. */
    HTTP2
  }

  /** A peer with HTTP/1.1. */
  public Peer(SocketAddress address, @Nullable ClientTls tls, String serverName, Limits limits) {
    this(address, tls, serverName, limits, Protocol.HTTP1);
  }

  /** A peer that speaks this, and is told of no client. */
  public Peer(
      SocketAddress address,
      @Nullable ClientTls tls,
      String serverName,
      Limits limits,
      Protocol protocol) {
    this(address, tls, serverName, limits, protocol, null);
  }

  /** The same, where the server is told of a client. */
  public Peer onBehalf(OnBehalf client) {
    return new Peer(address, tls, serverName, limits, protocol, client);
  }

  /**
   * Bounds of the connections to one peer, on one event loop. Times in nanoseconds.
   *
   * @param connections open at once
   * @param idle kept open without a request
   * @param waiting requests that may wait for a connection
   * @param waitNanos how long they wait
   * @param connectNanos until TCP is connected
   * @param handshakeNanos until TLS is established
   * @param firstByteNanos from the request's end to the response's first byte
   * @param bodyIdleNanos between two parts of a response
   * @param idleNanos an unused connection is closed after this; shorter than servers' own limits
   * @param tunnelIdleNanos an upgraded connection is closed when nothing went either way for this
   * @param streams requests at once on one connection, where HTTP/2 is spoken
   * @param streamIdleNanos where HTTP/2 is spoken: a call of gRPC, or another stream on which both
   *     sides talk, ends when neither said anything for this
   */
  public record Limits(
      int connections,
      int idle,
      int waiting,
      long waitNanos,
      long connectNanos,
      long handshakeNanos,
      long firstByteNanos,
      long bodyIdleNanos,
      long idleNanos,
      long tunnelIdleNanos,
      int streams,
      long streamIdleNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** What a peer has when the config says nothing. */
    public static final Limits DEFAULT =
        new Limits(
            1024,
            128,
            4096,
            5 * SECOND,
            3 * SECOND,
            5 * SECOND,
            60 * SECOND,
            60 * SECOND,
            30 * SECOND);

    /** With an hour for idle tunnels, 100 streams, and five minutes for idle ones. */
    public Limits(
        int connections,
        int idle,
        int waiting,
        long waitNanos,
        long connectNanos,
        long handshakeNanos,
        long firstByteNanos,
        long bodyIdleNanos,
        long idleNanos) {
      this(
          connections,
          idle,
          waiting,
          waitNanos,
          connectNanos,
          handshakeNanos,
          firstByteNanos,
          bodyIdleNanos,
          idleNanos,
          3600 * SECOND,
          100,
          300 * SECOND);
    }
  }

  /** Whether it is TLS that decides what is spoken. */
  boolean hasChoice() {
    return protocol == Protocol.AUTO && tls != null;
  }

  /** The same server by HTTP/1.1, with nothing else to choose. */
  Peer overHttp1() {
    ClientTls only = tls == null ? null : tls.http1();
    return new Peer(address, only, serverName, limits, Protocol.HTTP1, onBehalf);
  }

  /** A peer without TLS, with the default limits. */
  public static Peer plain(SocketAddress address) {
    return new Peer(address, null, "", Limits.DEFAULT);
  }

  /** Where to dial for it. */
  public Target target() {
    return new Target(
        address, tls, serverName, limits.connectNanos(), limits.handshakeNanos(), onBehalf);
  }
}
