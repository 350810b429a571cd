package naru.stack.ip;

import io.netty.buffer.ByteBuf;

/** Finds source routes among the options of an IPv4 header (RFC 791 s. 3.1, RFC 7126 s. 4.3). */
final class SourceRoute {
  private static final int END = 0;
  private static final int NO_OPERATION = 1;
  private static final int LOOSE = 131;
  private static final int STRICT = 137;

  private SourceRoute() {}

  /**
   * Whether there is one. Options are looked at no further than the first that is malformed.
   *
   * @param at index of the first option
   * @param end index behind the header
   */
  static boolean in(ByteBuf packet, int at, int end) {
    int i = at;
    while (i < end) {
      int type = packet.getUnsignedByte(i);
      if (type == LOOSE || type == STRICT) {
        return true;
      }
      if (type == END) {
        return false;
      }
      if (type == NO_OPERATION) {
        i++;
        continue;
      }
      int length = i + 1 < end ? packet.getUnsignedByte(i + 1) : 0;
      if (length < 2) {
        return false;
      }
      i += length;
    }
    return false;
  }
}
