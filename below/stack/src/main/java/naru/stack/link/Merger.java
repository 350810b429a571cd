package naru.stack.link;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpFlags;
import naru.wire.tcp.TcpView;

/**
 * Merges segments that arrive together into super-segments (generic receive offload).
 *
 * <p>Only what {@link Segmenter} would cut up again into the same packets is merged: consecutive
 * text of one flow, all of one size except a shorter last one, with the same headers (but for
 * length, identification, checksum, sequence number; FIN and PSH end a super-segment, CWR may only
 * begin one), and right checksums. So a CE mark, an acknowledgment or a timestamp that differs is
 * never lost. All else passes as it came. Segments of one flow keep their order; flows may pass
 * each other.
 */
public final class Merger {
  private static final int NOT_MERGED = TcpFlags.SYN | TcpFlags.RST | TcpFlags.URG;

  private final FrameSink out;
  private final IpView ip = new IpView();
  private final TcpView tcp = new TcpView();
  private final Map<Flow, Batch> held = new LinkedHashMap<>();

  public Merger(FrameSink out) {
    this.out = out;
  }

  /** Takes a frame, to be put out at the next {@link #flush} at the latest. */
  public void add(ByteBuf frame) {
    int at = frame.readerIndex() + VnetHeader.BYTES;
    if (Segmenter.isSuper(frame) || !readTcp(frame, at)) {
      flush();
      out.frame(frame);
      return;
    }
    Flow flow = Flow.of(ip, tcp);
    Batch batch = held.get(flow);
    if (batch != null && mergeable(frame) && batch.follows(frame, ip, tcp)) {
      batch.add(frame, ip, tcp);
      return;
    }
    if (batch != null) {
      held.remove(flow);
      out.frame(batch.toFrame());
    }
    if (mergeable(frame)) {
      held.put(flow, new Batch(frame, ip, tcp));
    } else {
      out.frame(frame);
    }
  }

  /** Puts out all that is held. */
  public void flush() {
    while (!held.isEmpty()) {
      Flow first = held.keySet().iterator().next();
      Batch batch = held.remove(first);
      if (batch != null) {
        out.frame(batch.toFrame());
      }
    }
  }

  private boolean readTcp(ByteBuf frame, int at) {
    return ip.read(frame, at, frame.writerIndex() - at)
        && !ip.isFragment()
        && ip.protocol() == IpProtocol.TCP
        && tcp.read(frame, ip.payloadAt(), ip.payloadLength());
  }

  private boolean mergeable(ByteBuf frame) {
    return tcp.textLength() > 0
        && (tcp.flags() & NOT_MERGED) == 0
        && (VnetHeader.trusted(frame, frame.readerIndex()) || tcp.checksumOk(ip, frame));
  }

  private record Flow(
      long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int ports) {
    static Flow of(IpView ip, TcpView tcp) {
      return new Flow(
          ip.sourceHigh(),
          ip.sourceLow(),
          ip.destinationHigh(),
          ip.destinationLow(),
          tcp.sourcePort() << 16 | tcp.destinationPort());
    }
  }
}
