package naru.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import naru.trace.disk.LogDatagrams;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams to one UDP port, for one thread that may look a name up. The socket is made when it is
 * first needed; after a failure the name is looked up anew.
 */
public final class UdpMail implements LogDatagrams.Carrier {
  private final String host;
  private final int port;
  private @Nullable DatagramChannel channel;

  /** To a host that is an address or a name. */
  public UdpMail(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public boolean send(ByteBuffer message) throws IOException {
    DatagramChannel open = channel;
    if (open == null) {
      open = open();
      channel = open;
    }
    try {
      return open.write(message) > 0;
    } catch (IOException e) { // the news of an earlier one, too: the name may have moved
      close();
      throw e;
    }
  }

  private DatagramChannel open() throws IOException {
    InetSocketAddress to = new InetSocketAddress(host, port);
    if (to.isUnresolved()) {
      throw new UnknownHostException(host);
    }
    DatagramChannel fresh = DatagramChannel.open();
    try {
      fresh.configureBlocking(false);
      fresh.connect(to);
    } catch (IOException | RuntimeException e) { // such as an address of no supported kind
      fresh.close();
      throw e;
    }
    return fresh;
  }

  @Override
  public void close() throws IOException {
    DatagramChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
