package naru.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import naru.base.Clock;
import org.jspecify.annotations.Nullable;

/** Client-side TLS: whom to trust. One per configuration, shared by all connections. */
public final class ClientTls {
  /** A configuration is dropped without a word at a reload; its context is native memory. */
  private static final Cleaner CLEANER = Cleaner.create();

  private static final List<String> HTTP1 = List.of("http/1.1");

  private final Engines engines;
  private final SslContextBuilder builder;
  private final SslContext context;
  private final @Nullable Verifier verifier;
  private @Nullable KeyLog keyLog;
  private @Nullable ClientTls http1;

  private ClientTls(
      Engines engines, SslContextBuilder builder, List<String> alpn, @Nullable Verifier verifier) {
    SslContext built = engines.build(builder, alpn);
    this.engines = engines;
    this.builder = builder;
    this.context = built;
    this.verifier = verifier;
    CLEANER.register(this, () -> ReferenceCountUtil.release(built));
  }

  /**
   * Verifies chain, name and dates.
   *
   * @param anchors CAs whose public keys are held
   * @param systemAnchorsToo whether the JDK's anchors are trusted as well
   * @param alpn application protocols in the order of preference; empty for none
   */
  public static ClientTls of(
      Collection<X509Certificate> anchors, boolean systemAnchorsToo, List<String> alpn) {
    return of(Engines.best(), anchors, systemAnchorsToo, alpn);
  }

  /** The same, with a certificate to show where a server asks for one. */
  public static ClientTls of(
      Collection<X509Certificate> anchors,
      boolean systemAnchorsToo,
      List<String> alpn,
      Credential identity) {
    return of(Engines.best(), trusted(anchors, systemAnchorsToo), alpn, Optional.of(identity));
  }

  static ClientTls of(
      Engines engines,
      Collection<X509Certificate> anchors,
      boolean systemAnchorsToo,
      List<String> alpn) {
    return of(engines, trusted(anchors, systemAnchorsToo), alpn, Optional.empty());
  }

  /** Whose certificates are accepted. */
  static Set<X509Certificate> trusted(
      Collection<X509Certificate> anchors, boolean systemAnchorsToo) {
    Set<X509Certificate> all = new LinkedHashSet<>(anchors);
    if (systemAnchorsToo) {
      all.addAll(systemAnchors());
    }
    return all;
  }

  static ClientTls of(
      Engines engines,
      Set<X509Certificate> trusted,
      List<String> alpn,
      Optional<Credential> identity) {
    Set<TrustAnchor> anchors =
        trusted.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toSet());
    Verifier verifier = new Verifier(anchors, Clock.system()::wall);
    SslContextBuilder builder = builder().trustManager((TrustManager) verifier);
    identity.ifPresent(mine -> builder.keyManager(mine.key(), mine.chain()));
    return new ClientTls(engines, builder, alpn, verifier);
  }

  /** Verifies nothing (the command line's {@code -k}). */
  public static ClientTls insecure(List<String> alpn) {
    SslContextBuilder builder = builder().trustManager(InsecureTrustManagerFactory.INSTANCE);
    return new ClientTls(Engines.best(), builder, alpn, null);
  }

  /** The same with HTTP/1.1 alone as the application protocol; always the same object. */
  public synchronized ClientTls http1() {
    ClientTls known = http1;
    if (known == null) {
      known = new ClientTls(engines, builder, HTTP1, verifier);
      if (keyLog != null) {
        known.tellingSecrets();
      }
      http1 = known;
    }
    return known;
  }

  /**
   * The same, telling the trace the secrets of each connection, with which its packets can be read.
   * To be said before it is used.
   */
  public ClientTls tellingSecrets() {
    KeyLog log = new KeyLog();
    log.attach(context);
    keyLog = log;
    return this;
  }

  /** The secrets of a connection whose handshake is over; empty if they are not to be told. */
  List<String> secrets(SSLEngine engine) {
    return keyLog == null ? List.of() : keyLog.take(engine);
  }

  /** The name is the verifier's matter, which can say what is wrong with it. */
  private static SslContextBuilder builder() {
    return SslContextBuilder.forClient().endpointIdentificationAlgorithm("");
  }

  private static List<X509Certificate> systemAnchors() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
          .toList();
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException("the JDK's trust anchors cannot be read", unreadable);
    }
  }

  SslHandler handler(ByteBufAllocator allocator, String serverName, int port) {
    SslHandler handler = context.newHandler(allocator, serverName, port);
    handler.setHandshakeTimeoutMillis(0); // Handshake has the timer
    return handler;
  }

  /** Whom the server proved to be; empty if nobody asked. */
  Optional<List<String>> path(List<X509Certificate> chain, String serverName) throws Untrusted {
    return verifier == null ? Optional.empty() : Optional.of(verifier.verify(chain, serverName));
  }
}
