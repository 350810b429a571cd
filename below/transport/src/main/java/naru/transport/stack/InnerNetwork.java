package naru.transport.stack;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import naru.base.Clock;
import naru.base.IpRange;
import naru.stack.Stack;
import naru.stack.StackConfig;
import naru.stack.link.Impairment;
import naru.stack.link.PipeConfig;
import naru.wire.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A network inside this process: hosts with addresses of their own, joined by a switch that takes
 * no time, or by impaired roads. Its packets are real, and nobody needs a privilege.
 *
 * <p>A host has one stack per event loop. They share its addresses: a packet goes to the stack that
 * the hash of its flow names ({@link FlowHash}), and who dials takes a source port with which the
 * answers come back to him. Frames cross between loops by a queue. Packets to an address that
 * nobody has vanish.
 *
 * <p>Hosts are added while the network is set up; the data path reads only.
 */
public final class InnerNetwork implements AutoCloseable {
  private final List<IpRange> ranges;
  private final PipeConfig usual;
  private final Clock clock;
  private final Function<String, RandomGenerator> seeds;
  private final Map<IpAddress, InnerHost> byAddress = new ConcurrentHashMap<>();
  private final List<InnerHost> hosts = new ArrayList<>();
  private final Map<Direction, PipeConfig> roads = new ConcurrentHashMap<>();
  private int stacks;

  /** From one host to another. */
  private record Direction(InnerHost from, InnerHost to) {}

  private InnerNetwork(
      List<IpRange> ranges,
      PipeConfig usual,
      Clock clock,
      Function<String, RandomGenerator> seeds) {
    this.ranges = List.copyOf(ranges);
    this.usual = usual;
    this.clock = clock;
    this.seeds = seeds;
  }

  /**
   * A network without hosts.
   *
   * @param ranges its addresses
   * @param mtu the largest packet on its wires, in bytes; stacks may hand over super-packets
   * @param clock of all its stacks; it must run as the loops' tickers do
   * @param seeds randomness by the name of who needs it
   */
  public static InnerNetwork of(
      List<IpRange> ranges, int mtu, Clock clock, Function<String, RandomGenerator> seeds) {
    return new InnerNetwork(ranges, PipeConfig.offloading(mtu), clock, seeds);
  }

  /**
   * Adds a host with one stack on each of some loops.
   *
   * @param name for its randomness
   * @param config its addresses among others
   */
  public InnerHost host(String name, StackConfig config, List<EventLoop> loops) {
    InnerHost host = new InnerHost(this, hosts.size());
    host.start(name, config, loops, stacks);
    stacks += loops.size();
    hosts.add(host);
    config.ip().addresses().forEach(p -> byAddress.put(p.address(), host));
    return host;
  }

  /** Changes what happens to packets from one host to another, from now on. */
  public void impair(InnerHost from, InnerHost to, Impairment impairment) {
    roads.put(new Direction(from, to), usual.with(impairment));
  }

  /** The stacks of all hosts, for their numbers. */
  public List<Stack> stacks() {
    return hosts.stream().flatMap(h -> h.stacks().stream()).toList();
  }

  /** Frames between loops that were dropped because the other was behind. */
  public long dropped() {
    return hosts.stream().mapToLong(InnerHost::dropped).sum();
  }

  /** Closes every channel and lets go of what is under way. To be called before the loops end. */
  @Override
  public void close() {
    hosts.forEach(InnerHost::close);
  }

  Clock clock() {
    return clock;
  }

  RandomGenerator random(String name) {
    return seeds.apply(name);
  }

  PipeConfig usual() {
    return usual;
  }

  PipeConfig road(InnerHost from, InnerHost to) {
    return roads.getOrDefault(new Direction(from, to), usual);
  }

  @Nullable InnerHost at(long high, long low) {
    return byAddress.get(new IpAddress(high, low));
  }

  @Nullable InnerHost at(InetAddress address) {
    return byAddress.get(IpAddress.of(address));
  }

  boolean reaches(InetAddress address) {
    return ranges.stream().anyMatch(r -> r.contains(address));
  }
}
