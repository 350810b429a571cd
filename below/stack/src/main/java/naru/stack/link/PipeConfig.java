package naru.stack.link;

/**
 * One direction of a {@link Pipe}, as its sender sees it.
 *
 * @param mtu the largest IP packet on the wire, in bytes
 * @param superPacketBytes the largest IP packet that the sender may leave to be cut up; the MTU if
 *     none
 * @param offloadsChecksums whether the sender may leave transport checksums to the link
 * @param impairment what happens on the way
 * @param merges whether the receiving end merges consecutive segments of a flow that arrive at once
 *     into super-segments (generic receive offload)
 */
public record PipeConfig(
    int mtu,
    int superPacketBytes,
    boolean offloadsChecksums,
    Impairment impairment,
    boolean merges) {

  /** The largest IPv4 packet there can be. */
  public static final int MAX_PACKET_BYTES = 65_535;

  /** The smallest MTU of IPv4 (RFC 791); IPv6 asks for 1280. */
  private static final int MIN_MTU = 68;

  public PipeConfig {
    if (mtu < MIN_MTU || mtu > MAX_PACKET_BYTES) {
      throw new IllegalArgumentException("MTU " + mtu);
    }
    if (superPacketBytes < mtu || superPacketBytes > MAX_PACKET_BYTES) {
      throw new IllegalArgumentException("super-packets of " + superPacketBytes + " bytes");
    }
    if (superPacketBytes > mtu && !offloadsChecksums) {
      throw new IllegalArgumentException("who cuts packets must complete their checksums");
    }
  }

  public PipeConfig(
      int mtu, int superPacketBytes, boolean offloadsChecksums, Impairment impairment) {
    this(mtu, superPacketBytes, offloadsChecksums, impairment, false);
  }

  /** A plain wire: the sender cuts and sums everything itself. */
  public static PipeConfig wire(int mtu) {
    return new PipeConfig(mtu, mtu, false, Impairment.NONE);
  }

  /** A link that cuts and sums, or, while nothing happens to packets, passes them on whole. */
  public static PipeConfig offloading(int mtu) {
    return new PipeConfig(mtu, MAX_PACKET_BYTES, true, Impairment.NONE);
  }

  /** The same with another impairment. */
  public PipeConfig with(Impairment impairment) {
    return new PipeConfig(mtu, superPacketBytes, offloadsChecksums, impairment, merges);
  }

  /** The same with merging at the receiving end. */
  public PipeConfig merging() {
    return new PipeConfig(mtu, superPacketBytes, offloadsChecksums, impairment, true);
  }
}
