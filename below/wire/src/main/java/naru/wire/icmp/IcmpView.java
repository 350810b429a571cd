package naru.wire.icmp;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;

/**
 * A flat view of one ICMP message of either version, reused for the next.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |     Code      |          Checksum             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       the rest of the header: identifier and sequence number, |
 * |       MTU, pointer, or unused, as the type has it             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       data, or the beginning of the packet in question        |
 * +-+-+-+-+-+-+-+-+-+-+- - -
 * </pre>
 */
public final class IcmpView {
  private int type;
  private int code;
  private int rest;
  private int headerAt;
  private int length;

  /**
   * Reads a message; false if it is shorter than its header.
   *
   * @param at index of its header
   * @param length bytes that are there
   */
  public boolean read(ByteBuf packet, int at, int length) {
    if (length < IcmpWriter.BYTES) {
      return false;
    }
    type = packet.getUnsignedByte(at);
    code = packet.getUnsignedByte(at + 1);
    rest = packet.getInt(at + 4);
    headerAt = at;
    this.length = length;
    return true;
  }

  /** As in {@link IcmpType}. */
  public int type() {
    return type;
  }

  public int code() {
    return code;
  }

  /** Bytes 4 to 7. */
  public int rest() {
    return rest;
  }

  /** Of an echo or its reply. */
  public int identifier() {
    return rest >>> 16;
  }

  /** Of an echo or its reply. */
  public int sequence() {
    return rest & 0xffff;
  }

  /** Index of the data, or of the quoted packet. */
  public int payloadAt() {
    return headerAt + IcmpWriter.BYTES;
  }

  public int payloadLength() {
    return length - IcmpWriter.BYTES;
  }

  /** Sums the message, which must be the payload of {@code ip}. */
  public boolean checksumOk(IpView ip, ByteBuf packet) {
    int sum = Checksum.sum(packet, headerAt, length);
    if (!ip.v4()) {
      int pseudo =
          Checksum.pseudo(
              ip.sourceHigh(),
              ip.sourceLow(),
              ip.destinationHigh(),
              ip.destinationLow(),
              IpProtocol.ICMPV6,
              length);
      sum = Checksum.add(pseudo, sum);
    }
    return sum == 0xffff;
  }
}
