package naru.app;

import io.netty.buffer.ByteBuf;
import java.util.function.Predicate;

/** Which packet of a road is lost: one of the large ones, and no other. */
final class LoseOne implements Predicate<ByteBuf> {
  private final int largeBytes;
  private int left;

  /**
   * The loss of one packet.
   *
   * @param largeBytes smaller packets are not counted
   * @param which counted from 1
   */
  LoseOne(int largeBytes, int which) {
    this.largeBytes = largeBytes;
    this.left = which;
  }

  @Override
  public boolean test(ByteBuf frame) {
    return frame.readableBytes() >= largeBytes && --left == 0;
  }
}
