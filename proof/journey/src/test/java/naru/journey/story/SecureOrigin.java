package naru.journey.story;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import naru.transport.Credential;

/**
 * A server with the JDK's TLS that speaks HTTP/1.1 only, says so by ALPN, and counts its
 * connections.
 */
final class SecureOrigin implements AutoCloseable {
  private static final char[] NO_PASSWORD = new char[0];

  private final Acceptor acceptor;
  private final AtomicInteger handshakes = new AtomicInteger();

  private SecureOrigin(SSLServerSocket server) {
    this.acceptor = Acceptor.on(server, this::serve);
  }

  static SecureOrigin open(int port, Credential credential) throws IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            context(credential)
                .getServerSocketFactory()
                .createServerSocket(port, 1024, InetAddress.ofLiteral("127.0.0.1"));
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    server.setSSLParameters(parameters);
    return new SecureOrigin(server);
  }

  private static SSLContext context(Credential credential) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = credential.chain().toArray(Certificate[]::new);
      store.setKeyEntry("own", credential.key(), NO_PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many connections there have been, each with one handshake. */
  int handshakes() {
    return handshakes.get();
  }

  private void serve(Socket socket) throws IOException {
    ((SSLSocket) socket).startHandshake();
    handshakes.incrementAndGet();
    InputStream in = new BufferedInputStream(socket.getInputStream());
    while (true) {
      in.skipNBytes(SteadyClients.length(SteadyClients.head(in)));
      socket.getOutputStream().write(SteadyClients.WHOLE);
    }
  }

  @Override
  public void close() throws IOException {
    acceptor.close();
  }
}
