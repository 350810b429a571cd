package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import naru.stack.Stack;
import naru.stack.StackConfig;

/**
 * A host of an {@link InnerNetwork}, and the network as this host sees it: what is dialed here
 * leaves from its stacks; what is listened on may be any host's.
 */
public final class InnerHost implements Network {
  private final InnerNetwork network;
  private final int number;
  private final List<Shard> shards = new ArrayList<>();

  /** The stack on one loop. */
  private record Shard(StackLoop driver, Inbox inbox, InnerLink link) {}

  InnerHost(InnerNetwork network, int number) {
    this.network = network;
    this.number = number;
  }

  void start(String name, StackConfig config, List<EventLoop> loops, int firstStack) {
    for (int i = 0; i < loops.size(); i++) {
      EventLoop loop = loops.get(i);
      RandomGenerator random = network.random(name + '/' + i);
      Stack stack = Stack.of(config, network.clock(), random);
      PortChoice ports = loops.size() == 1 ? PortChoice.ANY : ports(loops.size(), i, random);
      StackLoop driver = StackLoop.of(loop, network.clock(), stack, firstStack + i, ports);
      InnerLink link =
          new InnerLink(network, this, driver, network.random(name + '/' + i + "/road"));
      stack.link(link);
      driver.drive(link);
      shards.add(new Shard(driver, new Inbox(driver), link));
    }
  }

  /** Tries until the answers' hash names this stack. */
  private static PortChoice ports(int shards, int mine, RandomGenerator random) {
    return (local, remote, remotePort) -> {
      int port;
      do {
        port = random.nextInt(Sockets.FIRST_EPHEMERAL, 1 << 16);
      } while (FlowHash.shard(shards, local, port, remote, remotePort) != mine);
      return port;
    };
  }

  /** Counts from 0 in its network. */
  int number() {
    return number;
  }

  /** Takes a frame that came over a road; may be called on any loop of the network. */
  boolean deliver(ByteBuf frame, EventLoop caller) {
    Shard shard = shards.get(FlowHash.shard(shards.size(), frame));
    if (caller.equals(shard.driver.loop())) {
      shard.driver.frame(frame);
      return true;
    }
    return shard.inbox.put(frame);
  }

  @Override
  public boolean reaches(InetAddress address) {
    return network.reaches(address);
  }

  @Override
  public Optional<StackLoop> from(EventLoop loop) {
    return on(loop);
  }

  @Override
  public Optional<StackLoop> at(InetAddress address, EventLoop loop) {
    InnerHost host = network.at(address);
    return host == null ? Optional.empty() : host.on(loop);
  }

  private Optional<StackLoop> on(EventLoop loop) {
    return shards.stream().map(Shard::driver).filter(d -> loop.equals(d.loop())).findFirst();
  }

  List<Stack> stacks() {
    return shards.stream().map(s -> s.driver.stack()).toList();
  }

  /** Frames from other loops for which there was no room. */
  public long dropped() {
    return shards.stream().mapToLong(s -> s.inbox.dropped()).sum();
  }

  void close() {
    for (Shard shard : shards) {
      EventLoop loop = shard.driver.loop();
      Runnable closing =
          () -> {
            shard.driver.resetAll();
            shard.inbox.close();
            shard.link.close();
            shard.driver.stack().close();
          };
      if (loop.inEventLoop()) {
        closing.run();
      } else {
        submit(loop, closing);
      }
    }
  }

  private static void submit(EventLoop loop, Runnable closing) {
    try {
      loop.submit(closing).awaitUninterruptibly();
    } catch (RejectedExecutionException over) {
      // The loop is gone, and with it everything that ran on it.
    }
  }
}
