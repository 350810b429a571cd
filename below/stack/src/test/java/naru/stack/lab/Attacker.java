package naru.stack.lab;

import io.netty.buffer.ByteBuf;
import naru.stack.link.FrameSink;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.VnetHeader;
import naru.wire.tcp.TcpWriter;

/**
 * Hands a host whatever segments and ICMP errors somebody out there may think up, straight into its
 * door. Checksums are marked as verified, so that nothing is stopped there.
 */
public final class Attacker {
  private static final byte[] NOTHING = {};

  private final FrameSink target;
  private final IpAddress to;

  public Attacker(FrameSink target, IpAddress to) {
    this.target = target;
    this.to = to;
  }

  /** A segment without options. */
  public void segment(
      ByteBuf frame, int from, int fromPort, int toPort, int seq, int ack, int flags, int text) {
    segment(frame, from, fromPort, toPort, seq, ack, flags, 1000, NOTHING, text);
  }

  /**
   * A segment.
   *
   * @param frame an empty buffer for it
   * @param from the source address
   * @param options a multiple of 4 bytes
   * @param text how many bytes
   */
  public void segment(
      ByteBuf frame,
      int from,
      int fromPort,
      int toPort,
      int seq,
      int ack,
      int flags,
      int window,
      byte[] options,
      int text) {
    int header = TcpWriter.BYTES + options.length;
    int at = begin(frame, from, header + text, IpProtocol.TCP);
    frame.writeZero(header + text);
    TcpWriter.header(frame, at, fromPort, toPort, seq, ack, header, flags, window);
    frame.setBytes(at + TcpWriter.BYTES, options);
    target.frame(frame);
  }

  /** An ICMP error that quotes the beginning of a segment from the host to somebody. */
  public void icmp(
      ByteBuf frame,
      int from,
      int type,
      int code,
      int rest,
      int quotedTo,
      int quotedFromPort,
      int quotedToPort,
      int quotedSeq) {
    int quoted = IpHeaders.V4_BYTES + 8;
    int at = begin(frame, from, 8 + quoted, IpProtocol.ICMP);
    frame.writeByte(type).writeByte(code).writeShort(0).writeInt(rest);
    int inner = at + 8;
    frame.writeZero(IpHeaders.V4_BYTES);
    IpHeaders.writeV4(frame, inner, 1500, 0, 0, true, 64, IpProtocol.TCP, to.v4(), quotedTo);
    frame.writeShort(quotedFromPort).writeShort(quotedToPort).writeInt(quotedSeq);
    target.frame(frame);
  }

  private int begin(ByteBuf frame, int from, int bytes, int protocol) {
    frame.writeZero(VnetHeader.BYTES + IpHeaders.V4_BYTES);
    VnetHeader.write(frame, 0, VnetHeader.DATA_VALID, VnetHeader.GSO_NONE, 0, 0, 0, 0);
    int total = IpHeaders.V4_BYTES + bytes;
    IpHeaders.writeV4(frame, VnetHeader.BYTES, total, 0, 0, true, 64, protocol, from, to.v4());
    return frame.writerIndex();
  }
}
