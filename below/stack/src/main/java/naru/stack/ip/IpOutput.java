package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.random.RandomGenerator;
import naru.stack.link.Link;
import naru.stack.link.Segmenter;
import naru.stack.time.TimerHeap;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.VnetHeader;
import org.jspecify.annotations.Nullable;

/** Transport data to frames on a link: route, headers, checksum, fragments. */
final class IpOutput {
  private final IpConfig config;
  private final ByteBufAllocator allocator;
  private final IpCounters counters;
  private final LocalAddresses local;
  private final Routes routes = new Routes();
  private final PathMtu paths;
  private final Identification identification;
  private final Fragmenter fragmenter;
  private final Segmenter segmenter = new Segmenter();
  private final Outbox outbox;
  private final LocalLink toOurselves;

  /** While input is processed, nothing leaves. */
  private boolean holding;

  IpOutput(
      IpConfig config,
      LocalAddresses local,
      TimerHeap timers,
      RandomGenerator random,
      ByteBufAllocator allocator,
      IpCounters counters) {
    this.config = config;
    this.local = local;
    this.allocator = allocator;
    this.counters = counters;
    paths = new PathMtu(config, timers, random);
    identification = Identification.of(random);
    fragmenter = new Fragmenter(allocator);
    outbox = new Outbox(config.queuedFrames(), counters);
    toOurselves = new LocalLink(config.queuedFrames(), counters);
  }

  Routes routes() {
    return routes;
  }

  PathMtu paths() {
    return paths;
  }

  LocalLink toOurselves() {
    return toOurselves;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Holds back what is sent until the next flush, or no longer. */
  void hold(boolean on) {
    holding = on;
  }

  boolean holding() {
    return holding;
  }

  static int headerBytes(boolean v4) {
    return v4 ? IpHeaders.V4_BYTES : IpHeaders.V6_BYTES;
  }

  ByteBuf frame(boolean v4, int transportBytes) {
    int headers = VnetHeader.BYTES + headerBytes(v4);
    return allocator.buffer(headers + transportBytes).writerIndex(headers);
  }

  @Nullable Link linkTo(long high, long low) {
    return local.isLocal(high, low) ? toOurselves : routes.find(high, low);
  }

  /** The largest packet to a destination, in bytes; without a route, what every host takes. */
  int pathMtu(long high, long low) {
    Link link = linkTo(high, low);
    if (link == null) {
      return IpAddress.isV4(high, low) ? 576 : PathMtu.FLOOR_V6;
    }
    PathMtu.Entry path = paths.find(high, low);
    return path == null ? link.mtu() : Math.min(path.mtu(), link.mtu());
  }

  boolean send(
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
    Link link = linkTo(dstHigh, dstLow);
    if (link == null) {
      return drop(frame, IpCounters.Of.NO_ROUTE);
    }
    boolean v4 = IpAddress.isV4(dstHigh, dstLow);
    PathMtu.Entry path = paths.find(dstHigh, dstLow);
    int mtu = path == null ? link.mtu() : Math.min(path.mtu(), link.mtu());
    boolean whole = dontFragment && (path == null || !path.belowFloor());
    int at = frame.readerIndex() + VnetHeader.BYTES;
    int length = frame.writerIndex() - at;
    if (length > headerLimit(v4)) {
      return drop(frame, IpCounters.Of.TOO_BIG_TO_SEND);
    }
    boolean cut = length > mtu && gsoSize == 0;
    if (cut && whole) {
      return drop(frame, IpCounters.Of.TOO_BIG_TO_SEND);
    }
    boolean cuttable = cut || (v4 && !whole);
    int id = id(srcHigh, srcLow, dstHigh, dstLow, protocol, cuttable);
    int hops = hopLimit > 0 ? hopLimit : config.hopLimit();
    if (v4) {
      int source = (int) srcLow;
      int target = (int) dstLow;
      IpHeaders.writeV4(
          frame, at, length, trafficClass, id & 0xffff, whole, hops, protocol, source, target);
    } else {
      int payload = length - IpHeaders.V6_BYTES;
      IpHeaders.writeV6(
          frame, at, payload, trafficClass, 0, hops, protocol, srcHigh, srcLow, dstHigh, dstLow);
    }
    int headers = headerBytes(v4);
    int transport = at + headers;
    int sum =
        TransportChecksum.pseudo(srcHigh, srcLow, dstHigh, dstLow, protocol, length - headers);
    boolean offload = gsoSize > 0 || TransportChecksum.offloads(link, checksumOffset);
    if (offload && !cut) {
      TransportChecksum.offload(frame, transport, checksumOffset, sum, protocol, v4, gsoSize);
    } else {
      TransportChecksum.write(frame, transport, checksumOffset, sum, protocol);
    }
    if (gsoSize > 0 && !cuts(link, length)) {
      return segment(link, frame, mtu);
    }
    return cut ? fragment(link, frame, v4, mtu, id) : hand(link, frame);
  }

  /** Whether the link takes a super-packet of this length; to ourselves none need be cut. */
  private boolean cuts(Link link, int length) {
    boolean able = link == toOurselves || link.superPacketBytes() > link.mtu();
    return able && length <= link.superPacketBytes();
  }

  private static int headerLimit(boolean v4) {
    return v4 ? 65535 : IpHeaders.V6_BYTES + 65535;
  }

  /** Packets that nobody cuts need no identification (RFC 6864 s. 4.1). */
  private int id(
      long srcHigh, long srcLow, long dstHigh, long dstLow, int protocol, boolean needed) {
    return needed ? identification.next(srcHigh, srcLow, dstHigh, dstLow, protocol) : 0;
  }

  /** Does for the link what it cannot do itself. */
  private boolean segment(Link link, ByteBuf frame, int mtu) {
    boolean done = segmenter.cut(frame, mtu, piece -> hand(link, piece));
    return done || drop(frame, IpCounters.Of.TOO_BIG_TO_SEND);
  }

  private boolean fragment(Link link, ByteBuf frame, boolean v4, int mtu, int id) {
    counters.count(IpCounters.Of.FRAGMENTED);
    try {
      fragmenter.cut(
          frame,
          v4,
          mtu,
          v4 ? id & 0xffff : id,
          piece -> {
            counters.count(IpCounters.Of.FRAGMENTS_SENT);
            hand(link, piece);
          });
    } finally {
      frame.release();
    }
    return true;
  }

  private boolean hand(Link link, ByteBuf frame) {
    counters.count(IpCounters.Of.SENT);
    if (holding && link != toOurselves) {
      return outbox.add(link, frame);
    }
    boolean taken = link.transmit(frame);
    if (!taken) {
      counters.count(IpCounters.Of.LINK_DROPPED);
    }
    return taken;
  }

  private boolean drop(ByteBuf frame, IpCounters.Of why) {
    counters.count(why);
    frame.release();
    return false;
  }

  void close() {
    outbox.close();
    toOurselves.close();
  }
}
