package naru.stack.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import naru.stack.link.Link;
import naru.stack.time.TimerHeap;
import naru.wire.ip.VnetHeader;

/** One host under test: packets in, packets out, time as told; {@link #close} looks for leaks. */
public final class Host implements AutoCloseable {
  public static final String V4 = "10.0.0.1";
  public static final String PEER4 = "10.0.0.2";
  public static final String V6 = "fd00::1";
  public static final String PEER6 = "fd00::2";

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final TimerHeap timers = new TimerHeap();
  private final List<ByteBuf> sent = new ArrayList<>();
  private final IpLayer ip;
  private long now = 1_000_000_000L;
  private int mtu = 1500;
  private int superPacketBytes = 1500;
  private boolean offloads;

  public Host(IpConfig config) {
    ip = IpLayer.of(config, timers, new SplittableRandom(42), allocator);
    ip.link(new Wire());
  }

  /** 10.0.0.1/24 and fd00::1/64. */
  public static Host of() {
    return new Host(config());
  }

  public static IpConfig config() {
    return IpConfig.of("10.0.0.1/24", "fd00::1/64");
  }

  private final class Wire implements Link {
    @Override
    public int mtu() {
      return mtu;
    }

    @Override
    public int superPacketBytes() {
      return superPacketBytes;
    }

    @Override
    public boolean offloadsChecksums() {
      return offloads;
    }

    @Override
    public boolean transmit(ByteBuf frame) {
      sent.add(frame);
      return true;
    }
  }

  public Host mtu(int bytes) {
    mtu = bytes;
    superPacketBytes = bytes;
    return this;
  }

  public Host offloading(int largest) {
    offloads = true;
    superPacketBytes = largest;
    return this;
  }

  public IpLayer ip() {
    return ip;
  }

  public long now() {
    return now;
  }

  public ByteBufAllocator allocator() {
    return allocator;
  }

  /** What buffers take that are not released. */
  public long bytesInUse() {
    return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
  }

  public long count(IpCounters.Of what) {
    return ip.counters().value(what);
  }

  /** A packet comes. */
  public Host in(byte[] packet) {
    return in(packet, 0, VnetHeader.GSO_NONE, 0);
  }

  /** A packet comes with a virtio header. */
  public Host in(byte[] packet, int flags, int gsoType, int gsoSize) {
    ByteBuf frame = allocator.buffer(VnetHeader.BYTES + packet.length);
    VnetHeader.write(frame, 0, flags, gsoType, 0, gsoSize, 0, 0);
    frame.writerIndex(VnetHeader.BYTES).writeBytes(packet);
    return frame(frame);
  }

  /** A frame comes as it is. */
  public Host frame(ByteBuf frame) {
    int before = sent.size();
    ip.input(frame, now);
    assertThat(sent).as("nothing leaves during input").hasSize(before);
    return this;
  }

  /** Time passes. */
  public Host later(long nanos) {
    now += nanos;
    timers.expire(now);
    return this;
  }

  public TimerHeap timers() {
    return timers;
  }

  /** What was said since the last time, after an output pass. */
  public List<String> said() {
    ip.flush(now);
    List<String> said = sent.stream().map(Said::of).toList();
    sent.forEach(ByteBuf::release);
    sent.clear();
    return said;
  }

  /** The same as bytes of packets, without virtio headers. */
  public List<byte[]> saidBytes() {
    ip.flush(now);
    List<byte[]> said =
        sent.stream()
            .map(
                f ->
                    ByteBufUtil.getBytes(f, VnetHeader.BYTES, f.readableBytes() - VnetHeader.BYTES))
            .toList();
    sent.forEach(ByteBuf::release);
    sent.clear();
    return said;
  }

  /** The frames, which are the caller's. */
  public List<ByteBuf> saidFrames() {
    ip.flush(now);
    List<ByteBuf> frames = List.copyOf(sent);
    sent.clear();
    return frames;
  }

  @Override
  public void close() {
    sent.forEach(ByteBuf::release);
    ip.close();
    assertThat(bytesInUse()).as("bytes of buffers that leaked").isZero();
  }
}
