package naru.testkit.drill;

import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of every stream, both ways: letters that tell their place, so that none can be lost.
 */
public final class Content {
  private static final int PRIME = 251;

  private Content() {}

  /** The byte at a place of the stream; the first is 0. */
  public static byte at(long place) {
    return (byte) ('a' + Math.floorMod(place, PRIME) % 26);
  }

  /** So many bytes from a place on. */
  public static byte[] bytes(long place, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = at(place + i);
    }
    return bytes;
  }

  static List<Byte> list(long place, int length) {
    List<Byte> bytes = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      bytes.add(at(place + i));
    }
    return bytes;
  }
}
