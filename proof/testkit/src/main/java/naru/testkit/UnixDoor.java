package naru.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Unix socket through which a server of TCP is reached: what comes on a connection goes on to one
 * of its own, and back. A last word is passed on as one.
 */
public final class UnixDoor implements AutoCloseable {
  private final Path path;
  private final InetSocketAddress to;
  private final ServerSocketChannel listening;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private UnixDoor(Path path, InetSocketAddress to) throws IOException {
    this.path = path;
    this.to = to;
    this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(path));
  }

  /** Listens on a path, where nothing must be. */
  public static UnixDoor open(Path path, InetSocketAddress to) throws IOException {
    UnixDoor door = new UnixDoor(path, to);
    Thread.ofVirtual().start(door::accept);
    return door;
  }

  /** A socket's file on which nobody listens any longer. */
  public static void abandoned(Path path) throws IOException {
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path))
        .close();
  }

  /** How many connections came. */
  public int accepted() {
    return accepted.get();
  }

  private void accept() {
    while (listening.isOpen()) {
      try {
        SocketChannel client = listening.accept();
        accepted.incrementAndGet();
        SocketChannel server = SocketChannel.open(to);
        open.add(client);
        open.add(server);
        Thread.ofVirtual().start(() -> carry(client, server));
        Thread.ofVirtual().start(() -> carry(server, client));
      } catch (IOException closed) {
        // who listens still goes on
      }
    }
  }

  private void carry(SocketChannel from, SocketChannel on) {
    ByteBuffer bytes = ByteBuffer.allocate(16_384);
    try {
      while (from.read(bytes) >= 0) {
        writeAll(bytes.flip(), on);
        bytes.clear();
      }
      on.shutdownOutput();
    } catch (IOException broken) {
      end(from);
      end(on);
    }
  }

  private static void writeAll(ByteBuffer bytes, ByteChannel on) throws IOException {
    while (bytes.hasRemaining()) {
      on.write(bytes);
    }
  }

  private static void end(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens no longer, ends all connections, and removes the file, as servers do. */
  @Override
  public void close() throws IOException {
    listening.close();
    open.forEach(UnixDoor::end);
    Files.deleteIfExists(path);
  }
}
