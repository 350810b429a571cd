package naru.bench.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import naru.stack.tcp.TcpConfig;

/** The same as {@link Connects} without channels. */
final class BareConnects {
  private static final int CLIENTS = 64;
  private static final ByteBuf ONE =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(1).writeByte(1));

  private final BareHosts hosts =
      new BareHosts(BareHosts.OFFLOADING, TcpConfig.USUAL, c -> c.events(new Answerer()));
  private final Asker asker = new Asker();
  private int due = CLIENTS;
  private long answered;
  private long errors;

  private BareConnects() {}

  static String run(int seconds) {
    BareConnects connects = new BareConnects();
    long began = System.nanoTime();
    long end = began + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() - end < 0) {
      connects.turn();
    }
    String done = Done.answered(connects.answered, System.nanoTime() - began, connects.errors);
    connects.hosts.close();
    return done;
  }

  private void turn() {
    for (; due > 0; due--) {
      hosts.connect(asker);
    }
    hosts.turn();
  }

  private static boolean take(Connection c) {
    boolean any = false;
    for (ByteBuf bytes = c.receive(); bytes != null; bytes = c.receive()) {
      bytes.release();
      any = true;
    }
    return any;
  }

  private static final class Answerer implements ConnectionEvents {
    @Override
    public void connected(Connection c) {}

    @Override
    public void readable(Connection c) {
      if (take(c)) {
        c.send(ONE.duplicate());
        c.close();
      }
    }

    @Override
    public void writable(Connection c) {}

    @Override
    public void ended(Connection c, Ending why) {}
  }

  private final class Asker implements ConnectionEvents {
    @Override
    public void connected(Connection c) {
      c.send(ONE.duplicate());
    }

    @Override
    public void readable(Connection c) {
      if (take(c)) {
        answered++;
      }
      if (c.inputEnded()) {
        c.close();
        due++;
      }
    }

    @Override
    public void writable(Connection c) {}

    @Override
    public void ended(Connection c, Ending why) {
      errors++;
      due++;
    }
  }
}
