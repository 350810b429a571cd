package naru.app.wiring;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import naru.app.config.Config;
import naru.app.config.Listen;
import naru.app.config.Listener;
import naru.app.config.NetworkSettings;
import naru.app.config.NetworkSettings.Impair;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Metrics;
import naru.base.Side;
import naru.linux.LinuxException;
import naru.stack.StackConfig;
import naru.stack.link.Impairment;
import naru.stack.link.Jitter;
import naru.stack.link.Loss;
import naru.stack.link.Queue;
import naru.stack.link.Reorder;
import naru.stack.tcp.TcpConfig;
import naru.trace.Party;
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
  private final Metrics metrics;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Optional<Inner> inner = Optional.empty();
  private Optional<Network> tun = Optional.empty();

  /** The network inside this process: a host for each party. */
  private record Inner(InnerNetwork network, Map<Party, InnerHost> hosts) {}

  private OwnNetworks(Loops kernel, Clock clock, boolean packets, Metrics metrics) {
    this.kernel = kernel;
    this.clock = clock;
    this.packets = packets;
    this.metrics = metrics;
  }

  /**
   * Opens what the config asks for.
   *
   * @throws naru.base.FailureException if an interface may not be opened here
   */
  public static OwnNetworks open(Config config, Loops kernel, Clock clock, Metrics metrics) {
    OwnNetworks own = new OwnNetworks(kernel, clock, config.trace().packets(), metrics);
    config.network().inner().ifPresent(i -> own.openInner(i, config.listen()));
    try {
      config.network().tun().ifPresent(t -> own.openTun(t, config.listen()));
    } catch (LinuxException e) {
      own.close();
      String detail = "network.tun: " + e.getMessage();
      throw Failure.of(Code.INTERNAL, Side.US, detail).causedBy(e).asException();
    }
    return own;
  }

  private void openInner(NetworkSettings.Inner settings, Listen listen) {
    InnerNetwork network =
        InnerNetwork.of(List.of(settings.range()), settings.mtu(), clock, OwnNetworks::dice);
    Map<Party, InnerHost> hosts = new EnumMap<>(Party.class);
    Map<Party, List<Listener>> listeners = new EnumMap<>(Party.class);
    listeners.put(Party.DNS, listen.dns());
    listeners.put(Party.PROXY, listen.proxy());
    listeners.put(Party.GATEWAY, listen.gateway());
    listeners.put(Party.ORIGIN, listen.origin());
    hosts.put(Party.CLIENT, host(network, Party.CLIENT, List.of(settings.client()), settings));
    listeners.forEach(
        (party, own) -> {
          List<String> addresses = in(settings.range(), own);
          if (!addresses.isEmpty()) {
            hosts.put(party, host(network, party, addresses, settings));
          }
        });
    inner = Optional.of(new Inner(network, hosts));
    impair(impairment(settings.impair()), impairment(settings.impair()));
    open.add(network);
    StackMetrics.register(metrics.labelled("network", "inner"), network.stacks(), network::dropped);
  }

  private InnerHost host(
      InnerNetwork network, Party party, List<String> addresses, NetworkSettings.Inner settings) {
    return network.host(party.word(), stack(addresses, settings.range()), kernel.all());
  }

  private void openTun(NetworkSettings.Tun settings, Listen listen) {
    TunNetwork.Plan plan =
        new TunNetwork.Plan(
            settings.name(),
            settings.range(),
            IpRange.literal(settings.host()),
            settings.mtu(),
            impairment(settings.impair()));
    List<String> addresses = in(settings.range(), listen.all().toList());
    StackConfig config = stack(addresses, settings.range());
    TunNetwork network = TunNetwork.open(plan, config, kernel.all(), clock, OwnNetworks::dice);
    tun = Optional.of(network.network());
    open.add(network);
    StackMetrics.register(metrics.labelled("network", "tun"), network.stacks(), network::dropped);
  }

  /** Keys and ports must not be guessed. */
  private static RandomGenerator dice(String name) {
    return name.endsWith("/road") ? new SplittableRandom(name.hashCode()) : new SecureRandom();
  }

  private static List<String> in(IpRange range, List<Listener> listeners) {
    return listeners.stream()
        .map(l -> l.at().host())
        .filter(h -> range.contains(IpRange.literal(h)))
        .distinct()
        .toList();
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

  /** Changes what happens between who travels in this process and everybody else. */
  public void impair(Impairment fromClient, Impairment toClient) {
    inner.ifPresent(
        i -> {
          InnerHost client = Objects.requireNonNull(i.hosts().get(Party.CLIENT));
          for (InnerHost host : i.hosts().values()) {
            if (!host.equals(client)) {
              i.network().impair(client, host, fromClient);
              i.network().impair(host, client, toClient);
            }
          }
        });
  }

  /** The loops as a party sees them: own addresses are reached through its own stacks. */
  public Loops of(Party party) {
    List<Network> parts = new ArrayList<>();
    inner.map(i -> i.hosts().getOrDefault(party, anyOf(i))).ifPresent(parts::add);
    tun.ifPresent(parts::add);
    return parts.isEmpty() ? kernel : kernel.joining(new Networks(parts));
  }

  /** A party without an address of its own speaks as the client does. */
  private static InnerHost anyOf(Inner inner) {
    return Objects.requireNonNull(inner.hosts().get(Party.CLIENT));
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
