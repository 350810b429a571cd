package naru.journey.story;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
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
 * A server with the JDK's TLS that speaks HTTP/1.1 and counts its connections. It says by ALPN that
 * it speaks nothing else, or it takes HTTP/2 and refuses each request there: RFC 9113 section 7.
 */
final class SecureOrigin implements AutoCloseable {
  /** An empty frame of SETTINGS. */
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int HTTP_1_1_REQUIRED = 13;
  private static final char[] NO_PASSWORD = new char[0];

  private final Acceptor acceptor;
  private final AtomicInteger handshakes = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();

  private SecureOrigin(SSLServerSocket server) {
    this.acceptor = Acceptor.on(server, this::serve);
  }

  static SecureOrigin open(int port, Credential credential) throws IOException {
    return open(port, credential, "http/1.1");
  }

  /** One that takes HTTP/2, and refuses it then. */
  static SecureOrigin openReluctant(int port, Credential credential) throws IOException {
    return open(port, credential, "h2", "http/1.1");
  }

  private static SecureOrigin open(int port, Credential credential, String... alpn)
      throws IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            context(credential)
                .getServerSocketFactory()
                .createServerSocket(port, 1024, InetAddress.ofLiteral("127.0.0.1"));
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(alpn);
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

  /** How many requests over HTTP/2 were refused. */
  int refusals() {
    return refusals.get();
  }

  private void serve(Socket socket) throws IOException {
    SSLSocket secure = (SSLSocket) socket;
    secure.startHandshake();
    handshakes.incrementAndGet();
    InputStream in = new BufferedInputStream(socket.getInputStream());
    if (secure.getApplicationProtocol().equals("h2")) {
      refuse(in, socket);
      return;
    }
    while (true) {
      in.skipNBytes(SteadyClients.length(SteadyClients.head(in)));
      socket.getOutputStream().write(SteadyClients.WHOLE);
    }
  }

  private void refuse(InputStream from, Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(from);
    byte[] nine = new byte[9];
    in.skipNBytes(24); // the preface
    socket.getOutputStream().write(SETTINGS);
    while (true) {
      in.readFully(nine);
      ByteBuffer head = ByteBuffer.wrap(nine);
      in.skipNBytes(head.getInt(0) >>> 8);
      if (head.get(3) == HEADERS) {
        refusals.incrementAndGet();
        ByteBuffer reset = ByteBuffer.allocate(13).putInt(4 << 8 | RST_STREAM).put((byte) 0);
        reset.putInt(head.getInt(5)).putInt(HTTP_1_1_REQUIRED);
        socket.getOutputStream().write(reset.array());
      }
    }
  }

  @Override
  public void close() throws IOException {
    acceptor.close();
  }
}
