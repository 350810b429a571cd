package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import naru.stack.link.Impairment;
import naru.stack.link.Link;
import naru.stack.link.Pipe;
import naru.stack.link.PipeConfig;
import naru.stack.link.Timed;
import naru.wire.ip.IpAddress;
import naru.wire.ip.VnetHeader;
import org.jspecify.annotations.Nullable;

/**
 * One stack's wire into the {@link InnerNetwork}. A frame for a host to which nothing happens on
 * the way is handed over at once; else it goes through a pipe, which runs on the sender's loop.
 */
final class InnerLink implements Link, Timed, AutoCloseable {
  private final InnerNetwork network;
  private final InnerHost from;
  private final StackLoop driver;
  private final RandomGenerator random;
  private final List<@Nullable Road> roads = new ArrayList<>();

  /** To one host; the pipe is there only while something happens on the way. */
  private final class Road {
    private final InnerHost to;
    private PipeConfig config;
    private @Nullable Pipe pipe;

    Road(InnerHost to) {
      this.to = to;
      this.config = network.usual();
    }

    @SuppressWarnings("ReferenceEquality") // a change brings another object
    boolean send(ByteBuf frame) {
      PipeConfig now = network.road(from, to);
      if (now != config) {
        change(now);
      }
      Pipe through = pipe;
      return through == null ? to.deliver(frame, driver.loop()) : through.a().transmit(frame);
    }

    private void change(PipeConfig now) {
      config = now;
      Pipe old = pipe;
      if (old != null) {
        old.a().configure(now);
      } else if (!now.impairment().equals(Impairment.NONE)) {
        Pipe opened = Pipe.of(now, network.clock(), random);
        opened.b().receiver(frame -> to.deliver(frame, driver.loop()));
        pipe = opened;
      }
    }
  }

  InnerLink(InnerNetwork network, InnerHost from, StackLoop driver, RandomGenerator random) {
    this.network = network;
    this.from = from;
    this.driver = driver;
    this.random = random;
  }

  @Override
  public int mtu() {
    return network.usual().mtu();
  }

  @Override
  public int superPacketBytes() {
    return network.usual().superPacketBytes();
  }

  @Override
  public boolean offloadsChecksums() {
    return network.usual().offloadsChecksums();
  }

  @Override
  public boolean transmit(ByteBuf frame) {
    InnerHost to = destination(frame);
    if (to == null) {
      frame.release();
      return false;
    }
    return road(to).send(frame);
  }

  private @Nullable InnerHost destination(ByteBuf frame) {
    int at = frame.readerIndex() + VnetHeader.BYTES;
    return frame.getByte(at) >>> 4 == 4
        ? network.at(0, IpAddress.lowOf(frame.getInt(at + 16)))
        : network.at(frame.getLong(at + 24), frame.getLong(at + 32));
  }

  private Road road(InnerHost to) {
    while (roads.size() <= to.number()) {
      roads.add(null);
    }
    Road road = roads.get(to.number());
    if (road == null) {
      road = new Road(to);
      roads.set(to.number(), road);
    }
    return road;
  }

  @Override
  public long deadline() {
    long earliest = Long.MAX_VALUE;
    for (Road road : roads) {
      if (road != null && road.pipe != null) {
        earliest = Math.min(earliest, road.pipe.deadline());
      }
    }
    return earliest;
  }

  @Override
  public void expire(long now) {
    for (Road road : roads) {
      if (road != null && road.pipe != null && road.pipe.deadline() <= now) {
        road.pipe.expire(now);
      }
    }
  }

  @Override
  public void close() {
    for (Road road : roads) {
      if (road != null && road.pipe != null) {
        road.pipe.close();
      }
    }
  }
}
