package naru.app.wiring;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import naru.app.config.Config;
import naru.app.config.NetworkSettings;
import naru.app.config.NetworkSettings.Impair;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Side;
import naru.linux.LinuxException;
import naru.stack.StackConfig;
import naru.stack.link.Impairment;
import naru.stack.link.Jitter;
import naru.stack.link.Loss;
import naru.stack.link.Queue;
import naru.stack.link.Reorder;
import naru.stack.tcp.TcpConfig;
import naru.transport.Loops;
import naru.transport.stack.InnerHost;
import naru.transport.stack.InnerNetwork;
import naru.transport.stack.Network;
import naru.transport.stack.Networks;
import naru.transport.stack.TunNetwork;

/** The networks of Naru's own stack that a config asks for: one inside this process, one by TUN. */
public final class OwnNetworks implements AutoCloseable {
  /** Segments remembered for the trace, for each stack: some thousand requests' worth. */
  private static final int RECORDED = 1 << 14;

  /** Whole packets, but for super-segments of large bodies. */
  private static final int PACKET_BYTES = 16 << 10;

  /** A packet overtaken arrives so much later, beside what its delay brings. */
  private static final long OVERTAKEN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Loops kernel;
  private final Clock clock;
  private final boolean packets;
  private final List<Network> parts = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Optional<Inner> inner = Optional.empty();

  /** The network inside this process: who travels, and Naru. */
  private record Inner(InnerNetwork network, InnerHost client, InnerHost naru) {}

  private OwnNetworks(Loops kernel, Clock clock, boolean packets) {
    this.kernel = kernel;
    this.clock = clock;
    this.packets = packets;
  }

  /**
   * Opens what the config asks for.
   *
   * @throws naru.base.FailureException if an interface may not be opened here
   */
  public static OwnNetworks open(Config config, Loops kernel, Clock clock) {
    OwnNetworks own = new OwnNetworks(kernel, clock, config.trace().packets());
    List<String> hosts = config.listen().all().map(l -> l.at().host()).distinct().toList();
    config.network().inner().ifPresent(i -> own.openInner(i, hosts));
    try {
      config.network().tun().ifPresent(t -> own.openTun(t, hosts));
    } catch (LinuxException e) {
      own.close();
      String detail = "network.tun: " + e.getMessage();
      throw Failure.of(Code.INTERNAL, Side.US, detail).causedBy(e).asException();
    }
    return own;
  }

  private void openInner(NetworkSettings.Inner settings, List<String> hosts) {
    InnerNetwork network =
        InnerNetwork.of(List.of(settings.range()), settings.mtu(), clock, OwnNetworks::dice);
    List<EventLoop> loops = kernel.all();
    InnerHost client =
        network.host("client", stack(List.of(settings.client()), settings.range()), loops);
    InnerHost naru = network.host("naru", stack(in(settings.range(), hosts), settings.range()), loops);
    inner = Optional.of(new Inner(network, client, naru));
    impair(impairment(settings.impair()), impairment(settings.impair()));
    parts.add(naru);
    open.add(network);
  }

  private void openTun(NetworkSettings.Tun settings, List<String> hosts) {
    TunNetwork.Plan plan =
        new TunNetwork.Plan(
            settings.name(),
            settings.range(),
            IpRange.literal(settings.host()),
            settings.mtu(),
            impairment(settings.impair()));
    StackConfig config = stack(in(settings.range(), hosts), settings.range());
    TunNetwork network = TunNetwork.open(plan, config, kernel.all(), clock, OwnNetworks::dice);
    parts.add(network.network());
    open.add(network);
  }

  /** Keys and ports must not be guessed. */
  private static RandomGenerator dice(String name) {
    return name.endsWith("/road") ? new SplittableRandom(name.hashCode()) : new SecureRandom();
  }

  private static List<String> in(IpRange range, List<String> hosts) {
    return hosts.stream().filter(h -> range.contains(IpRange.literal(h))).toList();
  }

  private StackConfig stack(List<String> addresses, IpRange range) {
    String[] own = addresses.stream().map(a -> a + "/" + range.bits()).toArray(String[]::new);
    int bytes = packets ? PACKET_BYTES : 0;
    return StackConfig.of(own).with(TcpConfig.USUAL.recording(RECORDED, bytes));
  }

  private static Impairment impairment(Impair i) {
    Impairment all =
        Impairment.NONE
            .withDelay(i.delay().toNanos())
            .withDuplicate(i.duplicatePercent() / 100)
            .withCorrupt(i.corruptPercent() / 100);
    if (i.lossPercent() > 0) {
      all = all.withLoss(new Loss.Bernoulli(i.lossPercent() / 100));
    }
    if (!i.jitter().isZero()) {
      all = all.withJitter(new Jitter.Uniform(i.jitter().toNanos(), false));
    }
    if (i.reorderPercent() > 0) {
      all = all.withReorder(new Reorder.Random(i.reorderPercent() / 100, OVERTAKEN_NANOS));
    }
    if (i.bitsPerSecond() > 0) {
      all = all.withRate(i.bitsPerSecond()).withQueue(Queue.TailDrop.bytes(i.queueBytes()));
    }
    return all;
  }

  /** Changes what happens between who travels in this process and Naru. */
  public void impair(Impairment toNaru, Impairment toClient) {
    inner.ifPresent(
        i -> {
          i.network().impair(i.client(), i.naru(), toNaru);
          i.network().impair(i.naru(), i.client(), toClient);
        });
  }

  /** The loops as Naru's stops see them: own addresses are reached through own stacks. */
  public Loops naru() {
    return parts.isEmpty() ? kernel : kernel.joining(new Networks(parts));
  }

  /** The loops as a client in this process sees them. */
  public Loops client() {
    return inner.map(i -> kernel.joining(i.client())).orElse(kernel);
  }

  /** To be called while the loops run. */
  @Override
  public void close() {
    for (AutoCloseable one : open.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("a network cannot be closed", e);
      }
    }
    open.clear();
  }
}
