package naru.bench.memory;

import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import naru.stack.tcp.TcpConfig;

/** The same as {@link Idle} without channels. */
final class BareIdle implements ConnectionEvents {
  private final BareHosts hosts =
      new BareHosts(BareHosts.OFFLOADING, TcpConfig.USUAL, c -> c.events(this));
  private int open;

  private BareIdle() {}

  static String run() {
    BareIdle idle = new BareIdle();
    long before = Heap.used();
    idle.open();
    long after = Heap.used();
    idle.hosts.close();
    return Done.held((after - before) / 2.0 / idle.open);
  }

  private void open() {
    int asked = 0;
    while (open < Idle.CONNECTIONS) {
      while (asked < Idle.CONNECTIONS && asked - open < Idle.OPENING) {
        hosts.connect(this);
        asked++;
      }
      hosts.turn();
    }
  }

  @Override
  public void connected(Connection c) {
    open++;
  }

  @Override
  public void readable(Connection c) {}

  @Override
  public void writable(Connection c) {}

  @Override
  public void ended(Connection c, Ending why) {
    throw new IllegalStateException("a connection ended: " + why);
  }
}
