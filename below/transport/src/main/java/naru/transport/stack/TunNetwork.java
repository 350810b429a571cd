package naru.transport.stack;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import naru.base.Clock;
import naru.base.IpRange;
import naru.linux.Interface;
import naru.linux.Tun;
import naru.linux.TunQueue;
import naru.stack.Stack;
import naru.stack.StackConfig;
import naru.stack.link.Impairment;
import naru.stack.link.Pipe;
import naru.stack.link.PipeConfig;

/**
 * A network interface of this machine behind which are stacks of ours: the kernel routes packets
 * for its addresses to us. One queue and one stack for each loop; the kernel keeps a flow's packets
 * on the queue that we answer it on.
 */
public final class TunNetwork implements AutoCloseable {
  /** A burst of a whole window must fit, or throughput collapses: see research on txqueuelen. */
  private static final int TRANSMIT_QUEUE = 20_000;

  /** Numbers of stacks in names of channels: apart from those of inner networks. */
  private static final int TUN_STACKS = 1000;

  private final Tun tun;
  private final List<Port> ports;
  private final Network network;

  /** One queue and what serves it. */
  private record Port(StackLoop driver, TunDevice device, Optional<Pipe> road) {}

  private TunNetwork(Tun tun, List<Port> ports, IpRange range) {
    this.tun = tun;
    this.ports = ports;
    this.network = new Subnet(List.of(range), ports.stream().map(Port::driver).toList());
  }

  /**
   * What the interface is like.
   *
   * @param name of the interface
   * @param range the addresses that are routed to it
   * @param host the kernel's own address on it
   * @param mtu in bytes
   * @param impairment what happens to packets, each way
   */
  public record Plan(
      String name, IpRange range, InetAddress host, int mtu, Impairment impairment) {}

  /**
   * Opens the interface and sets it up.
   *
   * @param config our addresses among others
   * @param seeds randomness by the name of who needs it
   * @throws naru.linux.LinuxException if that is not allowed here; it says why
   */
  public static TunNetwork open(
      Plan plan,
      StackConfig config,
      List<EventLoop> loops,
      Clock clock,
      Function<String, RandomGenerator> seeds) {
    Tun tun = Tun.open(plan.name(), loops.size());
    try {
      Interface.named(tun.name())
          .noLinkLocalAddress()
          .mtu(plan.mtu())
          .transmitQueueLength(TRANSMIT_QUEUE)
          .address(plan.host(), plan.range().bits())
          .up();
      List<Port> ports = new ArrayList<>();
      for (int i = 0; i < loops.size(); i++) {
        TunQueue queue = tun.queues().get(i);
        ports.add(port(plan, config, loops.get(i), queue, clock, seeds, i));
      }
      return new TunNetwork(tun, ports, plan.range());
    } catch (RuntimeException e) {
      tun.close();
      throw e;
    }
  }

  private static Port port(
      Plan plan,
      StackConfig config,
      EventLoop loop,
      TunQueue queue,
      Clock clock,
      Function<String, RandomGenerator> seeds,
      int number) {
    String name = plan.name() + '/' + number;
    Stack stack = Stack.of(config, clock, seeds.apply(name));
    StackLoop driver = StackLoop.of(loop, clock, stack, TUN_STACKS + number);
    TunDevice device = TunDevice.of(queue, plan.mtu(), PooledByteBufAllocator.DEFAULT);
    Optional<Pipe> road = Optional.empty();
    if (plan.impairment().equals(Impairment.NONE)) {
      stack.link(device);
    } else {
      PipeConfig way = PipeConfig.offloading(plan.mtu()).with(plan.impairment());
      road = Optional.of(road(way, stack, driver, device, clock, seeds.apply(name + "/road")));
    }
    device.start(driver).syncUninterruptibly();
    return new Port(driver, device, road);
  }

  /** Between the stack and the kernel, both ways. */
  private static Pipe road(
      PipeConfig way,
      Stack stack,
      StackLoop driver,
      TunDevice device,
      Clock clock,
      RandomGenerator random) {
    Pipe pipe = Pipe.of(way, clock, random);
    stack.link(pipe.a());
    pipe.a().receiver(driver::frame);
    pipe.b().receiver(device::transmit);
    device.through(pipe.b()::transmit);
    driver.drive(pipe);
    return pipe;
  }

  /** The network as listeners and dialers see it. */
  public Network network() {
    return network;
  }

  /** The stacks behind it, for their numbers. */
  public List<Stack> stacks() {
    return ports.stream().map(p -> p.driver().stack()).toList();
  }

  /** Frames that the kernel did not take. */
  public long dropped() {
    return ports.stream().mapToLong(p -> p.device().dropped()).sum();
  }

  /** Takes the interface away. To be called while the loops run. */
  @Override
  public void close() {
    for (Port port : ports) {
      port.driver()
          .loop()
          .submit(
              () -> {
                port.driver().closeAll();
                port.device().close();
                port.road().ifPresent(Pipe::close);
                port.driver().stack().close();
              })
          .awaitUninterruptibly();
    }
    tun.close();
  }
}
