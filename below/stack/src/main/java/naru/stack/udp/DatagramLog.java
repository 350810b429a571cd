package naru.stack.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import naru.base.Endpoint;
import naru.trace.Bytes;
import naru.trace.Packet;
import naru.trace.UdpEvent;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.udp.UdpWriter;

/** The latest datagrams of one connected socket, for the trace: a question and its answers. */
final class DatagramLog {
  private static final int MOST = 16;

  private final IpView ip = new IpView();
  private final ArrayDeque<RecordedDatagram> latest = new ArrayDeque<>(4);
  private final int mostBytes;

  /**
   * An empty one.
   *
   * @param mostBytes of each packet; its headers are always kept
   */
  DatagramLog(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  void add(UdpSocket socket, boolean sent, ByteBuf packet, int at, int length, long now) {
    byte[] whole = new byte[length];
    packet.getBytes(at, whole);
    ByteBuf own = Unpooled.wrappedBuffer(whole);
    if (!ip.read(own, 0, length, true)) {
      return;
    }
    complete(own);
    int headers = ip.headerLength() + UdpWriter.BYTES;
    byte[] bytes = Arrays.copyOf(whole, Math.min(length, Math.max(headers, mostBytes)));
    if (latest.size() == MOST) {
      latest.removeFirst();
    }
    String local = new Endpoint(socket.localAddress().toString(), socket.localPort()).toString();
    String remote = new Endpoint(socket.remoteAddress().toString(), socket.remotePort()).toString();
    int data = ip.payloadLength() - UdpWriter.BYTES;
    Packet kept = new Packet(Bytes.owned(bytes), length);
    latest.add(new RecordedDatagram(now, new UdpEvent.Datagram(sent, local, remote, data, kept)));
  }

  /** The checksum that a link was left to complete, as it would have been on a wire. */
  private void complete(ByteBuf packet) {
    int at = ip.payloadAt();
    int length = ip.payloadLength();
    packet.setShort(at + UdpWriter.CHECKSUM_OFFSET, 0);
    int pseudo =
        Checksum.pseudo(
            ip.sourceHigh(),
            ip.sourceLow(),
            ip.destinationHigh(),
            ip.destinationLow(),
            IpProtocol.UDP,
            length);
    int sum = Checksum.add(pseudo, Checksum.sum(packet, at, length));
    packet.setShort(at + UdpWriter.CHECKSUM_OFFSET, UdpWriter.checksum(sum));
  }

  /** What was not taken before, in order. */
  List<RecordedDatagram> take() {
    List<RecordedDatagram> taken = new ArrayList<>(latest);
    latest.clear();
    return taken;
  }
}
