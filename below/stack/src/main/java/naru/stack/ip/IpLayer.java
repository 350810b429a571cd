package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.random.RandomGenerator;
import naru.stack.link.Link;
import naru.stack.time.TimerHeap;
import naru.wire.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * IPv4 and IPv6 of one host, which never forwards: the door of this package.
 *
 * <p>Frames come in by {@link #input}, transports get their packets from there. Nothing leaves
 * during {@code input}; what it caused (echo replies, errors) leaves at the next {@link #flush},
 * which also brings packets to ourselves back in. What transports send outside of {@code input}
 * goes to the link at once.
 *
 * <p>Memory is bounded by {@link IpConfig}. Sending and receiving whole packets allocates nothing
 * but the frame. Confined to one thread.
 */
public final class IpLayer {
  private static final IpPrefix ANY_V4 = new IpPrefix(IpAddress.ANY_V4, 0);
  private static final IpPrefix ANY_V6 = new IpPrefix(IpAddress.ANY_V6, 0);

  private final IpConfig config;
  private final IpCounters counters = new IpCounters();
  private final LocalAddresses local;
  private final @Nullable Transport[] transports = new @Nullable Transport[256];
  private final IpOutput output;
  private final IcmpLayer icmp;
  private final Reassembly reassembly;
  private final IpInput input;

  private IpLayer(
      IpConfig config, TimerHeap timers, RandomGenerator random, ByteBufAllocator allocator) {
    this.config = config;
    local = LocalAddresses.of(config.addresses());
    output = new IpOutput(config, local, timers, random, allocator, counters);
    icmp = new IcmpLayer(config, local, output, counters, transports);
    reassembly =
        new Reassembly(config, timers, random, allocator, counters, icmp::reassemblyTimeExceeded);
    input = new IpInput(config, local, counters, icmp, reassembly, transports);
  }

  /**
   * A host without links and transports yet.
   *
   * @param timers expired by the stack; reassembly and path MTUs age there
   * @param allocator where frames come from
   */
  public static IpLayer of(
      IpConfig config, TimerHeap timers, RandomGenerator random, ByteBufAllocator allocator) {
    return new IpLayer(config, timers, random, allocator);
  }

  /** Everything that is not for this host itself goes over this link. */
  public void link(Link link) {
    output.routes().put(ANY_V4, link);
    output.routes().put(ANY_V6, link);
  }

  /** Hands packets of a protocol to a transport. ICMP is built in. */
  public void transport(int protocol, Transport transport) {
    transports[protocol] = transport;
  }

  /** For errors that transports and users want to send. */
  public IcmpLayer icmp() {
    return icmp;
  }

  public IpConfig config() {
    return config;
  }

  public IpCounters counters() {
    return counters;
  }

  /** Bytes of IP header in a {@link #frame}: 20 or 40. */
  public int headerBytes(boolean v4) {
    return IpOutput.headerBytes(v4);
  }

  /**
   * A new frame for a transport to write its header and data at the writer index.
   *
   * @param transportBytes room for so many; more can be written but costs a copy
   */
  public ByteBuf frame(boolean v4, int transportBytes) {
    return output.frame(v4, transportBytes);
  }

  /**
   * Sends a {@link #frame}: writes the headers in front, sums or leaves the sum to the link, cuts
   * into fragments if need be. Takes the frame.
   *
   * @param dstHigh the destination, whose family must be that of the frame
   * @param hopLimit 1..255, or 0 for the configured one
   * @param trafficClass DSCP &lt;&lt; 2 | ECN
   * @param dontFragment larger packets than the path takes are dropped instead of cut
   * @param checksumOffset of the transport's checksum field: 16 TCP, 6 UDP, 2 ICMP; -1 none
   * @param gsoSize bytes of data per segment for a super-segment, else 0; what the link does not
   *     cut up, because it cannot or because it is more than {@link #superPacketBytes(long, long)},
   *     is cut up here
   * @return false if it was dropped; {@link #counters} tell why
   */
  public boolean send(
      ByteBuf frame,
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      int protocol,
      int hopLimit,
      int trafficClass,
      boolean dontFragment,
      int checksumOffset,
      int gsoSize) {
    return output.send(
        frame,
        srcHigh,
        srcLow,
        dstHigh,
        dstLow,
        protocol,
        hopLimit,
        trafficClass,
        dontFragment,
        checksumOffset,
        gsoSize);
  }

  /** The largest packet to a destination, in bytes. */
  public int pathMtu(long dstHigh, long dstLow) {
    return output.pathMtu(dstHigh, dstLow);
  }

  /**
   * The largest super-packet over the default link, in bytes; 0 if there is none, or no cutting.
   */
  public int superPacketBytes() {
    return superPacketBytes(output.routes().find(ANY_V4.address().high(), ANY_V4.address().low()));
  }

  private static int superPacketBytes(@Nullable Link link) {
    return link == null || link.superPacketBytes() <= link.mtu() ? 0 : link.superPacketBytes();
  }

  /** Whether packets to this destination would leave or come back at all. */
  public boolean isReachable(long dstHigh, long dstLow) {
    return output.linkTo(dstHigh, dstLow) != null;
  }

  /** Whether it is an address of this host, loopback included, whatever else is accepted. */
  public boolean isLocal(long high, long low) {
    return local.isLocal(high, low);
  }

  /** The own address that speaks to a destination; unspecified ({@code ::}) if there is none. */
  public IpAddress sourceFor(IpAddress destination) {
    return local.sourceFor(destination);
  }

  /** Takes a frame from a link. Calls transports; nothing leaves. */
  public void input(ByteBuf frame, long now) {
    counters.count(IpCounters.Of.RECEIVED);
    take(frame, false, now);
  }

  private void take(ByteBuf frame, boolean looped, long now) {
    boolean before = output.holding();
    output.hold(true);
    try {
      input.input(frame, looped, now);
    } finally {
      output.hold(before);
    }
  }

  /**
   * Sends what input left behind, and takes in what waits for ourselves.
   *
   * @return whether transports were given packets, so that another output pass is due
   */
  public boolean flush(long now) {
    output.outbox().flush();
    LocalLink own = output.toOurselves();
    int waiting = own.size();
    for (int i = 0; i < waiting; i++) {
      ByteBuf frame = own.poll();
      if (frame != null) {
        counters.count(IpCounters.Of.LOOPED_BACK);
        take(frame, true, now);
      }
    }
    output.outbox().flush();
    return waiting > 0;
  }

  /** Told once each time a first packet to ourselves waits for {@link #flush}. */
  public void whenDirty(Runnable call) {
    output.toOurselves().whenFilled(call);
  }

  /** Memory that waiting fragments take, in bytes with overhead. */
  public int reassemblyBytes() {
    return reassembly.bytes();
  }

  /** Datagrams of which fragments are missing. */
  public int reassemblyDatagrams() {
    return reassembly.datagrams();
  }

  /** Destinations with a path MTU below their link's. */
  public int pathMtuEntries() {
    return output.paths().size();
  }

  /** Releases everything that waits. */
  public void close() {
    reassembly.close();
    output.close();
  }
}
