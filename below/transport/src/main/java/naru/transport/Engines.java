package naru.transport;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SSLException;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;

/** What both sides of TLS have in common: BoringSSL, or the JDK where it cannot be loaded. */
final class Engines {
  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** The hybrid first: it stays secret even if somebody records now and has a quantum computer. */
  private static final List<String> HYBRID = List.of("X25519MLKEM768", "X25519", "P-256", "P-384");

  private static final List<String> CLASSIC = List.of("X25519", "P-256", "P-384");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final boolean boring;

  /** Decided once: loading the library and trying the groups takes tens of milliseconds. */
  private static final class Probe {
    static final Engines BEST = new Engines(OpenSsl.isAvailable());
    static final List<String> GROUPS = BEST.boring && offers(HYBRID) ? HYBRID : CLASSIC;
  }

  private Engines(boolean boring) {
    this.boring = boring;
  }

  static Engines best() {
    return Probe.BEST;
  }

  static Engines jdk() {
    return new Engines(false);
  }

  boolean boring() {
    return boring;
  }

  /** A context; the caller releases it. */
  SslContext build(SslContextBuilder builder, List<String> alpn) {
    return build(builder, alpn, TlsTerms.Version.TLS_1_2);
  }

  /** A context for this version and newer ones; the caller releases it. */
  SslContext build(SslContextBuilder builder, List<String> alpn, TlsTerms.Version least) {
    builder
        .sslProvider(boring ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
        .protocols(least == TlsTerms.Version.TLS_1_3 ? VERSIONS.subList(0, 1) : VERSIONS);
    if (boring) {
      builder.option(OpenSslContextOption.GROUPS, Probe.GROUPS.toArray(String[]::new));
    }
    if (!alpn.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              alpn));
    }
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException broken) {
      throw Failure.of(Code.TLS_HANDSHAKE, Side.US, "cannot use the certificate: " + broken)
          .causedBy(broken)
          .asException();
    }
  }

  static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  private static boolean offers(List<String> groups) {
    try {
      ReferenceCountUtil.release(
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.OPENSSL_REFCNT)
              .option(OpenSslContextOption.GROUPS, groups.toArray(String[]::new))
              .build());
      return true;
    } catch (SSLException | IllegalArgumentException unknownGroup) {
      return false;
    }
  }
}
