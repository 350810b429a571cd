package naru.app;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpView;

/**
 * Which packet of a road is lost: one of the large TCP segments that bring something new, and no
 * other. What is sent again does not count, so that it is the same one on a busy machine.
 */
final class LoseOne implements Predicate<ByteBuf> {
  private final IpView ip = new IpView();
  private final TcpView tcp = new TcpView();
  private final Map<Integer, Integer> ends = new HashMap<>();
  private final int largeBytes;
  private int left;

  /**
   * The loss of one packet.
   *
   * @param largeBytes segments with less text are not counted
   * @param which counted from 1
   */
  LoseOne(int largeBytes, int which) {
    this.largeBytes = largeBytes;
    this.left = which;
  }

  @Override
  public boolean test(ByteBuf frame) {
    int at = frame.readerIndex() + VnetHeader.BYTES;
    return ip.read(frame, at, frame.writerIndex() - at, true)
        && ip.protocol() == IpProtocol.TCP
        && tcp.read(frame, ip.payloadAt(), ip.payloadLength())
        && bringsNew()
        && tcp.textLength() >= largeBytes
        && --left == 0;
  }

  private boolean bringsNew() {
    int flow = tcp.sourcePort() << 16 | tcp.destinationPort();
    int end = tcp.sequence() + tcp.textLength();
    Integer before = ends.get(flow);
    if (before != null && end - before <= 0) {
      return false;
    }
    ends.put(flow, end);
    return true;
  }
}
