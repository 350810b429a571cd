package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.IpView;

/** What stands above IP: one per protocol number. Called from {@link IpLayer#input} only. */
public interface Transport {
  /**
   * A whole packet for this host. The frame stays the caller's: retain what is kept.
   *
   * @param ip the headers of the packet in {@code frame}, valid until this returns
   * @param checksumTrusted the transport checksum need not be verified (virtio NEEDS_CSUM or
   *     DATA_VALID)
   * @param gsoSize bytes of data in each segment if the packet is a super-segment, else 0
   * @param now the stack's clock, in nanoseconds
   */
  void input(IpView ip, ByteBuf frame, boolean checksumTrusted, int gsoSize, long now);

  /**
   * Whether a packet quoted by an ICMP error is one that this transport may have sent and still
   * cares about (RFC 5927 s. 4.1). If not, the error is dropped and teaches no path MTU. Addresses
   * as in {@link #icmpError}.
   */
  default boolean sent(
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      ByteBuf quoted,
      int transportAt,
      int transportLength) {
    return true;
  }

  /**
   * An ICMP error about a packet for which {@link #sent} was true.
   *
   * @param mtu the path MTU to use from now on, in bytes, if {@code kind} is TOO_BIG; else 0
   * @param srcHigh source of the quoted packet: this host
   * @param dstHigh destination of the quoted packet: the peer
   * @param quoted holds the start of the transport header as it was sent
   * @param transportAt where the transport header starts in {@code quoted}
   * @param transportLength how many bytes of it were quoted, at least 8
   */
  void icmpError(
      IcmpError kind,
      int mtu,
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      ByteBuf quoted,
      int transportAt,
      int transportLength,
      long now);
}
