package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.ref.Cleaner;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import naru.base.Clock;
import naru.base.Failure;
import naru.base.Metrics;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.trace.Provenance;
import naru.trace.TlsEvent;

/**
 * Server-side TLS 1.3 and 1.2: one context per server name, made when it is first asked for. A name
 * without a certificate is refused with the alert {@code unrecognized_name}; there is no default.
 */
public final class ServerTls {
  private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A configuration is dropped without a word at a reload; its contexts are native memory. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final Contexts contexts;
  private final Function<InetAddress, String> nameWithoutSni;
  private final Passthrough passthrough;
  private final Tally tally;

  /** Handshakes by how they ended. */
  private record Tally(LongAdder full, LongAdder resumed, LongAdder failed) {
    static Tally of(Metrics metrics) {
      return new Tally(
          counter(metrics, "full"), counter(metrics, "resumed"), counter(metrics, "failed"));
    }

    private static LongAdder counter(Metrics metrics, String result) {
      String name = "naru_tls_handshakes_total{result=\"" + result + "\"}";
      return metrics.counter(name, "TLS handshakes of clients");
    }
  }

  private ServerTls(
      Contexts contexts,
      Function<InetAddress, String> nameWithoutSni,
      Passthrough passthrough,
      Tally tally) {
    this.contexts = contexts;
    this.nameWithoutSni = nameWithoutSni;
    this.passthrough = passthrough;
    this.tally = tally;
    CLEANER.register(this, contexts::releaseAll);
  }

  /**
   * TLS with certificates by server name.
   *
   * @param alpn application protocols in the order of preference; empty for none
   * @param nameWithoutSni the name that a client without SNI means; empty to refuse it
   */
  public static ServerTls of(
      CertificateSource source, List<String> alpn, String nameWithoutSni, Metrics metrics) {
    return of(source, alpn, nameWithoutSni, metrics, Engines.best(), Clock.system());
  }

  /**
   * TLS with certificates by server name, for listeners at several addresses.
   *
   * @param alpn application protocols in the order of preference; empty for none
   * @param nameWithoutSni the name that a client without SNI means, by the address that it called;
   *     empty to refuse it
   */
  public static ServerTls of(
      CertificateSource source,
      List<String> alpn,
      Function<InetAddress, String> nameWithoutSni,
      Metrics metrics) {
    TicketKeys tickets = tickets(Clock.system());
    return of(source, TlsTerms.of(alpn), tickets, nameWithoutSni, Passthrough.NONE, metrics);
  }

  /**
   * TLS with certificates by server name, on these terms.
   *
   * @param tickets shared by all that are to resume each other's sessions
   * @param nameWithoutSni the name that a client without SNI means, by the address that it called;
   *     empty to refuse it
   * @param passthrough asked before a certificate is looked for
   */
  static ServerTls of(
      CertificateSource source,
      TlsTerms terms,
      TicketKeys tickets,
      Function<InetAddress, String> nameWithoutSni,
      Passthrough passthrough,
      Metrics metrics) {
    return unpublished(source, terms, tickets, nameWithoutSni, passthrough, metrics)
        .publish(metrics);
  }

  /**
   * The same for a config that may not come in force: what is in use is told only from {@link
   * #publish} on, in place of what was told before.
   */
  public static ServerTls unpublished(
      CertificateSource source,
      TlsTerms terms,
      TicketKeys tickets,
      Function<InetAddress, String> nameWithoutSni,
      Passthrough passthrough,
      Metrics metrics) {
    return new ServerTls(
        contexts(source, terms, tickets, Engines.best(), Clock.system()),
        nameWithoutSni,
        passthrough,
        Tally.of(metrics));
  }

  static ServerTls of(
      CertificateSource source,
      List<String> alpn,
      String nameWithoutSni,
      Metrics metrics,
      Engines engines,
      Clock clock) {
    ServerTls tls =
        new ServerTls(
            contexts(source, TlsTerms.of(alpn), tickets(clock), engines, clock),
            called -> nameWithoutSni,
            Passthrough.NONE,
            Tally.of(metrics));
    return tls.publish(metrics);
  }

  private static TicketKeys tickets(Clock clock) {
    return TicketKeys.of(TicketKeys.Rotation.USUAL, clock::wall, () -> Engines.random(32));
  }

  private static Contexts contexts(
      CertificateSource source, TlsTerms terms, TicketKeys tickets, Engines engines, Clock clock) {
    return new Contexts(source, terms, tickets, engines, clock::wall, Contexts.Bounds.USUAL);
  }

  /** What is in use here is the one that is told from now on. */
  public ServerTls publish(Metrics metrics) {
    contexts.publish(metrics);
    return this;
  }

  /** The same, telling the trace the secrets of each connection. To be said before it is used. */
  public ServerTls tellingSecrets() {
    contexts.tellSecrets();
    return this;
  }

  /** As {@link #startOn(Channel, Party, Prologue, long, Consumer, Consumer)}, within 10 s. */
  public void startOn(
      Channel channel,
      Party at,
      Prologue prologue,
      Consumer<Arrival> done,
      Consumer<Failure> failed) {
    startOn(channel, at, prologue, HANDSHAKE_NANOS, done, failed);
  }

  /**
   * Awaits a handshake on an open channel, whose next bytes are a ClientHello. Called on its loop;
   * so is exactly one of the callbacks.
   *
   * @param at who we are, for the trace
   * @param handshakeTimeoutNanos at least a millisecond
   * @param done the handshake is over; add handlers before returning, application bytes follow
   * @param failed the channel closes, and the prologue has become a trace of its own
   */
  void startOn(
      Channel channel,
      Party at,
      Prologue prologue,
      long handshakeTimeoutNanos,
      Consumer<Arrival> done,
      Consumer<Failure> failed) {
    Handshake.Ends ends = new Handshake.Ends(true, at.caller(), at, prologue);
    Handshake.Outcome outcome = new Outcome(channel, at, prologue, done, failed);
    HelloWatch watch = ends.watch();
    Handshake handshake = new Handshake(channel, ends, watch, "", handshakeTimeoutNanos, outcome);
    String otherwise = nameWithoutSni.apply(Addresses.local(channel).getAddress());
    SniGate gate = new SniGate(contexts, passthrough, otherwise, watch, handshake, at, prologue);
    // Last: the channel may carry TLS already, inside which this TLS runs.
    channel.pipeline().addLast(watch, gate, handshake);
  }

  /** The end of a handshake that a client began: counts it, and tells who the client is. */
  private final class Outcome implements Handshake.Outcome {
    private final Channel channel;
    private final Party at;
    private final Prologue prologue;
    private final Consumer<Arrival> done;
    private final Consumer<Failure> failed;
    private Optional<ClientCertificate> certificate = Optional.empty();

    Outcome(
        Channel channel,
        Party at,
        Prologue prologue,
        Consumer<Arrival> done,
        Consumer<Failure> failed) {
      this.channel = channel;
      this.at = at;
      this.prologue = prologue;
      this.done = done;
      this.failed = failed;
    }

    @Override
    public void agreed(SSLEngine engine, boolean resumed) {
      (resumed ? tally.resumed() : tally.full()).increment();
      List<String> secrets = contexts.secrets(engine);
      if (!secrets.isEmpty()) {
        prologue.add(at, at, Provenance.DERIVED, new TlsEvent.Secrets(secrets));
      }
      if (contexts.asksClients()) {
        identify(engine, resumed);
      }
    }

    /** A resumed session holds the certificate that its first handshake verified. */
    private void identify(SSLEngine engine, boolean resumed) {
      try {
        List<X509Certificate> chain =
            Arrays.stream(engine.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
        List<String> path = resumed ? List.of() : contexts.path(chain);
        ClientCertificate shown = ClientCertificate.of(chain.getFirst());
        certificate = Optional.of(shown);
        prologue.add(at, at, Provenance.DERIVED, shown.event(path));
      } catch (SSLPeerUnverifiedException | Untrusted anonymous) {
        // It showed none, which the terms allow.
      }
    }

    @Override
    public void established(TlsEvent.Established tls) {
      done.accept(
          new Arrival(
              channel,
              prologue,
              Addresses.local(channel),
              Addresses.client(channel),
              Optional.of(tls),
              certificate));
      acknowledge();
    }

    /**
     * The client's Finished, now: BoringSSL keeps the session tickets, which would acknowledge it,
     * until the first response, and a client with Nagle's algorithm sends its request only when
     * nothing of it is unacknowledged. Costs two calls of the system.
     */
    private void acknowledge() {
      if (channel instanceof EpollSocketChannel socket && socket.isActive()) {
        socket.config().setTcpQuickAck(true);
        socket.config().setTcpQuickAck(false); // this once; later ones ride on responses
      }
    }

    @Override
    public void failed(Failure failure) {
      tally.failed().increment();
      prologue.endAlone(at);
      failed.accept(failure);
    }
  }
}
