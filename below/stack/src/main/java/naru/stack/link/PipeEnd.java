package naru.stack.link;

import io.netty.buffer.ByteBuf;

/** One end of a {@link Pipe}: a link to send on, and a place to receive at. */
public final class PipeEnd implements Link {
  private final String name;
  private final Road out;
  private final Road in;

  PipeEnd(String name, Road out, Road in) {
    this.name = name;
    this.out = out;
    this.in = in;
  }

  @Override
  public int mtu() {
    return out.config().mtu();
  }

  @Override
  public int superPacketBytes() {
    return out.config().superPacketBytes();
  }

  @Override
  public boolean offloadsChecksums() {
    return out.config().offloadsChecksums();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Loss on the way, and drops by the queue of the bottleneck, which is thought to be far away,
   * are not told. False is returned only for a frame that this link does not take (too large, or
   * asking for an offload that it does not have), and if the pipe holds as much as it may.
   */
  @Override
  public boolean transmit(ByteBuf frame) {
    return out.transmit(frame);
  }

  /** Where frames that arrive at this end go; without a receiver they are let go of. */
  public void receiver(FrameSink receiver) {
    in.receiver(receiver);
  }

  /** Watches the packets that this end sends. */
  public void observer(LinkObserver observer) {
    out.observer(observer);
  }

  /** The road that this end sends on. */
  public PipeConfig config() {
    return out.config();
  }

  /** Changes the road that this end sends on, for packets sent from now on. */
  public void configure(PipeConfig config) {
    out.configure(config);
  }

  /** Changes what happens to packets that this end sends from now on. */
  public void impair(Impairment impairment) {
    configure(config().with(impairment));
  }

  /** What became of the packets that this end sent. */
  public RoadCounters counters() {
    return out.counters();
  }

  @Override
  public String toString() {
    return "end " + name;
  }
}
