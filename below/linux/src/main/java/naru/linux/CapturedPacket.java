package naru.linux;

import java.nio.ByteBuffer;

/**
 * An IP packet as it passed an interface.
 *
 * <p>With segmentation offload it may be a super-segment of up to 64 KiB that the network card cuts
 * later or has put together before; its checksum may then be no more than begun.
 */
public final class CapturedPacket {
  private final byte[] bytes;
  private final int wholeBytes;
  private final boolean sent;
  private final boolean checksumReady;
  private final long unixNanos;

  CapturedPacket(
      byte[] bytes, int wholeBytes, boolean sent, boolean checksumReady, long unixNanos) {
    this.bytes = bytes;
    this.wholeBytes = wholeBytes;
    this.sent = sent;
    this.checksumReady = checksumReady;
    this.unixNanos = unixNanos;
  }

  /** From the IP header on, read-only; perhaps cut: see {@link #wholeBytes}. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** The packet's length on the interface. */
  public int wholeBytes() {
    return wholeBytes;
  }

  /** Whether this end sent it: the flow's local end on loopback, this machine elsewhere. */
  public boolean sent() {
    return sent;
  }

  /** Whether the checksum field is final; if not, the network card would have computed it. */
  public boolean checksumReady() {
    return checksumReady;
  }

  /** When the kernel saw it: nanoseconds of the wall clock (SO_TIMESTAMPNS). */
  public long unixNanos() {
    return unixNanos;
  }
}
