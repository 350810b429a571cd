package naru.journey.story;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An origin on kernel sockets, made of the JDK's own server: gives one large file, and answers an
 * upload with its SHA-256.
 */
final class FileOrigin implements AutoCloseable {
  private static final int PART = 1 << 20;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path file;

  private FileOrigin(HttpServer server, Path file) {
    this.server = server;
    this.file = file;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Listens on a free port of the loopback of the namespace that the caller's thread is in. */
  static FileOrigin open(Path file) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    return new FileOrigin(HttpServer.create(new InetSocketAddress(loopback, 0), 64), file);
  }

  /** Writes a file of so many MiB, no two of which are the same; its SHA-256. */
  static String fill(Path file, int mebibytes) throws IOException {
    MessageDigest digest = sha256();
    byte[] part = new byte[PART];
    new SplittableRandom(1).nextBytes(part);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        part[i % PART] ^= (byte) (i * 31 + 1);
        out.write(part);
        digest.update(part);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (exchange.getRequestMethod().equals("PUT")) {
        byte[] sum = sum(exchange.getRequestBody()).getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, sum.length);
        exchange.getResponseBody().write(sum);
      } else {
        exchange.sendResponseHeaders(200, Files.size(file));
        Files.copy(file, exchange.getResponseBody());
      }
    }
  }

  /** The SHA-256 of all that comes. */
  static String sum(InputStream in) {
    MessageDigest digest = sha256();
    byte[] part = new byte[1 << 16];
    try (in) {
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        digest.update(part, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
