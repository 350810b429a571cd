package naru.wire.udp;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;

/**
 * A flat view of one datagram, reused for the next; it reads without allocating. RFC 768.
 *
 * <pre>
 *  0      7 8     15 16    23 24    31
 * +--------+--------+--------+--------+
 * |     Source      |   Destination   |
 * |      Port       |      Port       |
 * +--------+--------+--------+--------+
 * |                 |                 |
 * |     Length      |    Checksum     |
 * +--------+--------+--------+--------+
 * |          data octets ...
 * +---------------- ...
 * </pre>
 */
public final class UdpView {
  private int sourcePort;
  private int destinationPort;
  private int length;
  private int checksum;
  private int headerAt;

  /**
   * Reads a datagram. What stands behind its own length is left out.
   *
   * @param at index of its header
   * @param length bytes that are there
   * @return false if header or length do not fit
   */
  public boolean read(ByteBuf packet, int at, int length) {
    if (length < UdpWriter.BYTES) {
      return false;
    }
    int ports = packet.getInt(at);
    int last = packet.getInt(at + 4);
    headerAt = at;
    sourcePort = ports >>> 16;
    destinationPort = ports & 0xffff;
    this.length = last >>> 16;
    checksum = last & 0xffff;
    return this.length >= UdpWriter.BYTES && this.length <= length;
  }

  public int sourcePort() {
    return sourcePort;
  }

  public int destinationPort() {
    return destinationPort;
  }

  /** 0: the sender made none. */
  public int checksum() {
    return checksum;
  }

  public int payloadAt() {
    return headerAt + UdpWriter.BYTES;
  }

  public int payloadLength() {
    return length - UdpWriter.BYTES;
  }

  /**
   * Sums the datagram, which must be the payload of {@code ip}. None is as good as a right one over
   * IPv4, and wrong over IPv6 (RFC 8200 section 8.1).
   */
  public boolean checksumOk(IpView ip, ByteBuf packet) {
    if (checksum == 0) {
      return ip.v4();
    }
    int pseudo =
        Checksum.pseudo(
            ip.sourceHigh(),
            ip.sourceLow(),
            ip.destinationHigh(),
            ip.destinationLow(),
            IpProtocol.UDP,
            length);
    return Checksum.add(pseudo, Checksum.sum(packet, headerAt, length)) == 0xffff;
  }
}
