package naru.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;

/**
 * A load on a server that has many silent connections open beside it: each has asked once and is
 * kept.
 *
 * @param port where the server listens, on the loopback address
 * @param path what each connection asks for
 * @param idle how many
 */
public record Beside(int port, String path, int idle, Load load) implements Load {
  @Override
  public Reading run(Yard yard, int seconds) {
    return load.run(yard, seconds);
  }

  @Override
  public Reading completed(Yard yard, Reading seen) {
    return load.completed(yard, seen);
  }

  @Override
  public Company company() {
    Open open = new Open(new ArrayList<>(idle));
    InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      for (int i = 0; i < idle; i++) {
        open.sockets.add(asked(to));
      }
      return open;
    } catch (IOException e) {
      open.close();
      throw Trouble.because(
          "cannot keep " + idle + " connections open (" + e.getMessage() + "); see ulimit -n");
    }
  }

  private SocketChannel asked(InetSocketAddress to) throws IOException {
    SocketChannel socket = SocketChannel.open(to);
    // The end is a reset: thousands of ports in TIME-WAIT would be missing in the next round.
    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    String request = "GET /" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer some = ByteBuffer.allocate(16);
    if (socket.read(some) < 0) {
      throw new IOException("the server closed one");
    }
    return socket;
  }

  private record Open(List<SocketChannel> sockets) implements Company {
    @Override
    public void close() {
      for (SocketChannel socket : sockets) {
        try {
          socket.close();
        } catch (IOException e) {
          continue; // it is gone all the same
        }
      }
    }
  }
}
