package naru.bench.relay;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.security.SecureRandom;
import naru.base.Clock;
import naru.linux.Interface;
import naru.linux.NetworkNamespace;
import naru.linux.Tun;
import naru.stack.Stack;
import naru.stack.StackConfig;
import naru.stack.ip.IpPrefix;
import naru.transport.Loops;
import naru.transport.stack.StackLoop;
import naru.transport.stack.TunDevice;

/**
 * {@code Main PID MTU ADDRESS/PREFIX HOST}: gives the network namespace of a process an interface,
 * an address and a way to everywhere. What is dialed there is dialed here; {@code HOST} is this
 * machine's loopback. Runs until it is ended.
 */
public final class Main {
  /** Where the interface's queue is shorter than a window, a burst overflows it. */
  private static final int QUEUE_PACKETS = 20_000;

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    long pid = Long.parseLong(args[0]);
    int mtu = Integer.parseInt(args[1]);
    IpPrefix own = IpPrefix.parse(args[2]);
    Targets targets = new Targets(InetAddress.ofLiteral(args[3]), InetAddress.getLoopbackAddress());
    try (NetworkNamespace namespace = NetworkNamespace.ofProcess(pid);
        Tun tun = namespace.call(() -> open(mtu, own));
        Loops loops = Loops.open(1)) {
      start(tun, mtu, loops.next(), targets);
      Thread.currentThread().join();
    }
  }

  private static Tun open(int mtu, IpPrefix own) {
    Tun tun = Tun.open("");
    Interface.named(tun.name())
        .noLinkLocalAddress()
        .mtu(mtu)
        .transmitQueueLength(QUEUE_PACKETS)
        .address(own.address().inet(), own.bits())
        .up()
        .route(InetAddress.ofLiteral("0.0.0.0"), 0);
    return tun;
  }

  private static void start(Tun tun, int mtu, EventLoop loop, Targets targets) {
    Clock clock = Clock.system();
    StackConfig usual = StackConfig.of();
    Stack stack = Stack.of(usual.with(usual.ip().withAcceptAny(true)), clock, new SecureRandom());
    TunDevice device = TunDevice.of(tun.queue(), mtu, PooledByteBufAllocator.DEFAULT);
    stack.link(device);
    StackLoop driver = StackLoop.of(loop, clock, stack, 0);
    loop.execute(() -> Relay.listen(stack.tcp(), loop, targets));
    device.start(driver).syncUninterruptibly();
  }
}
