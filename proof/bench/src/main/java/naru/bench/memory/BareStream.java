package naru.bench.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import naru.stack.tcp.TcpConfig;

/**
 * The same as {@link Stream} without channels, in packets of 1500 bytes, each with its checksum.
 */
final class BareStream {
  private static final int CHUNK = 64 << 10;
  private static final int CHUNKS = 128;

  private final ByteBuf memory =
      PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK * CHUNKS).writeZero(CHUNK * CHUNKS);
  private int next;
  private long bytes;

  private BareStream() {}

  static String run(TcpConfig tcp, int seconds) {
    BareStream stream = new BareStream();
    long began = System.nanoTime();
    long end = began + TimeUnit.SECONDS.toNanos(seconds);
    try (BareHosts hosts = new BareHosts(BareHosts.WIRE, tcp, c -> c.events(stream.new Sink()))) {
      Connection source = hosts.connect(stream.new Source());
      while (System.nanoTime() - end < 0) {
        hosts.turn();
      }
      source.abort();
      hosts.turn();
    }
    stream.memory.release();
    return Done.carried(stream.bytes, System.nanoTime() - began);
  }

  private final class Source implements ConnectionEvents {
    @Override
    public void connected(Connection c) {
      writable(c);
    }

    @Override
    public void readable(Connection c) {}

    @Override
    public void writable(Connection c) {
      while (c.room() > 0) {
        c.send(memory.retainedSlice(next * CHUNK, CHUNK));
        next = (next + 1) % CHUNKS;
      }
    }

    @Override
    public void ended(Connection c, Ending why) {}
  }

  private final class Sink implements ConnectionEvents {
    @Override
    public void connected(Connection c) {}

    @Override
    public void readable(Connection c) {
      for (ByteBuf text = c.receive(); text != null; text = c.receive()) {
        bytes += text.readableBytes();
        text.release();
      }
    }

    @Override
    public void writable(Connection c) {}

    @Override
    public void ended(Connection c, Ending why) {}
  }
}
