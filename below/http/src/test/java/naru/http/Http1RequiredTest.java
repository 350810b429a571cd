package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import naru.http.h2.ErrorCode;
import naru.transport.ClientTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * RFC 9113 section 7: a server that chose HTTP/2 by ALPN, and wants HTTP/1.1 for each request. Its
 * certificate is one for {@code shop.naru.test}, made once with openssl.
 */
final class Http1RequiredTest {
  private static final String NAME = "shop.naru.test";

  /** Its contexts live as long as the program, which no leak is. */
  private static final ClientTls TLS =
      LeakPresenceDetector.staticInitializer(Http1RequiredTest::trusting);

  private static final char[] NO_PASSWORD = new char[0];

  private final Site site = new Site();
  private final AtomicInteger refusals = new AtomicInteger();

  @AfterEach
  void close() {
    site.close();
  }

  private static ClientTls trusting() {
    ClientTls tls = ClientTls.insecure(List.of("h2", "http/1.1"));
    tls.http1();
    return tls;
  }

  private static Peer peer(InetSocketAddress address) {
    return new Peer(address, TLS, NAME, Peer.Limits.DEFAULT, Peer.Protocol.AUTO);
  }

  /** What a pool knows must not depend on what is remembered of so many other servers. */
  @Test
  void aServerIsAskedOnceByHttp2HoweverManyOthersThereWereSince() throws Exception {
    try (Backend backend = Backend.playing(listening(), this::serve)) {
      Peer reluctant = peer(backend.address());
      InetSocketAddress front = site.listen(Trying.of(reluctant));
      EventLoop loop = site.loops.next();
      loop.submit(() -> meetOthersAfter(reluctant, site.engine.state(loop))).get();
      for (int i = 0; i < 2; i++) {
        String answer = Site.ask(front, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("good");
        assertThat(refusals).hasValue(1);
      }
    }
  }

  /** The pool is there, and its server is none that is still known. */
  private static void meetOthersAfter(Peer first, LoopState state) {
    assertThat(state.pool(first).isHttp1Wanted()).isFalse();
    for (int port = 1; port <= IdleTimes.MOST; port++) {
      state.asWanted(peer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }
  }

  private void serve(Socket socket) throws Exception {
    ((SSLSocket) socket).startHandshake();
    if (((SSLSocket) socket).getApplicationProtocol().equals("h2")) {
      Http2Wire wire = Http2Wire.accept(socket);
      while (true) {
        wire.reset(wire.asked(), ErrorCode.HTTP_1_1_REQUIRED);
        refusals.incrementAndGet();
      }
    }
    while (true) {
      Site.readUntil(socket, "\r\n\r\n");
      Site.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
    }
  }

  // ---- TLS of the server

  private static SSLServerSocket listening() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key(), NO_PASSWORD, chain());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    // For longer than a ticket may last (RFC 8446 section 4.6.1): the client gets none to keep.
    context.getServerSessionContext().setSessionTimeout(8 * 24 * 3600);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    server.setSSLParameters(parameters);
    return server;
  }

  private static Certificate[] chain() throws IOException, GeneralSecurityException {
    try (InputStream in = open("leaf-chain.pem")) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .toArray(Certificate[]::new);
    }
  }

  private static PrivateKey key() throws IOException, GeneralSecurityException {
    try (InputStream in = open("leaf.key")) {
      String pem = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      byte[] der = Base64.getDecoder().decode(body);
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }
  }

  private static InputStream open(String resource) {
    return Objects.requireNonNull(Http1RequiredTest.class.getResourceAsStream(resource), resource);
  }
}
