package naru.journey.story;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin that can be killed, made of blocking sockets: it knows nothing of Naru. */
final class TestOrigin implements AutoCloseable {
  private static final byte[] MEBIBYTE = new byte[1 << 20];

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger served = new AtomicInteger();

  private TestOrigin(ServerSocket server) {
    this.server = server;
  }

  /**
   * Serves {@code /cut} (a body that ends early), {@code /down?N} (N MiB), {@code /ws} (a WebSocket
   * handshake, then all bytes back), uploads of any length to {@code /up}, and everything else
   * shortly.
   */
  static TestOrigin open() throws IOException {
    TestOrigin origin =
        new TestOrigin(new ServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1")));
    Thread.ofVirtual().start(origin::accept);
    return origin;
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many requests it has answered. */
  int served() {
    return served.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException killed) {
      open.forEach(TestOrigin::reset);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      socket.setTcpNoDelay(true);
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        if (!answer(head, in, out)) {
          return;
        }
        served.incrementAndGet();
      }
    } catch (IOException gone) {
      reset(socket);
    } finally {
      open.remove(socket);
    }
  }

  private static boolean answer(String head, InputStream in, OutputStream out) throws IOException {
    String target = head.split(" ", 3)[1];
    if (target.startsWith("/cut")) {
      out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning"));
      return false;
    }
    if (target.startsWith("/down?")) {
      int mebibytes = Integer.parseInt(target.substring(6));
      long length = (long) mebibytes << 20;
      out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n"));
      for (int i = 0; i < mebibytes; i++) {
        out.write(MEBIBYTE);
      }
      return true;
    }
    if (target.startsWith("/ws")) {
      echo(head, in, out);
      return false;
    }
    String body = target.startsWith("/up") ? "" + drained(head, in) : "whole";
    out.write(
        ascii(
            "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body));
    return true;
  }

  /** RFC 6455 section 4.2.2; of frames it knows nothing. */
  private static void echo(String head, InputStream in, OutputStream out) throws IOException {
    String key =
        head.lines()
            .filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
            .map(l -> l.substring(l.indexOf(':') + 1).trim())
            .findFirst()
            .orElseThrow(() -> new IOException("no key in " + head));
    out.write(
        ascii(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: "
                + accept(key)
                + "\r\n\r\n"));
    byte[] part = new byte[4096];
    for (int n = in.read(part); n >= 0; n = in.read(part)) {
      out.write(part, 0, n);
    }
  }

  private static String accept(String key) {
    try {
      byte[] sha1 =
          MessageDigest.getInstance("SHA-1")
              .digest(ascii(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
      return Base64.getEncoder().encodeToString(sha1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long drained(String head, InputStream in) throws IOException {
    long length =
        head.lines()
            .filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
            .mapToLong(l -> Long.parseLong(l.substring(15).trim()))
            .findFirst()
            .orElse(0);
    byte[] part = new byte[1 << 16];
    long rest = length;
    while (rest > 0) {
      int n = in.read(part, 0, (int) Math.min(rest, part.length));
      if (n < 0) {
        throw new IOException("the upload ended " + rest + " bytes early");
      }
      rest -= n;
    }
    return length;
  }

  /** A head with its empty line; empty at the end of the connection. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      head.append((char) c);
      if (c == '\n' && head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        return head.toString();
      }
    }
    return "";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException gone) {
      // closed already
    }
  }

  @Override
  public void close() throws IOException {
    kill();
  }

  /** No more connections, and those that are open are reset. */
  void kill() throws IOException {
    server.close();
    open.forEach(TestOrigin::reset);
  }
}
