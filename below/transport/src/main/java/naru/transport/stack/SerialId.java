package naru.transport.stack;

import io.netty.channel.ChannelId;
import java.util.HexFormat;

/**
 * A channel's name: which stack, and the how-manieth of its channels. Netty's own ids hold times
 * and random numbers; these are the same in every run of a virtual network.
 *
 * @param stack number of the stack within the program
 * @param serial counts from 1
 */
record SerialId(int stack, int serial) implements ChannelId {
  @Override
  public String asShortText() {
    return HexFormat.of().toHexDigits(serial);
  }

  @Override
  public String asLongText() {
    return HexFormat.of().toHexDigits(stack) + '-' + asShortText();
  }

  @Override
  public int compareTo(ChannelId other) {
    if (other instanceof SerialId id) {
      int byStack = Integer.compare(stack, id.stack);
      return byStack != 0 ? byStack : Integer.compare(serial, id.serial);
    }
    return asLongText().compareTo(other.asLongText());
  }

  @Override
  public int hashCode() {
    return stack * 0x9e3779b9 + serial;
  }
}
