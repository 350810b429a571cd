package naru.transport;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import naru.trace.disk.LogDatagrams;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams to a Unix socket such as {@code /dev/log}, for one thread. Each names its path, so that
 * a server that was started anew is found.
 */
public final class UnixMail implements LogDatagrams.Carrier {
  private final byte[] path;
  private @Nullable Socket socket;

  /** To a socket of the file system. */
  public UnixMail(Path path) {
    this(path.toString());
  }

  private UnixMail(String path) {
    this.path = path.getBytes(StandardCharsets.UTF_8);
  }

  /** To a path, or with {@code @} before it to a name of the kernel's own (unix(7), abstract). */
  public static UnixMail to(String address) {
    return new UnixMail(address.startsWith("@") ? "\0" + address.substring(1) : address);
  }

  @Override
  public boolean send(ByteBuffer message) throws IOException {
    Socket open = socket;
    if (open == null) {
      if (!Epoll.isAvailable()) {
        throw new IOException("no datagrams to Unix sockets on this system");
      }
      open = Socket.newSocketDomainDgram();
      socket = open;
    }
    return open.sendToDomainSocket(message, message.position(), message.limit(), path) > 0;
  }

  @Override
  public void close() throws IOException {
    Socket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
  }
}
