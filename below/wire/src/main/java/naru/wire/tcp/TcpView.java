package naru.wire.tcp;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;

/**
 * A flat view of one segment, reused for the next; it reads without allocating. RFC 9293 section
 * 3.1.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Source Port          |       Destination Port        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Sequence Number                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Acknowledgment Number                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Data |       |C|E|U|A|P|R|S|F|                               |
 * | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
 * |       |       |R|E|G|K|H|T|N|N|                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           Checksum            |         Urgent Pointer        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           [Options]                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             Data                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>An option whose length cannot be is the end of the options; a known one with a length that is
 * not its own is skipped, as if it were unknown. Of an option that comes twice the last counts.
 */
public final class TcpView {
  /** NOP, NOP, Timestamps, 10: the whole option space of an ordinary segment begins so. */
  private static final int ALIGNED_TIMESTAMPS = 0x0101080a;

  private int sourcePort;
  private int destinationPort;
  private int sequence;
  private int acknowledgment;
  private int flags;
  private int window;
  private int checksum;
  private int urgentPointer;
  private int headerAt;
  private int headerLength;
  private int textLength;
  private int mss;
  private int windowScale;
  private boolean sackPermitted;
  private boolean hasTimestamps;
  private int timestampValue;
  private int timestampEcho;
  private int sackBlocks;
  private boolean optionsBroken;
  private final int[] sack = new int[8];

  /**
   * Reads a segment.
   *
   * @param at index of its header
   * @param length bytes of header and text
   * @return false if the header does not fit
   */
  public boolean read(ByteBuf packet, int at, int length) {
    if (length < TcpWriter.BYTES) {
      return false;
    }
    int control = packet.getInt(at + 12);
    headerLength = (control >>> 28) * 4;
    if (headerLength < TcpWriter.BYTES || headerLength > length) {
      return false;
    }
    int ports = packet.getInt(at);
    int last = packet.getInt(at + 16);
    headerAt = at;
    textLength = length - headerLength;
    sourcePort = ports >>> 16;
    destinationPort = ports & 0xffff;
    sequence = packet.getInt(at + 4);
    acknowledgment = packet.getInt(at + 8);
    flags = control >>> 16 & 0xff;
    window = control & 0xffff;
    checksum = last >>> 16;
    urgentPointer = last & 0xffff;
    readOptions(packet, at + TcpWriter.BYTES, at + headerLength);
    return true;
  }

  private void readOptions(ByteBuf packet, int from, int end) {
    mss = 0;
    windowScale = -1;
    sackPermitted = false;
    hasTimestamps = false;
    timestampValue = 0;
    timestampEcho = 0;
    sackBlocks = 0;
    optionsBroken = false;
    int at = from;
    if (end - at >= TcpWriter.TIMESTAMPS_BYTES && packet.getInt(at) == ALIGNED_TIMESTAMPS) {
      readTimestamps(packet, at + 4);
      at += TcpWriter.TIMESTAMPS_BYTES;
    }
    while (at < end) {
      int kind = packet.getUnsignedByte(at);
      if (kind == TcpOptionKind.END) {
        return;
      }
      if (kind == TcpOptionKind.NO_OPERATION) {
        at++;
        continue;
      }
      int length = end - at < 2 ? 0 : packet.getUnsignedByte(at + 1);
      if (length < 2 || length > end - at) {
        optionsBroken = true;
        return;
      }
      readOption(packet, kind, at + 2, length);
      at += length;
    }
  }

  private void readOption(ByteBuf packet, int kind, int data, int length) {
    if (!TcpOptionKind.known(kind, length)) {
      return;
    }
    switch (kind) {
      case TcpOptionKind.MSS -> mss = packet.getUnsignedShort(data);
      case TcpOptionKind.WINDOW_SCALE -> windowScale = packet.getUnsignedByte(data);
      case TcpOptionKind.SACK_PERMITTED -> sackPermitted = true;
      case TcpOptionKind.TIMESTAMPS -> readTimestamps(packet, data);
      default -> readSack(packet, data, length >>> 3);
    }
  }

  private void readTimestamps(ByteBuf packet, int data) {
    hasTimestamps = true;
    timestampValue = packet.getInt(data);
    timestampEcho = packet.getInt(data + 4);
  }

  /** At most 4 blocks: a longer option is not known. */
  private void readSack(ByteBuf packet, int data, int blocks) {
    sackBlocks = blocks;
    for (int i = 0; i < 2 * blocks; i++) {
      sack[i] = packet.getInt(data + 4 * i);
    }
  }

  public int sourcePort() {
    return sourcePort;
  }

  public int destinationPort() {
    return destinationPort;
  }

  public int sequence() {
    return sequence;
  }

  public int acknowledgment() {
    return acknowledgment;
  }

  /** The control bits, as in {@link TcpFlags}. */
  public int flags() {
    return flags;
  }

  /** The window as it stands in the header, not scaled. */
  public int window() {
    return window;
  }

  public int checksum() {
    return checksum;
  }

  public int urgentPointer() {
    return urgentPointer;
  }

  public int headerAt() {
    return headerAt;
  }

  /** Bytes, with options. */
  public int headerLength() {
    return headerLength;
  }

  /** Index of the first byte of text. */
  public int textAt() {
    return headerAt + headerLength;
  }

  public int textLength() {
    return textLength;
  }

  /** SEG.LEN: the text, and one each for SYN and FIN. RFC 9293 section 3.4. */
  public int segmentLength() {
    return textLength + (flags & TcpFlags.FIN) + ((flags & TcpFlags.SYN) >>> 1);
  }

  /** Maximum segment size, 0 without the option. */
  public int mss() {
    return mss;
  }

  /** The shift count, -1 without the option. More than 14 is to be used as 14: see shift(). */
  public int windowScale() {
    return windowScale;
  }

  /** The shift count to use: 0 without the option, at most 14 (RFC 7323 section 2.3). */
  public int shift() {
    return Math.clamp(windowScale, 0, 14);
  }

  public boolean sackPermitted() {
    return sackPermitted;
  }

  public boolean hasTimestamps() {
    return hasTimestamps;
  }

  /** TSval; 0 without the option. */
  public int timestampValue() {
    return timestampValue;
  }

  /** TSecr; 0 without the option. */
  public int timestampEcho() {
    return timestampEcho;
  }

  /** Blocks of the SACK option, 0 to 4. */
  public int sackBlocks() {
    return sackBlocks;
  }

  /** The first sequence number of block {@code i}. */
  public int sackLeft(int i) {
    return sack[2 * i];
  }

  /** The sequence number behind block {@code i}. */
  public int sackRight(int i) {
    return sack[2 * i + 1];
  }

  /** Whether the options end with one whose length cannot be. */
  public boolean optionsBroken() {
    return optionsBroken;
  }

  /** Sums the segment, which must be the payload of {@code ip}. */
  public boolean checksumOk(IpView ip, ByteBuf packet) {
    int length = headerLength + textLength;
    int pseudo =
        Checksum.pseudo(
            ip.sourceHigh(),
            ip.sourceLow(),
            ip.destinationHigh(),
            ip.destinationLow(),
            IpProtocol.TCP,
            length);
    return Checksum.add(pseudo, Checksum.sum(packet, headerAt, length)) == 0xffff;
  }
}
