package naru.transport;

import io.netty.channel.Channel;
import java.lang.ref.Cleaner;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
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

  private ServerTls(Contexts contexts, Function<InetAddress, String> nameWithoutSni) {
    this.contexts = contexts;
    this.nameWithoutSni = nameWithoutSni;
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
    return of(source, alpn, nameWithoutSni, metrics, Engines.best(), Clock.system());
  }

  static ServerTls of(
      CertificateSource source,
      List<String> alpn,
      String nameWithoutSni,
      Metrics metrics,
      Engines engines,
      Clock clock) {
    return of(source, alpn, called -> nameWithoutSni, metrics, engines, clock);
  }

  private static ServerTls of(
      CertificateSource source,
      List<String> alpn,
      Function<InetAddress, String> nameWithoutSni,
      Metrics metrics,
      Engines engines,
      Clock clock) {
    Contexts contexts =
        new Contexts(source, alpn, engines, clock::wall, Contexts.Bounds.USUAL, metrics);
    return new ServerTls(contexts, nameWithoutSni);
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
  public void startOn(
      Channel channel,
      Party at,
      Prologue prologue,
      long handshakeTimeoutNanos,
      Consumer<Arrival> done,
      Consumer<Failure> failed) {
    Handshake.Ends ends = new Handshake.Ends(true, at.caller(), at, prologue);
    Handshake.Outcome outcome =
        new Handshake.Outcome() {
          @Override
          public void agreed(SSLEngine engine, boolean resumed) {
            List<String> secrets = contexts.secrets(engine);
            if (!secrets.isEmpty()) {
              prologue.add(at, at, Provenance.DERIVED, new TlsEvent.Secrets(secrets));
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
                    Optional.of(tls)));
          }

          @Override
          public void failed(Failure failure) {
            prologue.endAlone(at);
            failed.accept(failure);
          }
        };
    HelloWatch watch = ends.watch();
    Handshake handshake = new Handshake(channel, ends, watch, "", handshakeTimeoutNanos, outcome);
    String otherwise = nameWithoutSni.apply(Addresses.local(channel).getAddress());
    SniGate gate = new SniGate(contexts, otherwise, watch, handshake, at, prologue);
    // Last: the channel may carry TLS already, inside which this TLS runs.
    channel.pipeline().addLast(watch, gate, handshake);
  }
}
