package naru.stack.link;

import io.netty.buffer.ByteBuf;

/**
 * Where a stack puts its frames: a TUN device, or a {@link Pipe}.
 *
 * <p>A frame is a buffer whose readable bytes are a 10-byte virtio-net header and one IP packet.
 */
public interface Link {
  /** The largest IP packet on the wire, in bytes. */
  int mtu();

  /**
   * The largest IP packet that {@link #transmit} takes when its virtio header says that it is a
   * super-segment to be cut up, in bytes; {@link #mtu()} if the link does not cut.
   */
  int superPacketBytes();

  /** Whether a transport checksum may be left to the link (virtio flag NEEDS_CSUM). */
  boolean offloadsChecksums();

  /**
   * Sends a frame, which then belongs to the link. Never calls back into the sender.
   *
   * @return false if the frame was dropped at once, for lack of room
   */
  boolean transmit(ByteBuf frame);
}
